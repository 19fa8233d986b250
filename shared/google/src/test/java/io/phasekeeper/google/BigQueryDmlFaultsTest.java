package io.phasekeeper.google;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.cloud.NoCredentials;
import com.google.cloud.bigquery.BigQuery;
import com.google.cloud.bigquery.BigQueryError;
import com.google.cloud.bigquery.BigQueryException;
import com.google.cloud.bigquery.BigQueryOptions;
import com.google.cloud.bigquery.FormatOptions;
import com.google.cloud.bigquery.InsertAllRequest;
import com.google.cloud.bigquery.InsertAllResponse;
import com.google.cloud.bigquery.Job;
import com.google.cloud.bigquery.QueryJobConfiguration;
import com.google.cloud.bigquery.TableDataWriteChannel;
import com.google.cloud.bigquery.TableId;
import com.google.cloud.bigquery.WriteChannelConfiguration;
import io.phasekeeper.google.fake.FakeBigQuery;
import io.phasekeeper.google.fake.FakeBigQuery.Behaviour;
import io.phasekeeper.outcome.PortFailure;
import io.phasekeeper.outcome.PortFailure.Kind;
import io.phasekeeper.warehouse.RunEnd;
import io.phasekeeper.warehouse.RunRow;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What BigQuery's client makes of each refusal of a change, and what we make of that. */
class BigQueryDmlFaultsTest {
  private static final String TABLE = "nba_reference.processor_run_history";
  private static final LocalDate DATE = LocalDate.parse("2026-01-11");
  private static final Instant NOON = Instant.parse("2026-01-12T12:00:00Z");
  private static final RunEnd END =
      new RunEnd(
          "r1",
          Optional.of(DATE),
          "running",
          "failed",
          Optional.of("timeout"),
          "{\"cleanup_reason\":\"stale_running_cleanup\"}",
          NOON,
          Optional.of(900.0),
          Optional.empty(),
          DATE,
          DATE);

  private FakeBigQuery fake;
  private BigQueryWarehouse warehouse;
  private BigQuery bare;

  @BeforeEach
  void start() throws IOException {
    fake = FakeBigQuery.start("faults");
    Map<String, String> columns = new LinkedHashMap<>();
    for (String text :
        List.of(
            "processor_name",
            "run_id",
            "status",
            "phase",
            "output_table",
            "output_dataset",
            "failure_category",
            "trigger_source",
            "parent_processor")) {
      columns.put(text, "STRING");
    }
    columns.put("started_at", "TIMESTAMP");
    columns.put("processed_at", "TIMESTAMP");
    columns.put("duration_seconds", "FLOAT64");
    columns.put("records_processed", "INT64");
    columns.put("retry_attempt", "INT64");
    columns.put("data_date", "DATE");
    columns.put("errors", "JSON");
    fake.create(TABLE, columns, Set.of());
    warehouse = BigQueryWarehouse.open("faults", Optional.of(fake.host()));
    bare =
        BigQueryOptions.newBuilder()
            .setProjectId("faults")
            .setHost("http://" + fake.host())
            .setCredentials(NoCredentials.getInstance())
            .build()
            .getService();
  }

  @AfterEach
  void stop() {
    fake.close();
  }

  private static final Map<String, Object> START =
      Map.of("run_id", "r1", "status", "running", "data_date", "2026-01-11");

  private InsertAllResponse stream(List<Map<String, Object>> rows) {
    InsertAllRequest.Builder request =
        InsertAllRequest.newBuilder(TableId.of("nba_reference", "processor_run_history"));
    rows.forEach(request::addRow);
    return bare.insertAll(request.build());
  }

  private void appendStart() {
    warehouse.append(
        TABLE, List.of(Map.of("run_id", "r1", "status", "running", "data_date", DATE)));
  }

  private List<String> statuses() {
    return warehouse.rowsOfRuns(TABLE, DATE, DATE, Set.of("r1")).stream()
        .map(RunRow::status)
        .sorted()
        .toList();
  }

  // --- the streaming buffer -----------------------------------------------------------------

  @Test
  void aStreamedRowCannotBeUpdatedAndASecondRowIsAppendedInstead() {
    assertThat(stream(List.of(START)).hasErrors()).isFalse();

    PortFailure refused = failure(() -> use(warehouse.endRun(TABLE, END)));
    assertThat(refused.kind()).isEqualTo(Kind.STREAMING);
    assertThat(refused)
        .hasMessageContaining("would affect rows in the streaming buffer")
        .hasMessageContaining("rows streamed less than 90 minutes ago cannot be changed");
    assertClient(refused, 400, "invalidQuery");
    assertThat(statuses()).containsExactly("running");

    assertThat(warehouse.appendRunEnd(TABLE, END)).isEqualTo(1);
    assertThat(statuses()).containsExactly("failed", "running");
    assertThat(warehouse.openRuns(TABLE, DATE, DATE, List.of(), 10)).isEmpty();
    assertThat(warehouse.endRun(TABLE, END)).as("it has ended").isZero();
  }

  @Test
  void whatWasStreamedLongAgoIsUpdated() {
    assertThat(stream(List.of(START)).hasErrors()).isFalse();
    fake.flushStreamingBuffer();
    assertThat(warehouse.endRun(TABLE, END)).isEqualTo(1);
    assertThat(statuses()).containsExactly("failed");
  }

  @Test
  void aChangeThatTouchesNoStreamedRowIsNotRefused() {
    assertThat(
            stream(List.of(Map.of("run_id", "r2", "status", "running", "data_date", "2026-01-11")))
                .hasErrors())
        .isFalse();
    assertThat(warehouse.endRun(TABLE, END)).isZero();
  }

  // --- too many changes at once -------------------------------------------------------------

  @Test
  void aFullQueueIsBusyAndNotTriedAgainAtOnce() {
    appendStart();
    int before = fake.calls().size();
    fake.next(Behaviour.queueIsFull("faults:" + TABLE));
    PortFailure refused = failure(() -> use(warehouse.endRun(TABLE, END)));
    assertThat(refused.kind()).isEqualTo(Kind.BUSY);
    assertThat(refused)
        .hasMessageContaining("Too many DML statements outstanding against table")
        .hasMessageContaining("limit is 20. (it will be tried again)");
    assertClient(refused, 400, "resourcesExceeded");
    assertThat(fake.calls().subList(before, fake.calls().size())).containsExactly("query");
    assertThat(warehouse.endRun(TABLE, END)).as("later").isEqualTo(1);
  }

  @Test
  void aConcurrentUpdateIsBusyAlsoWhenItsJobTellsSo() {
    appendStart();
    fake.next(Behaviour.notSerializable("faults:" + TABLE));
    PortFailure refused = failure(() -> use(warehouse.endRun(TABLE, END)));
    assertThat(refused.kind()).isEqualTo(Kind.BUSY);
    assertThat(refused).hasMessageContaining("Could not serialize access to table");
    assertThat(statuses()).containsExactly("running");
    assertThat(warehouse.endRun(TABLE, END)).isEqualTo(1);
  }

  @Test
  void theClientTellsOfAConcurrentUpdateAsAnInvalidQuery() {
    fake.next(Behaviour.notSerializable("faults:" + TABLE));
    BigQueryException thrown =
        catchThrowableOfType(
            BigQueryException.class, () -> use(bare.query(QueryJobConfiguration.of("SELECT 1"))));
    assertThat(thrown.getReason()).isEqualTo("invalidQuery");
  }

  @Test
  void anUpdateWhoseAnswerIsLostIsRunOnceAndCounted() {
    appendStart();
    fake.next(Behaviour.runAndUnavailable());
    assertThat(warehouse.endRun(TABLE, END)).isEqualTo(1);
    assertThat(statuses()).containsExactly("failed");
  }

  @Test
  void aSlowUpdateIsWaitedForAndItsRowsAreCounted() {
    appendStart();
    fake.next(Behaviour.slow(2));
    assertThat(warehouse.endRun(TABLE, END)).isEqualTo(1);
  }

  @Test
  void aColumnThatChangedItsTypeIsInvalidInGooglesWords() {
    fake.create(
        "other.runs",
        Map.of(
            "run_id",
            "STRING",
            "status",
            "INT64",
            "data_date",
            "DATE",
            "processed_at",
            "TIMESTAMP"),
        Set.of());
    PortFailure refused =
        failure(() -> use(warehouse.openRuns("other.runs", DATE, DATE, List.of(), 10)));
    assertThat(refused.kind()).isEqualTo(Kind.INVALID);
    assertThat(refused).hasMessageContaining("open-runs of other.runs");
  }

  // --- rows that come in otherwise ----------------------------------------------------------

  @Test
  void aStreamedRowThatIsWrongIsToldWithItsRowAndFieldAndStopsTheOthers() {
    InsertAllResponse answer =
        stream(
            List.of(
                START,
                Map.of("run_id", "r2", "records_processed", "many"),
                Map.of("run_id", "r3", "no_such_column", "x")));
    assertThat(answer.hasErrors()).isTrue();
    assertThat(answer.getInsertErrors().keySet()).containsExactlyInAnyOrder(0L, 1L, 2L);
    assertThat(answer.getErrorsFor(0))
        .extracting(BigQueryError::getReason)
        .containsExactly("stopped");
    assertThat(answer.getErrorsFor(1).get(0).getLocation()).isEqualTo("records_processed");
    assertThat(answer.getErrorsFor(1).get(0).getMessage())
        .isEqualTo("Cannot convert value to integer (bad value): many");
    assertThat(answer.getErrorsFor(2).get(0).getMessage())
        .isEqualTo("no such field: no_such_column.");
    assertThat(statuses()).as("no row was written").isEmpty();
    PortFailure ours =
        BigQueryFailures.failure("rows of " + TABLE, new BigQueryException(answer.getErrorsFor(1)));
    assertThat(ours.kind()).isEqualTo(Kind.INVALID);
    assertThat(ours).hasMessageContaining("Cannot convert value to integer (bad value): many");
  }

  @Test
  void aLoadWithAWrongRowWritesNothingAndNamesRowAndField() throws Exception {
    Job job =
        load(
            "{\"run_id\":\"r1\",\"data_date\":\"2026-01-11\"}\n{\"records_processed\":\"many\"}\n");
    assertThat(job.getStatus().getError().getMessage())
        .startsWith(
            "Error while reading data, error message: JSON table encountered too many errors,"
                + " giving up. Rows: 1; errors: 1.");
    List<BigQueryError> errors = job.getStatus().getExecutionErrors();
    assertThat(errors).hasSize(2);
    PortFailure ours = BigQueryFailures.failure("load of " + TABLE, new BigQueryException(errors));
    assertThat(ours.kind()).isEqualTo(Kind.INVALID);
    assertThat(errors.get(1).getMessage()).contains("line: 2, field: records_processed");
    assertThat(statuses()).isEmpty();
  }

  @Test
  void aLoadWritesItsRowsOutsideTheStreamingBuffer() throws Exception {
    Job job = load("{\"run_id\":\"r1\",\"status\":\"running\",\"data_date\":\"2026-01-11\"}\n");
    assertThat(job.getStatus().getError()).isNull();
    assertThat(warehouse.endRun(TABLE, END)).isEqualTo(1);
  }

  private Job load(String lines) throws IOException {
    TableDataWriteChannel channel =
        bare.writer(
            WriteChannelConfiguration.newBuilder(
                    TableId.of("nba_reference", "processor_run_history"))
                .setFormatOptions(FormatOptions.json())
                .build());
    try (channel) {
      int written = channel.write(ByteBuffer.wrap(lines.getBytes(StandardCharsets.UTF_8)));
      assertThat(written).isPositive();
    }
    return channel.getJob();
  }

  private static void use(Object answer) {
    assertThat(answer).isNotNull();
  }

  private static void assertClient(PortFailure failure, int status, String reason) {
    assertThat(failure.getCause())
        .isInstanceOfSatisfying(
            BigQueryException.class,
            thrown -> {
              assertThat(thrown.getCode()).isEqualTo(status);
              assertThat(thrown.getReason()).isEqualTo(reason);
            });
  }

  private static PortFailure failure(ThrowingCallable call) {
    PortFailure failure = catchThrowableOfType(PortFailure.class, call);
    assertThat(failure).as("a port failure").isNotNull();
    return failure;
  }
}
