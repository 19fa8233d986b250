package io.phasekeeper.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.phasekeeper.pipeline.PipelineFile;
import io.phasekeeper.pipeline.ProcessorName;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Completion messages: what is normalised, what is kept with doubts, what is malformed. */
class CompletionParserTest {
  private static final String TOPIC = "nba-phase3-analytics-complete";
  private static final Instant SENT = Instant.parse("2026-01-12T11:34:05Z");
  private final CompletionParser parser =
      new CompletionParser(PipelineFile.load(Path.of("../../pipelines/nba.yaml")));

  @Test
  void theMessageOfTheContractIsReadWhole() throws MalformedEventException {
    Completion completion =
        parse(
            """
            {"processor_name":"PlayerGameSummaryProcessor","phase":"phase_3_analytics","execution_id":"def-456",
             "correlation_id":"abc-123","game_date":"2026-01-11","output_table":"player_game_summary",
             "output_dataset":"nba_analytics","status":"success","record_count":324,"records_failed":0,
             "timestamp":"2026-01-12T11:34:02Z","duration_seconds":241.7,"trigger_source":"scheduler",
             "parent_processor":null,"trigger_message_id":null,"error_message":null,"error_type":null,
             "metadata":{"is_incremental":false,"entities_changed":["lebron-james"]}}
            """);

    assertThat(completion.processor()).contains(new ProcessorName("player_game_summary"));
    assertThat(completion.dataDate()).isEqualTo(LocalDate.of(2026, 1, 11));
    assertThat(completion.status()).isEqualTo(ReportStatus.SUCCESS);
    assertThat(completion.recordCount()).contains(324L);
    assertThat(completion.executionId()).contains("def-456");
    assertThat(completion.correlationId()).contains("abc-123");
    assertThat(completion.timestamp()).isEqualTo(Instant.parse("2026-01-12T11:34:02Z"));
    assertThat(completion.duration()).isEqualTo(Duration.ofMillis(241_700));
    assertThat(completion.entitiesChanged()).containsExactly("lebron-james");
    assertThat(completion.doubts()).isEmpty();
    assertThat(completion.reportKey()).isEqualTo("def-456@2026-01-12T11:34:02Z");
  }

  @TestFactory
  Stream<DynamicTest> otherFormsAreNormalised() {
    return inOrder(
            Map.of(
                "\"data_date\":\"2026-01-11\"", "2026-01-11",
                "\"analysis_date\":\"2026-01-11\"", "2026-01-11",
                "\"game_date\":\"2026-01-11T00:00:00\"", "2026-01-11",
                "\"game_date\":\"2026-01-11 00:00:00\"", "2026-01-11",
                "\"game_date\":null,\"data_date\":\"2026-01-11\"", "2026-01-11"))
        .map(
            form ->
                DynamicTest.dynamicTest(
                    form.getKey(),
                    () ->
                        assertThat(
                                parse(
                                        "{\"processor_name\":\"player_game_summary\",\"status\":\"Success\","
                                            + form.getKey()
                                            + ",\"record_count\":\"324\",\"duration_seconds\":\"60\"}")
                                    .toString())
                            .contains(
                                "dataDate=" + form.getValue(),
                                "recordCount=Optional[324]",
                                "duration=PT1M",
                                "doubts=[]")));
  }

  @TestFactory
  Stream<DynamicTest> whatCannotBeCountedIsRecordedWithItsDoubts() {
    return inOrder(
            Map.of(
                "\"status\":\"sucess\"",
                "status \"sucess\"; expected one of",
                "\"record_count\":-5",
                "record_count -5; expected a whole number",
                "\"record_count\":\"many\"",
                "record_count \"many\"; expected a whole number",
                "\"record_count\":\"" + "0".repeat(40) + "5\"",
                "; expected a whole number",
                "\"record_count\":2.5",
                "record_count 2.5; expected a whole number",
                "\"record_count\":true",
                "record_count true; expected a whole number",
                "\"record_count\":1e400",
                "record_count 1e400; expected a whole number",
                "\"game_date\":\"2027-02-20\"",
                "its date 2027-02-20 is 404 days from the day"))
        .map(
            doubt ->
                DynamicTest.dynamicTest(
                    doubt.getKey(),
                    () ->
                        assertThat(parse(with(doubt.getKey())).doubts())
                            .singleElement()
                            .asString()
                            .contains(doubt.getValue())));
  }

  @TestFactory
  Stream<DynamicTest> whatCanNeverBeUnderstoodIsMalformed() {
    return inOrder(
            Map.ofEntries(
                Map.entry("not json", "it breaks at line 1 column"),
                Map.entry("{\"a\": [1, 2", "it breaks at line 1 column"),
                Map.entry(with("\"processor_name\":\"  \""), "found \"  \" at $.processor_name"),
                Map.entry("", "data is empty"),
                Map.entry("   ", "data is empty"),
                Map.entry("[1, 2]", "expected a JSON object"),
                Map.entry("\"text\"", "expected a JSON object"),
                Map.entry("null", "expected a JSON object"),
                Map.entry("{} {}", "it breaks at line 1 column 5"),
                Map.entry("{\"a\": 1,}", "expected JSON"),
                Map.entry("{'processor_name': 'x'}", "expected JSON"),
                Map.entry(
                    "{\"game_date\":\"2026-01-11\",\"status\":\"success\"}",
                    "found nothing at $.processor_name"),
                Map.entry(
                    "{\"processor_name\":7,\"game_date\":\"2026-01-11\"}",
                    "found 7 at $.processor_name"),
                Map.entry(
                    "{\"processor_name\":\"x\",\"status\":\"success\"}",
                    "found nothing at $.game_date"),
                Map.entry(
                    with("\"game_date\":\"2026-02-30\""), "found \"2026-02-30\" at $.game_date"),
                Map.entry(with("\"game_date\":\"soon\""), "found \"soon\" at $.game_date"),
                Map.entry("[".repeat(100_000), "expected JSON")))
        .map(
            bad ->
                DynamicTest.dynamicTest(
                    "<" + bad.getKey().substring(0, Math.min(40, bad.getKey().length())) + ">",
                    () ->
                        assertThatExceptionOfType(MalformedEventException.class)
                            .isThrownBy(() -> parse(bad.getKey()))
                            .withMessageContaining(bad.getValue())));
  }

  @Test
  void invalidUtf8AndTooMuchDataAreMalformed() {
    assertThatExceptionOfType(MalformedEventException.class)
        .isThrownBy(() -> parser.parse(event(new byte[] {(byte) 0xc3, 0x28})))
        .withMessageContaining("not valid UTF-8");
    assertThatExceptionOfType(MalformedEventException.class)
        .isThrownBy(() -> parser.parse(event(new byte[512 * 1024 + 1])))
        .withMessageContaining("expected at most 524288");
  }

  @Test
  void aTopicOfNobodyIsMalformed() {
    IncomingEvent event = new IncomingEvent("other", "m1", SENT, new byte[] {'{', '}'}, Map.of());
    assertThatExceptionOfType(MalformedEventException.class)
        .isThrownBy(() -> parser.parse(event))
        .withMessageContaining("topic \"other\" is no completion topic of nba");
  }

  @Test
  void aTimestampFromTheFutureIsNotBelieved() throws MalformedEventException {
    assertThat(parse(with("\"timestamp\":\"2026-01-12T11:40:00Z\"")).timestamp())
        .isEqualTo(Instant.parse("2026-01-12T11:40:00Z"));
    assertThat(parse(with("\"timestamp\":\"2026-01-12T12:40:00Z\"")).timestamp()).isEqualTo(SENT);
  }

  @Test
  void aTimestampOfAClockThatWasNeverSetIsNotBelieved() throws Exception {
    Completion completion = parse(with("\"timestamp\":\"1970-01-01T00:00:00Z\""));
    assertThat(completion.timestamp()).isEqualTo(SENT);
    assertThat(completion.remarks())
        .containsExactly(
            "timestamp 1970-01-01T00:00:00Z, more than 31 days before it was sent, is not believed");
    assertThat(completion.doubts()).isEmpty();
    assertThat(parse(with("\"timestamp\":\"2026-01-08T11:40:00Z\"")).timestamp())
        .as("a message may wait for days")
        .isEqualTo(Instant.parse("2026-01-08T11:40:00Z"));
  }

  @Test
  void anUnreadableTimestampIsRemarkedAndThePublishTimeStandsForIt()
      throws MalformedEventException {
    Completion completion = parse(with("\"timestamp\":\"yesterday\""));
    assertThat(completion.timestamp()).isEqualTo(SENT);
    assertThat(completion.doubts()).isEmpty();
    assertThat(completion.remarks())
        .containsExactly("timestamp \"yesterday\"; expected an ISO 8601 time");
  }

  @Test
  void timesWithoutAnOffsetAreUtcAsPythonWritesThem() throws MalformedEventException {
    assertThat(parse(with("\"timestamp\":\"2026-01-12T11:34:02.123456\"")).timestamp())
        .isEqualTo(Instant.parse("2026-01-12T11:34:02.123456Z"));
  }

  @Test
  void whatAProcessorSaysOfItsWorkIsKept() throws MalformedEventException {
    Completion completion =
        parse(
            with(
                "\"error_message\":\"out of memory\",\"metadata\":{\"is_incremental\":true,"
                    + "\"entities_changed\":[\"LAL\",7,null,\"BOS\"]}"));

    assertThat(completion.incremental()).isTrue();
    assertThat(completion.entitiesChanged()).containsExactly("LAL", "BOS");
    assertThat(completion.error()).contains("out of memory");
  }

  @Test
  void anErrorIsToldWithItsTypeOnce() throws MalformedEventException {
    String type = "\"error_type\":\"DependencyError\"";
    assertThat(parse(with(type + ",\"error_message\":\"no rows\"")).error())
        .contains("DependencyError: no rows");
    assertThat(parse(with(type + ",\"error_message\":\"DependencyError: no rows\"")).error())
        .contains("DependencyError: no rows");
    assertThat(parse(with(type)).error()).contains("DependencyError");
  }

  @Test
  void whatIsNotSaidStaysUnknown() throws MalformedEventException {
    Completion completion = parse(with("\"metadata\":[]"));

    assertThat(completion.incremental()).isFalse();
    assertThat(completion.entitiesChanged()).isEmpty();
    assertThat(completion.error()).isEmpty();
    assertThat(completion.recordCount()).isEmpty();
    assertThat(completion.executionId()).isEmpty();
    assertThat(completion.correlationId()).isEmpty();
    assertThat(completion.reportKey()).isEqualTo("m-m1");
    assertThat(completion.duration()).isZero();
    assertThat(completion.startedAt()).isEqualTo(SENT);
  }

  @ParameterizedTest
  @CsvSource({
    "0, PT0S",
    "-60, PT0S",
    "0.25, PT0.25S",
    "2591999.999, PT719H59M59.999S",
    "2592000, PT0S", // 30 days: no run takes so long
    "\"soon\", PT0S",
  })
  void aDurationIsBelievedIfARunCanTakeSoLong(String sent, Duration duration)
      throws MalformedEventException {
    assertThat(parse(with("\"duration_seconds\":" + sent)).duration()).isEqualTo(duration);
  }

  @ParameterizedTest
  @CsvSource({"2027-01-13, 0", "2027-01-14, 1", "2025-01-11, 0", "2025-01-10, 1"})
  void aDateAtMostAYearAndADayAwayIsBelieved(LocalDate date, int doubts)
      throws MalformedEventException {
    assertThat(parse(with("\"game_date\":\"" + date + "\"")).doubts()).hasSize(doubts);
  }

  @Test
  void aCountOfFortyDigitsIsStillLookedAt() throws MalformedEventException {
    assertThat(parse(with("\"record_count\":\"" + "0".repeat(39) + "5\"")).recordCount())
        .contains(5L);
  }

  @Test
  void longTextsAreCutAtTheirBoundWithAnEllipsis() throws MalformedEventException {
    String longest = "x".repeat(200);
    assertThat(parse(with("\"execution_id\":\"" + longest + "\"")).executionId()).contains(longest);
    assertThat(parse(with("\"execution_id\":\"" + longest + "x\"")).executionId())
        .contains("x".repeat(199) + "…");
  }

  @Test
  void asMuchDataAsEventarcDeliversIsRead() throws MalformedEventException {
    String json = with("\"more\":\"\"");
    String filled = with("\"more\":\"" + "x".repeat(512 * 1024 - json.length()) + "\"");

    assertThat(filled).hasSize(512 * 1024);
    assertThat(parse(filled).processor()).contains(new ProcessorName("player_game_summary"));
  }

  /** In one order on every run, so that the third case is the same case tomorrow. */
  private static Stream<Map.Entry<String, String>> inOrder(Map<String, String> cases) {
    return new TreeMap<>(cases).entrySet().stream();
  }

  /** A good message with one key more; the last of two equal keys wins. */
  private static String with(String more) {
    String key = more.substring(0, more.indexOf(':'));
    String base =
        "\"processor_name\":\"player_game_summary\",\"status\":\"success\",\"game_date\":\"2026-01-11\"";
    StringBuilder kept = new StringBuilder("{");
    for (String each : base.split(",")) {
      if (!each.startsWith(key)) {
        kept.append(each).append(',');
      }
    }
    return kept + more + "}";
  }

  private Completion parse(String json) throws MalformedEventException {
    return parser.parse(event(json.getBytes(StandardCharsets.UTF_8)));
  }

  private static IncomingEvent event(byte[] data) {
    return new IncomingEvent(TOPIC, "m1", SENT, data, Map.of());
  }
}
