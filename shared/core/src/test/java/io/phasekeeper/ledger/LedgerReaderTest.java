package io.phasekeeper.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.phasekeeper.document.Document;
import io.phasekeeper.event.ReportStatus;
import io.phasekeeper.pipeline.CycleName;
import io.phasekeeper.pipeline.Phase;
import io.phasekeeper.pipeline.PhaseName;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.pipeline.PipelineFile;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Ledger documents of several writers, as they are read. */
class LedgerReaderTest {
  private static final Pipeline NBA = PipelineFile.load(Path.of("../../pipelines/nba.yaml"));
  private static final Phase PHASE3 = NBA.phase(new PhaseName("phase3"));
  private static final LocalDate DATE = LocalDate.of(2026, 1, 10);
  private static final CycleName OVERNIGHT = Facts.OVERNIGHT;
  private static final CycleName SAME_DAY = new CycleName("same_day");
  private static final String MEMBER = "player_game_summary";
  private static final Instant AT = Instant.parse("2026-01-11T11:30:00Z");

  @Test
  void aLedgerThatNobodyWroteIsEmpty() {
    LedgerDocument ledger = new LedgerReader(NBA).read(PHASE3, DATE, SAME_DAY, Optional.empty());

    assertThat(ledger.facts()).isEmpty();
    assertThat(ledger.adoption()).isEmpty();
    assertThat(ledger.notes()).isEqualTo(LedgerNotes.NONE);
    assertThat(ledger.cycle()).isEqualTo(SAME_DAY);
  }

  @Test
  void theMainLedgersIdIsTheDateAndOthersNameTheirCycle() {
    assertThat(LedgerDocument.path(PHASE3, DATE, OVERNIGHT, NBA.cycles()))
        .hasToString("phase3_completion/2026-01-10");
    assertThat(LedgerDocument.path(PHASE3, DATE, SAME_DAY, NBA.cycles()))
        .hasToString("phase3_completion/2026-01-10~same_day");
  }

  @Test
  void aReportIsReadWhole() {
    Fact fact =
        one(
            reports(
                map(
                    "status",
                    "partial",
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
                    "is_incremental",
                    true,
                    "entities_changed",
                    List.of("a", 7L, "b"),
                    "error",
                    "slow")));

    assertThat(fact)
        .isEqualTo(
            new Fact(
                Facts.MEMBER,
                "key",
                OVERNIGHT,
                ReportStatus.PARTIAL,
                Optional.of(AT),
                Optional.of(AT.minusSeconds(60)),
                Optional.of(211L),
                Optional.of("e1"),
                Optional.of("c1"),
                true,
                List.of("a", "b"),
                Optional.of("slow"),
                Fact.Source.MESSAGE,
                true));
  }

  @Test
  void aReportOfAnOperatorIsHisAndOneWithDoubtsNeverCounts() {
    assertThat(one(reports(map("status", "success", "source", "operator"))).source())
        .isEqualTo(Fact.Source.OPERATOR);
    assertThat(one(reports(map("status", "success", "source", "batch"))).source())
        .isEqualTo(Fact.Source.MESSAGE);
    assertThat(one(reports(map("status", "success", "doubts", List.of("odd")))).countable())
        .isFalse();
  }

  @Test
  void aReportWithoutAnythingToReadIsUnknown() {
    Fact fact = one(reports(map("record_count", "many", "execution_id", "", "completed_at", 7L)));

    assertThat(fact.status()).isEqualTo(ReportStatus.UNKNOWN);
    assertThat(fact.recordCount()).isEmpty();
    assertThat(fact.executionId()).isEmpty();
    assertThat(fact.completedAt()).isEmpty();
    assertThat(fact.incremental()).isFalse();
    assertThat(fact.entitiesChanged()).isEmpty();
  }

  @Test
  void reportsOfUnknownNamesAreLeftForPeople() {
    LedgerDocument ledger =
        read(map("_reports", map("nobody", map("key", map("status", "success")), MEMBER, "none")));

    assertThat(ledger.facts()).isEmpty();
    assertThat(ledger.unknownNames()).isEmpty();
    assertThat(ledger.disagreements()).isEmpty();
  }

  @Test
  void aMapUnderAProcessorsOwnKeyIsAFactOfAnotherWriter() {
    Fact fact =
        one(
            map(
                MEMBER,
                map(
                    "status",
                    "success",
                    "completed_at",
                    AT,
                    "record_count",
                    211L,
                    "execution_id",
                    "e1",
                    "correlation_id",
                    "c1",
                    "is_incremental",
                    true,
                    "entities_changed",
                    List.of("a"))));

    assertThat(fact.source()).isEqualTo(Fact.Source.OTHER_WRITER);
    assertThat(fact.key()).isEqualTo("own@" + AT);
    assertThat(fact.completedAt()).contains(AT);
    assertThat(fact.recordCount()).contains(211L);
    assertThat(fact.executionId()).contains("e1");
    assertThat(fact.incremental()).isTrue();
    assertThat(fact.done()).isTrue();
  }

  @Test
  void anEntryWithoutATimeIsDoneAtAnUnknownTime() {
    for (Object entry : List.of("completed", map("status", "completed"), map())) {
      Fact fact = one(map(MEMBER, entry));
      assertThat(fact.source()).as(entry.toString()).isEqualTo(Fact.Source.BARE);
      assertThat(fact.key()).as(entry.toString()).isEqualTo("own@");
      assertThat(fact.claim()).as(entry.toString()).isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "12, 12", "000000000000012, 12", "999999999999999, 999999999999999"})
  void aCountWrittenAsTextIsRead(String text, long count) {
    LedgerDocument ledger = read(map(MEMBER, map("completed_at", AT, "record_count", text)));

    assertThat(ledger.facts().get(0).recordCount()).contains(count);
    assertThat(ledger.disagreements()).isEmpty();
  }

  @Test
  void aCountOfZeroIsZeroAndNoDisagreement() {
    LedgerDocument ledger = read(map(MEMBER, map("completed_at", AT, "record_count", 0L)));

    assertThat(ledger.facts().get(0).recordCount()).contains(0L);
    assertThat(ledger.disagreements()).isEmpty();
  }

  @Test
  void aCountThatCannotBeReadCountsOnlyOnceTheTableSaysSo() {
    for (Object count : List.of(-1L, "-1", "many", 1.5, "1000000000000000", true)) {
      LedgerDocument ledger = read(map(MEMBER, map("completed_at", AT, "record_count", count)));

      assertThat(ledger.facts().get(0).recordCount()).as(count.toString()).contains(0L);
      assertThat(ledger.facts().get(0).claim()).as(count.toString()).isTrue();
      assertThat(ledger.disagreements())
          .as(count.toString())
          .singleElement()
          .extracting(Disagreement::what)
          .asString()
          .startsWith("its record_count is ")
          .endsWith("; expected a whole number");
    }
  }

  @Test
  void whatIsNotAsAgreedIsSkippedAndSaid() {
    disagrees(map(MEMBER, 42L), MEMBER, "is 42; expected a map");
    disagrees(map(MEMBER, "running"), MEMBER, "is \"running\"; expected completed, or a map");
    disagrees(map(MEMBER, map("status", 7L)), MEMBER, "its status is 7; expected success");
    disagrees(
        map(MEMBER, map("status", "failed")),
        MEMBER,
        "stands there with status \"failed\"; only done runs belong there");
    disagrees(map("_reports", "none"), "_reports", "is \"none\"; expected a map");
    disagrees(
        map("_reports", map(MEMBER, map("e1", 7L))), MEMBER, "its report e1 is 7; expected a map");
  }

  @Test
  void aTimeThatIsNoneIsSaidAndTheEntryIsDoneAtAnUnknownTime() {
    LedgerDocument ledger = read(map(MEMBER, map("completed_at", "soon")));

    assertThat(ledger.facts().get(0).completedAt()).isEmpty();
    assertThat(ledger.disagreements())
        .containsExactly(
            new Disagreement(MEMBER, "its completed_at is \"soon\"; expected a timestamp"));
  }

  @Test
  void longValuesAreShownInPart() {
    String sixty = "x".repeat(58);
    disagrees(map(MEMBER, sixty), MEMBER, "is \"" + sixty + "\"; expected completed, or a map");
    disagrees(map("_reports", sixty), "_reports", "is \"" + sixty + "\"; expected a map");
    disagrees(map("_reports", sixty + "y"), "_reports", "is \"" + sixty + "…; expected a map");
  }

  @Test
  void anEntryOfAReportedRunIsNoSecondFact() {
    Map<String, Object> entry = map("completed_at", AT, "execution_id", "e1");
    Map<String, Object> fields =
        reports(map("status", "success", "completed_at", AT, "execution_id", "e1"));
    fields.put(MEMBER, entry);
    LedgerDocument ledger = read(fields);

    assertThat(ledger.facts()).extracting(Fact::source).containsExactly(Fact.Source.MESSAGE);
    assertThat(ledger.ownEntries()).containsOnlyKeys(Facts.MEMBER);
  }

  @Test
  void anEntryOfAnotherRunOrAnotherProcessorIsAFactOfItsOwn() {
    Map<String, Object> fields =
        reports(map("status", "success", "completed_at", AT, "execution_id", "e1"));
    fields.put(MEMBER, map("completed_at", AT, "execution_id", "e2"));
    fields.put("team_offense_game_summary", map("completed_at", AT, "execution_id", "e1"));

    assertThat(read(fields).facts())
        .extracting(fact -> fact.processor() + " " + fact.executionId().orElse(""))
        .containsExactlyInAnyOrder(
            "player_game_summary e1", "player_game_summary e2", "team_offense_game_summary e1");
  }

  @Test
  void aNameThatNoProcessorHasNeverCounts() {
    LedgerDocument ledger = read(map("nobody", "completed", "_ours", "x"));

    assertThat(ledger.facts()).isEmpty();
    assertThat(ledger.unknownNames()).containsExactly("nobody");
  }

  @Test
  void triggeredWithoutAnIdIsAnotherOrchestratorsForTheCycleItNames() {
    assertThat(read(map("_triggered", true)).adoption())
        .contains(new Adoption(OVERNIGHT, Optional.empty()));
    assertThat(read(map("_triggered", true, "_mode", "same_day", "_triggered_at", AT)).adoption())
        .contains(new Adoption(SAME_DAY, Optional.of(AT)));
    assertThat(read(map("_triggered", true, "_mode", "Same Day")).adoption())
        .contains(new Adoption(OVERNIGHT, Optional.empty()));
    assertThat(read(map("_triggered", false)).adoption()).isEmpty();
    assertThat(read(map("_triggered", true, "_trigger_id", "phase4:x")).adoption()).isEmpty();
    assertThat(read(map("_mode", "same_day")).adoption()).isEmpty();
  }

  @Test
  void triggeredIsYesOrNo() {
    LedgerDocument ledger = read(map("_triggered", "yes"));

    assertThat(ledger.adoption()).isEmpty();
    assertThat(ledger.disagreements())
        .containsExactly(new Disagreement("_triggered", "is \"yes\"; expected true or false"));
    assertThat(read(map("_triggered", false)).disagreements()).isEmpty();
  }

  @Test
  void ourNotesAreReadAndALedgerIsQuietUntilTheyAreDue() {
    LedgerNotes notes =
        read(map(
                "_digest",
                "d",
                "_due_at",
                AT,
                "_decided_at",
                AT.minusSeconds(9),
                "_held_since",
                AT.minusSeconds(8),
                "_findings_open",
                true,
                "_trigger_generation",
                3L))
            .notes();

    assertThat(notes)
        .isEqualTo(
            new LedgerNotes(
                "d",
                Optional.of(AT),
                Optional.of(AT.minusSeconds(9)),
                Optional.of(AT.minusSeconds(8)),
                true,
                3));
    assertThat(notes.quiet("d", AT.minusSeconds(1))).isTrue();
    assertThat(notes.quiet("d", AT)).isFalse();
    assertThat(notes.quiet("e", AT.minusSeconds(1))).isFalse();
    assertThat(LedgerNotes.NONE.quiet("", AT)).isTrue();
    assertThat(read(map("_digest", 7L)).notes()).isEqualTo(LedgerNotes.NONE);
  }

  private static void disagrees(Map<String, Object> fields, String about, String what) {
    LedgerDocument ledger = read(fields);
    assertThat(ledger.facts()).isEmpty();
    assertThat(ledger.disagreements()).containsExactly(new Disagreement(about, what));
  }

  private static Fact one(Map<String, Object> fields) {
    LedgerDocument ledger = read(fields);
    assertThat(ledger.facts()).hasSize(1);
    assertThat(ledger.disagreements()).isEmpty();
    return ledger.facts().get(0);
  }

  private static LedgerDocument read(Map<String, Object> fields) {
    return new LedgerReader(NBA)
        .read(
            PHASE3,
            DATE,
            OVERNIGHT,
            Optional.of(
                new Document(
                    LedgerDocument.path(PHASE3, DATE, OVERNIGHT, NBA.cycles()), fields, "1")));
  }

  private static Map<String, Object> reports(Map<String, Object> report) {
    return map("_reports", map(MEMBER, map("key", report)));
  }

  private static Map<String, Object> map(Object... namesAndValues) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      map.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return map;
  }
}
