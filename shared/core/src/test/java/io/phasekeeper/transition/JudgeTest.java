package io.phasekeeper.transition;

import static org.assertj.core.api.Assertions.assertThat;

import io.phasekeeper.document.DocumentPath;
import io.phasekeeper.document.FieldChange;
import io.phasekeeper.document.FieldPath;
import io.phasekeeper.finding.FindingBook;
import io.phasekeeper.gate.WorkCalendar;
import io.phasekeeper.pipeline.CycleName;
import io.phasekeeper.pipeline.PhaseName;
import io.phasekeeper.pipeline.Transition;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What the judge makes of facts and time, as tables and as properties. */
class JudgeTest {
  private static final CycleName OVERNIGHT = new CycleName("overnight");
  private static final Instant FIRST = Night.at("06:30", 1);
  private static final List<String> PHASE4 =
      List.of(
          "team_defense_zone_analysis",
          "player_shot_zone_analysis",
          "player_daily_cache",
          "player_composite_factors",
          "ml_feature_store");
  private static final List<String> PHASE3 =
      List.of(
          "player_game_summary",
          "team_offense_game_summary",
          "team_defense_game_summary",
          "upcoming_player_game_context",
          "upcoming_team_game_context");

  private record Row(
      String phase, List<Integer> complete, Duration after, boolean timer, String decision) {}

  /** Members by their number in the phase; each deadline one second before, at, and after. */
  @TestFactory
  Stream<DynamicTest> everyTierBeforeAtAndAfterItsDeadline() {
    Duration half = Duration.ofMinutes(30);
    Duration hour = Duration.ofHours(1);
    Duration second = Duration.ofSeconds(1);
    List<Row> rows = new ArrayList<>();
    rows.add(new Row("phase4", List.of(0, 1, 2, 3, 4), Duration.ZERO, false, "due"));
    rows.add(new Row("phase4", List.of(0, 3, 1), half.minus(second), true, "waiting"));
    rows.add(new Row("phase4", List.of(0, 3, 1), half, true, "due"));
    rows.add(new Row("phase4", List.of(0, 3, 1), half.plus(second), true, "due"));
    rows.add(new Row("phase4", List.of(0, 3, 1), half.plus(second), false, "late"));
    rows.add(new Row("phase4", List.of(0, 3), half, true, "late"));
    rows.add(new Row("phase4", List.of(1, 2, 4), half, true, "late"));
    rows.add(new Row("phase4", List.of(0, 1, 2, 4), half, true, "late"));
    rows.add(new Row("phase5", List.of(0, 1, 2, 4), hour.minus(second), true, "waiting"));
    rows.add(new Row("phase5", List.of(0, 1, 2, 4), hour, true, "due"));
    rows.add(new Row("phase5", List.of(0, 2, 4), hour, true, "waiting"));
    rows.add(
        new Row("phase5", List.of(0, 2, 4), hour.multipliedBy(2).minus(second), true, "waiting"));
    rows.add(new Row("phase5", List.of(0, 2, 4), hour.multipliedBy(2), true, "due"));
    rows.add(new Row("phase5", List.of(0, 1, 4), hour.multipliedBy(2), true, "late"));
    rows.add(new Row("phase5", List.of(2, 4), hour.multipliedBy(2), true, "late"));
    return rows.stream().map(row -> DynamicTest.dynamicTest(row.toString(), () -> check(row)));
  }

  private static void check(Row row) {
    Night night = new Night();
    List<String> members = row.phase().equals("phase4") ? PHASE3 : PHASE4;
    for (int member : row.complete()) {
      merge(night, row.phase(), members.get(member), "success", 100L, FIRST);
    }
    assertThat(decision(night, row.phase(), row.timer(), FIRST.plus(row.after())).word())
        .isEqualTo(row.decision());
  }

  @Test
  void theRequiredRawProcessorsAreEnoughAtEightInTheMorningAndNotBefore() {
    Night night = new Night();
    for (String name :
        List.of("p2_odds_game_lines", "p2_nbacom_gamebook_pdf", "p2_nbacom_boxscores")) {
      merge(night, "phase3", name, "success", 10L, FIRST);
    }

    Instant due = Night.at("08:00", 1);
    assertThat(decision(night, "phase3", true, due.minusSeconds(1)).word()).isEqualTo("waiting");
    assertThat(decision(night, "phase3", true, due).word()).isEqualTo("due");
  }

  @Test
  void inAnyCycleTheMembersOfThatCycleAreEnough() {
    Night night = new Night();
    merge(
        night,
        "phase4",
        "~same_day",
        "upcoming_player_game_context",
        "success",
        150L,
        Night.at("10:40", 0));

    PhaseDay day = day(night, "phase4");
    assertThat(
            transitions(night)
                .examine(day, new CycleName("same_day"), false, Night.at("10:41", 0))
                .decision()
                .word())
        .isEqualTo("due");
  }

  /** Adding a completion never makes a start less due, whatever came before and in any order. */
  @Tag("long")
  @Test
  void moreFactsNeverMakeAStartLessDue() {
    Random random = new Random(20260110);
    int due = 0;
    for (int round = 0; round < 400; round++) {
      Night night = new Night();
      String phase = random.nextBoolean() ? "phase4" : "phase5";
      boolean timer = random.nextBoolean();
      Instant now = FIRST.plus(Duration.ofMinutes(random.nextInt(180)));
      String before = "waiting";
      for (int step = 0; step < 10; step++) {
        randomFact(night, phase, random, now);
        String after = decision(night, phase, timer, now).word();
        assertThat(before.equals("due") && !after.equals("due"))
            .as("round " + round + ", step " + step + ": due, then " + after)
            .isFalse();
        before = after;
      }
      due += before.equals("due") ? 1 : 0;
    }
    assertThat(due).isBetween(40, 390);
  }

  @Tag("long")
  @Test
  void theOrderOfArrivalMakesNoDifference() {
    Random random = new Random(7);
    for (int round = 0; round < 150; round++) {
      List<Runnable> facts = new ArrayList<>();
      Night one = new Night();
      Night other = new Night();
      Instant now = FIRST.plus(Duration.ofMinutes(random.nextInt(60)));
      List<Long> seeds = new ArrayList<>(random.longs(8).boxed().toList());
      seeds.forEach(seed -> facts.add(() -> randomFact(one, "phase4", new Random(seed), now)));
      facts.forEach(Runnable::run);
      Collections.shuffle(seeds, random);
      seeds.forEach(seed -> randomFact(other, "phase4", new Random(seed), now));

      assertThat(decision(other, "phase4", true, now).word())
          .as("round " + round)
          .isEqualTo(decision(one, "phase4", true, now).word());
    }
  }

  @Test
  void foreignFieldsOfAnyTypeAreSkippedAndReportedAndNeverCount() {
    Night night = new Night();
    for (String name : PHASE3) {
      merge(night, "phase4", name, "success", 100L, FIRST);
    }
    DocumentPath ledger = new DocumentPath("phase3_completion", Night.DATE.toString());
    Map<String, Object> nulls = new LinkedHashMap<>();
    nulls.put("completed_at", null);
    nulls.put("status", 7);
    for (Object foreign :
        List.of(42, 1.5, true, List.of(1, 2), nulls, Map.of("status", "failed"))) {
      night.stored.delete(ledger);
      for (String name : PHASE3.subList(1, 5)) {
        merge(night, "phase4", name, "success", 100L, FIRST);
      }
      night.stored.merge(ledger, List.of(FieldChange.set("player_game_summary", foreign)));

      Judgement judgement =
          transitions(night).examine(day(night, "phase4"), OVERNIGHT, true, FIRST.plusSeconds(60));
      assertThat(judgement.decision().word()).as(foreign.toString()).isEqualTo("waiting");
      assertThat(judgement.findings())
          .as(foreign.toString())
          .anyMatch(f -> f.key().startsWith("ledger-disagreement:player_game_summary"));
    }
  }

  @Test
  void aBareWordCountsOnceItsRowsAreThere() {
    Night night = new Night();
    for (String name : PHASE3.subList(1, 5)) {
      merge(night, "phase4", name, "success", 100L, FIRST);
    }
    night.anotherWrites("player_game_summary", "completed");
    night.rows("nba_analytics.player_game_summary", "game_date", 0);
    assertThat(decision(night, "phase4", false, FIRST).word()).isEqualTo("waiting");

    night.rows("nba_analytics.player_game_summary", "game_date", 211);
    assertThat(decision(night, "phase4", false, FIRST).word()).isEqualTo("due");
  }

  @Test
  void ourOwnTriggeredFlagIsNeverBelieved() {
    Night night = new Night();
    for (String name : PHASE3) {
      merge(night, "phase4", name, "success", 100L, FIRST);
    }
    night.anotherWrites("_triggered", true);
    night.anotherWrites("_trigger_id", "phase4:2026-01-10:overnight:1");

    assertThat(decision(night, "phase4", false, FIRST).word()).isEqualTo("due");
  }

  private static void randomFact(Night night, String phase, Random random, Instant now) {
    List<String> members = phase.equals("phase4") ? PHASE3 : PHASE4;
    String status =
        List.of("success", "success", "success", "failed", "partial", "no_data", "odd")
            .get(random.nextInt(7));
    Instant at = now.minusSeconds(random.nextInt(5_400));
    merge(night, phase, members.get(random.nextInt(5)), status, random.nextLong(3), at);
  }

  private static void merge(
      Night night, String phase, String name, String status, long count, Instant at) {
    merge(night, phase, "", name, status, count, at);
  }

  /** A report, as the orchestrator merges it. */
  private static void merge(
      Night night, String phase, String cycle, String name, String status, long count, Instant at) {
    Transition transition = night.pipeline().phase(new PhaseName(phase)).start().orElseThrow();
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("status", status);
    report.put("completed_at", at);
    report.put("started_at", at);
    report.put("record_count", count);
    report.put("execution_id", "run-" + name + at + status);
    night.stored.merge(
        new DocumentPath(transition.after() + "_completion", Night.DATE + cycle),
        List.of(
            FieldChange.set(FieldPath.of("_reports", name, "run-" + at + status + count), report)));
  }

  private static PhaseDay day(Night night, String phase) {
    Transition transition = night.pipeline().phase(new PhaseName(phase)).start().orElseThrow();
    return new PhaseDayReader(night.stored, night.pipeline()).read(transition, Night.DATE);
  }

  private static Decision decision(Night night, String phase, boolean timer, Instant now) {
    return transitions(night).examine(day(night, phase), OVERNIGHT, timer, now).decision();
  }

  private static Transitions transitions(Night night) {
    return new Transitions(
        night,
        new WorkCalendar(night.pipeline(), night.tables),
        new FindingBook(night.stored, night.pipeline()));
  }
}
