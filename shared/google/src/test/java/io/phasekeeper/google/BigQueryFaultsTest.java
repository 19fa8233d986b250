package io.phasekeeper.google;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.cloud.NoCredentials;
import com.google.cloud.bigquery.BigQuery;
import com.google.cloud.bigquery.BigQueryException;
import com.google.cloud.bigquery.BigQueryOptions;
import com.google.cloud.bigquery.QueryJobConfiguration;
import com.google.gson.JsonObject;
import io.phasekeeper.google.BigQueryStatements.Limits;
import io.phasekeeper.google.fake.FakeBigQuery;
import io.phasekeeper.google.fake.FakeBigQuery.Behaviour;
import io.phasekeeper.outcome.PortFailure;
import io.phasekeeper.outcome.PortFailure.Kind;
import io.phasekeeper.warehouse.CalendarTable;
import io.phasekeeper.warehouse.SqlStatement;
import io.phasekeeper.warehouse.TableRef;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What BigQuery's client makes of each fault, and what we make of that. */
class BigQueryFaultsTest {
  private static final LocalDate DATE = LocalDate.parse("2026-01-11");
  private static final String TABLE = "nba_analytics.player_game_summary";
  private static final TableRef ROWS = new TableRef(TABLE, "game_date", Map.of());
  private static final String BACKTICKED = "`nba_analytics`.`player_game_summary`";
  private static final Limits LIMITS =
      new Limits(
          Duration.ofSeconds(2),
          Duration.ofSeconds(4),
          Duration.ofSeconds(2),
          Duration.ofSeconds(2),
          1_000_000);

  private FakeBigQuery fake;
  private BigQueryStatements statements;
  private BigQueryWarehouse warehouse;

  /**
   * The first statement of a JVM loads the client, which may take a busy machine longer than our
   * limits.
   */
  @BeforeAll
  static void loadTheClient() throws IOException {
    try (FakeBigQuery first = FakeBigQuery.start("faults")) {
      var patient = BigQueryStatements.open("faults", Optional.of(first.host()), Limits.STANDARD);
      assertThat(patient.run("test", "none", new SqlStatement("SELECT 1", Map.of()))).hasSize(1);
    }
  }

  @BeforeEach
  void start() throws IOException {
    fake = FakeBigQuery.start("faults");
    Map<String, String> columns = new LinkedHashMap<>();
    columns.put("game_date", "DATE");
    columns.put("player_lookup", "STRING");
    columns.put("minutes_played", "INT64");
    fake.create(TABLE, columns, Set.of("game_date"));
    statements = BigQueryStatements.open("faults", Optional.of(fake.host()), LIMITS);
    warehouse = new BigQueryWarehouse(statements);
  }

  @AfterEach
  void stop() {
    fake.close();
  }

  // --- what is sent -------------------------------------------------------------------------

  @Test
  void aQuestionIsOneCallWithLimitsLabelsAndTypedParameters() {
    assertThat(warehouse.rowCounts(ROWS, DATE, DATE)).isEmpty();
    JsonObject query = fake.lastQuery();
    assertThat(fake.calls()).containsExactly("query");
    assertThat(query.get("maximumBytesBilled").getAsLong()).isEqualTo(1_000_000);
    assertThat(query.get("useLegacySql").getAsBoolean()).isFalse();
    assertThat(query.getAsJsonObject("labels").get("question").getAsString())
        .isEqualTo("row-counts");
    assertThat(query.getAsJsonObject("labels").get("app").getAsString()).isEqualTo("phasekeeper");
    assertThat(query.get("requestId").getAsString()).isNotEmpty();
    JsonObject first = query.getAsJsonArray("queryParameters").get(0).getAsJsonObject();
    assertThat(first.getAsJsonObject("parameterType").get("type").getAsString()).isEqualTo("DATE");
    assertThat(first.getAsJsonObject("parameterValue").get("value").getAsString())
        .isEqualTo("2026-01-11");
  }

  @Test
  void aLongAnswerIsReadPageByPage() {
    fake.pagesOf(2);
    for (int i = 0; i < 5; i++) {
      warehouse.append(TABLE, List.of(Map.of("game_date", DATE.plusDays(i))));
    }
    assertThat(warehouse.rowCounts(ROWS, DATE, DATE.plusDays(9))).hasSize(5);
  }

  // --- slow jobs ----------------------------------------------------------------------------

  @Test
  void aSlowJobIsAskedForUntilItIsDone() {
    warehouse.append(TABLE, rows(3));
    int before = fake.calls().size();
    fake.next(Behaviour.slow(3));
    assertThat(warehouse.rowCounts(ROWS, DATE, DATE)).isEqualTo(Map.of(DATE, 3L));
    assertThat(fake.calls().subList(before, fake.calls().size()))
        .startsWith("query")
        .contains("results")
        .doesNotContain("cancel");
  }

  /**
   * The client reads a slow job's rows, and second pages, from a table, and asks for no format
   * there.
   */
  @Test
  void theMicrosecondsOfASlowAnswerAreKept() {
    fake.create("nba.games", Map.of("d", "DATE", "id", "STRING", "at", "TIMESTAMP"), Set.of());
    Instant start = Instant.parse("2026-01-12T00:30:00.123457Z");
    warehouse.append("nba.games", List.of(Map.of("d", DATE, "id", "1", "at", start)));
    var games =
        new CalendarTable(new TableRef("nba.games", "d", Map.of()), "id", "at", "id", List.of());
    fake.next(Behaviour.NORMAL, Behaviour.slow(1));
    assertThat(warehouse.calendar(games, DATE, DATE))
        .isEqualTo(warehouse.calendar(games, DATE, DATE));
    assertThat(warehouse.calendar(games, DATE, DATE).get(0).starts()).hasValue(start);
    assertThat(fake.calls()).contains("data");
  }

  @ParameterizedTest
  @CsvSource({
    "1768178042000001,2026-01-12T00:34:02.000001Z",
    "1.768178042000001E9,2026-01-12T00:34:02.000001Z",
    "1.768178042E9,2026-01-12T00:34:02Z",
    "0,1970-01-01T00:00:00Z",
    "-1.5,1969-12-31T23:59:58.500Z"
  })
  void aTimestampIsReadInBothItsForms(String wire, Instant expected) {
    assertThat(BigQueryRow.instantOf(wire)).isEqualTo(expected);
  }

  @Test
  void aSlowInsertIsWaitedForAndRunOnce() {
    fake.next(Behaviour.slow(2));
    warehouse.append(TABLE, rows(2));
    assertThat(warehouse.rowCounts(ROWS, DATE, DATE)).isEqualTo(Map.of(DATE, 2L));
  }

  @Test
  void aJobThatIsNotDoneInTimeIsCancelledAndItsQuestionIsUnanswered() {
    fake.next(Behaviour.endless());
    PortFailure failure = failure(() -> use(warehouse.rowCounts(ROWS, DATE, DATE)));
    assertThat(failure.kind()).isEqualTo(Kind.UNAVAILABLE);
    assertThat(failure)
        .hasMessageContaining("row-counts of " + TABLE + " (project faults)")
        .hasMessageContaining("not done within PT2S; its job was cancelled");
    assertThat(fake.calls()).contains("cancel");
  }

  @Test
  void aSlowJobThatFailsInTheEndFailsWithItsReason() {
    fake.next(Behaviour.slow(2));
    PortFailure failure = failure(() -> use(run("SELECT nobody FROM " + BACKTICKED)));
    assertThat(failure.kind()).isEqualTo(Kind.INVALID);
    assertThat(failure).hasMessageContaining("Unrecognized name: nobody at [1:8]");
  }

  // --- 503 ----------------------------------------------------------------------------------

  @Test
  void byItselfTheClientDoesNotRepeatAQueryThatWasAnswered503() throws Exception {
    fake.always(Behaviour.unavailable());
    BigQuery bare =
        BigQueryOptions.newBuilder()
            .setProjectId("faults")
            .setHost("http://" + fake.host())
            .setCredentials(NoCredentials.getInstance())
            .build()
            .getService();
    BigQueryException thrown =
        catchThrowableOfType(
            BigQueryException.class, () -> use(bare.query(QueryJobConfiguration.of("SELECT 1"))));
    assertThat(thrown.getCode()).isEqualTo(503);
    assertThat(thrown.getReason()).isEqualTo("backendError");
    assertThat(fake.calls()).containsExactly("query");
  }

  @Test
  void a503IsTriedAgainUnderTheSameRequest() {
    fake.next(Behaviour.unavailable(), Behaviour.unavailable());
    assertThat(warehouse.rowCounts(ROWS, DATE, DATE)).isEmpty();
    assertThat(fake.calls()).containsExactly("query", "query", "query");
  }

  @Test
  void a503ForEverIsGivenUpWithinTheLimit() {
    fake.always(Behaviour.unavailable());
    PortFailure failure = failure(() -> use(warehouse.rowCounts(ROWS, DATE, DATE)));
    assertThat(failure.kind()).isEqualTo(Kind.UNAVAILABLE);
    assertThat(failure.service()).isEqualTo(PortFailure.Service.BIGQUERY);
    assertThat(failure)
        .hasMessageStartingWith(
            "bigquery: row-counts of "
                + TABLE
                + " (project faults): 503 backendError: Service is unavailable.");
    assertClient(failure, 503, "backendError");
    assertThat(fake.calls().size()).isBetween(3, 12);
  }

  @Test
  void anInsertWhoseAnswerIsLostIsNotWrittenTwice() {
    fake.next(Behaviour.runAndUnavailable());
    warehouse.append(TABLE, rows(2));
    assertThat(fake.calls()).startsWith("query", "query");
    assertThat(warehouse.rowCounts(ROWS, DATE, DATE)).isEqualTo(Map.of(DATE, 2L));
  }

  @Test
  void aServerThatIsNotThereIsUnavailable() throws IOException {
    int nobody;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      nobody = socket.getLocalPort();
    }
    var nowhere =
        new BigQueryWarehouse(
            BigQueryStatements.open("faults", Optional.of("127.0.0.1:" + nobody), LIMITS));
    assertThat(failure(() -> use(nowhere.rowCounts(ROWS, DATE, DATE))).kind())
        .isEqualTo(Kind.UNAVAILABLE);
  }

  @Test
  void aServerThatNeverAnswersIsUnavailable() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      var nowhere =
          new BigQueryWarehouse(
              BigQueryStatements.open(
                  "faults", Optional.of("127.0.0.1:" + silent.getLocalPort()), LIMITS));
      PortFailure failure = failure(() -> use(nowhere.rowCounts(ROWS, DATE, DATE)));
      assertThat(failure.kind()).isEqualTo(Kind.UNAVAILABLE);
      assertThat(failure).hasMessageContaining("no answer within PT4S; the outcome is unknown");
      assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }
  }

  // --- what is wrong with the statement, or with us -----------------------------------------

  @Test
  void aWrongColumnIsInvalidInGooglesWords() {
    PortFailure failure = failure(() -> use(run("SELECT game_dat FROM " + BACKTICKED)));
    assertThat(failure.kind()).isEqualTo(Kind.INVALID);
    assertThat(failure)
        .hasMessage(
            "bigquery: test of "
                + TABLE
                + " (project faults): 400 invalidQuery: Unrecognized name: game_dat; Did you mean game_date? at [1:8]");
    assertClient(failure, 400, "invalidQuery");
    assertThat(fake.calls()).as("not tried again").containsExactly("query");
  }

  @Test
  void whatOnlyDuckDbUnderstandsIsRefused() {
    assertThat(failure(() -> use(run("SELECT minutes_played::VARCHAR FROM " + BACKTICKED))).kind())
        .isEqualTo(Kind.INVALID);
  }

  @Test
  void aQuestionThatWouldReadTooMuchIsInvalid() {
    fake.costs(1_000_001);
    PortFailure failure = failure(() -> use(warehouse.rowCounts(ROWS, DATE, DATE)));
    assertThat(failure.kind()).isEqualTo(Kind.INVALID);
    assertThat(failure)
        .hasMessageContaining(
            "Query exceeded limit for bytes billed: 1000000. 1000001 or higher required.");
    assertClient(failure, 400, "bytesBilledLimitExceeded");
    assertThat(fake.calls()).containsExactly("query");
  }

  @Test
  void aTableThatIsNotThereIsMissing() {
    PortFailure failure =
        failure(
            () ->
                use(
                    warehouse.rowCounts(
                        new TableRef("nba_analytics.absent", "game_date", Map.of()), DATE, DATE)));
    assertThat(failure.kind()).isEqualTo(Kind.MISSING);
    assertThat(failure)
        .hasMessageContaining(
            "Not found: Table faults:nba_analytics.absent was not found in location US");
    assertClient(failure, 404, "notFound");
    assertThat(fake.calls()).containsExactly("query");
  }

  /** Reasons and messages as in https://cloud.google.com/bigquery/docs/error-messages. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "403|accessDenied|Access Denied: Table faults:nba.t: User does not have permission|REFUSED",
        "403|billingNotEnabled|Billing has not been enabled for this project|REFUSED",
        "403|quotaExceeded|Quota exceeded: Your project exceeded quota for free query bytes scanned|BUSY",
        "400|resourcesExceeded|Resources exceeded during query execution: Too many DML statements outstanding against table faults:nba.t, limit is 20.|BUSY",
        "400|invalidQuery|UPDATE or DELETE statement over table nba.t would affect rows in the streaming buffer, which is not supported|STREAMING",
        "400|resourcesExceeded|Resources exceeded during query execution: The query could not be executed in the allotted memory.|INVALID",
        "404|notFound|Not found: Dataset faults:nba was not found in location US|MISSING",
        "400|invalid|Bad int64 value|INVALID",
      })
  void aRefusalIsNotTriedAgain(int status, String reason, String message, Kind kind) {
    fake.always(Behaviour.refused(status, reason, message));
    PortFailure failure = failure(() -> use(warehouse.rowCounts(ROWS, DATE, DATE)));
    assertThat(failure.kind()).isEqualTo(kind);
    assertThat(failure).hasMessageContaining(reason + ": " + message);
    assertClient(failure, status, reason);
    assertThat(fake.calls()).containsExactly("query");
  }

  @Test
  void credentialsThatAreNotAcceptedAreRefused() {
    fake.always(
        Behaviour.refused(401, "authError", "Request had invalid authentication credentials"));
    PortFailure failure = failure(() -> use(warehouse.rowCounts(ROWS, DATE, DATE)));
    assertThat(failure.kind()).isEqualTo(Kind.REFUSED);
    assertThat(failure).hasMessageContaining("(project faults): 401 Unauthorized, POST http://");
  }

  @ParameterizedTest
  @CsvSource({
    "403,rateLimitExceeded",
    "403,jobRateLimitExceeded",
    "500,internalError",
    "502,backendError",
    "429,tooMany"
  })
  void whatPassesByItselfIsTriedAgain(int status, String reason) {
    fake.next(Behaviour.refused(status, reason, "for now"));
    assertThat(warehouse.rowCounts(ROWS, DATE, DATE)).isEmpty();
    assertThat(fake.calls()).containsExactly("query", "query");
  }

  // --- inserts ------------------------------------------------------------------------------

  @Test
  void anInsertOfNullIntoARequiredColumnWritesNoRow() {
    PortFailure failure =
        failure(
            () ->
                warehouse.append(
                    TABLE,
                    List.of(Map.of("game_date", DATE), Map.of("player_lookup", "lebron-james"))));
    assertThat(failure.kind()).isEqualTo(Kind.INVALID);
    assertThat(failure).hasMessageContaining("Required field game_date cannot be null");
    assertThat(warehouse.rowCounts(ROWS, DATE, DATE)).isEmpty();
  }

  @Test
  void anInsertOfAnotherTypeSaysWhichColumn() {
    PortFailure failure =
        failure(
            () ->
                warehouse.append(
                    TABLE, List.of(Map.of("game_date", DATE, "minutes_played", "a lot"))));
    assertThat(failure.kind()).isEqualTo(Kind.INVALID);
    assertThat(failure)
        .hasMessageContaining("append of " + TABLE)
        .hasMessageContaining("minutes_played");
  }

  @Test
  void aColumnNameThatIsNoneIsRefusedBeforeAnythingIsSent() {
    PortFailure failure =
        failure(() -> warehouse.append(TABLE, List.of(Map.of("game_date` = 1; --", DATE))));
    assertThat(failure.kind()).isEqualTo(Kind.INVALID);
    assertThat(fake.calls()).isEmpty();
  }

  @Test
  void veryManyRowsGoInMoreThanOneStatement() {
    var patient =
        new BigQueryWarehouse(
            BigQueryStatements.open("faults", Optional.of(fake.host()), Limits.STANDARD));
    patient.append(
        TABLE,
        Collections.nCopies(
            2_000, Map.of("game_date", DATE, "player_lookup", "x", "minutes_played", 1L)));
    assertThat(fake.calls().stream().filter("query"::equals).count()).isEqualTo(2);
    assertThat(warehouse.rowCounts(ROWS, DATE, DATE)).isEqualTo(Map.of(DATE, 2_000L));
  }

  private static List<Map<String, Object>> rows(int count) {
    return Collections.nCopies(count, Map.of("game_date", DATE));
  }

  private List<?> run(String sql) {
    return statements.run("test", TABLE, new SqlStatement(sql, Map.of()));
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
