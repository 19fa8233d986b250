package io.phasekeeper.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.phasekeeper.document.FieldChange;
import io.phasekeeper.document.FieldPath;
import io.phasekeeper.event.Completion;
import io.phasekeeper.event.CompletionParser;
import io.phasekeeper.event.IncomingEvent;
import io.phasekeeper.event.MalformedEventException;
import io.phasekeeper.pipeline.PipelineFile;
import io.phasekeeper.pipeline.ProcessorName;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a completion writes into its ledger (CONTRACT §3). */
class CompletionWriteTest {
  private static final Instant AT = Instant.parse("2026-01-11T11:30:00Z");
  private static final CompletionParser PARSER =
      new CompletionParser(PipelineFile.load(Path.of("../../pipelines/nba.yaml")));
  private static final String MEMBER = "player_game_summary";

  @Test
  void aSuccessWritesItsReportAndTheProcessorsOwnKey() throws MalformedEventException {
    Completion completion =
        completion(
            "\"status\":\"success\",\"record_count\":211,\"execution_id\":\"e1\","
                + "\"correlation_id\":\"c1\",\"duration_seconds\":60,"
                + "\"metadata\":{\"is_incremental\":true,\"entities_changed\":[\"a\"]}");

    assertThat(CompletionWrite.changes(completion, true))
        .containsExactly(
            FieldChange.set(
                FieldPath.of("_reports", MEMBER, "e1@" + AT),
                map(
                    "status",
                    "success",
                    "completed_at",
                    AT,
                    "started_at",
                    AT.minusSeconds(60),
                    "record_count",
                    211L,
                    "execution_id",
                    "e1",
                    "correlation_id",
                    "c1",
                    "message_id",
                    "m1",
                    "is_incremental",
                    true,
                    "entities_changed",
                    List.of("a"))),
            FieldChange.set(
                FieldPath.of(MEMBER),
                map(
                    "completed_at",
                    AT,
                    "correlation_id",
                    "c1",
                    "status",
                    "success",
                    "record_count",
                    211L,
                    "execution_id",
                    "e1",
                    "is_incremental",
                    true,
                    "entities_changed",
                    List.of("a"))));
  }

  @Test
  void besideAnotherOrchestratorTheOwnKeyIsLeftAlone() throws MalformedEventException {
    assertThat(CompletionWrite.changes(completion("\"status\":\"success\""), false)).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "success, 1, true",
    "success, , true",
    "success, 0, false",
    "success, -1, false", // a doubt
    "partial, 1, false",
    "no_data, 1, false",
    "failed, 1, false",
    "skipped, 1, false",
    "odd, 1, false",
  })
  void onlySuccessWithRowsOrWithoutAWordOnThemWritesTheOwnKey(
      String status, String rows, boolean ownKey) throws MalformedEventException {
    Completion completion =
        completion(
            "\"status\":\"" + status + "\"" + (rows == null ? "" : ",\"record_count\":" + rows));

    List<FieldChange> changes = CompletionWrite.changes(completion, true);
    assertThat(changes).hasSize(ownKey ? 2 : 1);
    assertThat(changes.get(0).path()).isEqualTo(FieldPath.of("_reports", MEMBER, "m-m1"));
  }

  @Test
  void aReportThatClaimsNoRowsSaysWhyAndNothingOfEntities() throws MalformedEventException {
    assertThat(report(completion("\"status\":\"failed\",\"error_message\":\"out of memory\"")))
        .isEqualTo(
            map(
                "status", "failed",
                "completed_at", AT,
                "started_at", AT,
                "message_id", "m1",
                "error", "out of memory"));
  }

  @Test
  void aWordThatNobodyAgreedOnIsKeptAsItWasSentWithTheDoubt() throws MalformedEventException {
    Map<String, Object> report = report(completion("\"status\":\"Sucess\""));

    assertThat(report).containsEntry("status", "Sucess");
    assertThat(report.get("doubts")).asString().contains("status \"Sucess\"; expected one of");
  }

  @Test
  void anUnknownNameIsKeptAmongTheReportsAndWritesNoKeyOfItsOwn() throws MalformedEventException {
    List<FieldChange> changes =
        CompletionWrite.changes(
            parse("\"processor_name\":\"_odd\",\"status\":\"success\",\"execution_id\":\"_e\""),
            true);

    // Names with _ in front are the ledger's own.
    assertThat(changes)
        .extracting(FieldChange::path)
        .containsExactly(FieldPath.of("_reports", "name:_odd", "name:_e@" + AT));
  }

  @Test
  void aFactThatTheTableProvedWritesTheOwnKeyThatASuccessWould() {
    assertThat(
            CompletionWrite.ownEntry(
                Facts.at(AT).rows(7L).execution("e1").correlation("c1").fact()))
        .isEqualTo(
            map(
                "completed_at",
                AT,
                "correlation_id",
                "c1",
                "status",
                "success",
                "record_count",
                7L,
                "execution_id",
                "e1",
                "is_incremental",
                false,
                "entities_changed",
                List.of()));
    assertThat(CompletionWrite.ownEntry(Facts.at(AT).rows(null).fact()))
        .containsOnlyKeys("completed_at", "status", "is_incremental", "entities_changed");
  }

  @Test
  void anOperatorsWordIsAReportWithWhoAndWhyAndAnOwnKey() {
    List<FieldChange> changes =
        CompletionWrite.byOperator(new ProcessorName(MEMBER), AT, "ann", "seen by eye", true);

    assertThat(changes)
        .containsExactly(
            FieldChange.set(
                FieldPath.of("_reports", MEMBER, "operator@" + AT),
                map(
                    "status", "success",
                    "completed_at", AT,
                    "source", "operator",
                    "who", "ann",
                    "why", "seen by eye")),
            FieldChange.set(
                FieldPath.of(MEMBER),
                map(
                    "completed_at",
                    AT,
                    "status",
                    "success",
                    "is_incremental",
                    false,
                    "entities_changed",
                    List.of(),
                    "source",
                    "operator")));
    assertThat(
            CompletionWrite.byOperator(new ProcessorName(MEMBER), AT, "ann", "seen by eye", false))
        .containsExactly(changes.get(0));
  }

  private static Map<String, Object> report(Completion completion) {
    Map<String, Object> report = new LinkedHashMap<>();
    ((Map<?, ?>) CompletionWrite.changes(completion, true).get(0).value().orElseThrow())
        .forEach((name, value) -> report.put((String) name, value));
    return report;
  }

  private static Completion completion(String more) throws MalformedEventException {
    return parse("\"processor_name\":\"" + MEMBER + "\"," + more);
  }

  private static Completion parse(String more) throws MalformedEventException {
    String json = "{\"game_date\":\"2026-01-10\",\"timestamp\":\"" + AT + "\"," + more + "}";
    return PARSER.parse(
        new IncomingEvent(
            "nba-phase3-analytics-complete",
            "m1",
            AT,
            json.getBytes(StandardCharsets.UTF_8),
            Map.of()));
  }

  private static Map<String, Object> map(Object... namesAndValues) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      map.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return map;
  }
}
