package io.phasekeeper.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.phasekeeper.pipeline.RunPolicy;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each limit a second before it, at it, and after; and what holds of every run. */
class RunJudgeTest {
  private static final Instant START = Instant.parse("2026-01-12T11:30:08Z");
  private static final LocalDate DATE = LocalDate.parse("2026-01-11");
  private static final RunLimits LIMITS = RunLimits.of(RunPolicy.STANDARD, List.of());

  private static Run running(Optional<Instant> start) {
    return new Run(
        "r1",
        "PlayerGameSummaryProcessor",
        Optional.of(DATE),
        start,
        Run.RUNNING,
        Optional.empty(),
        Optional.empty(),
        false);
  }

  private static RunBeat beat(Instant at) {
    return new RunBeat(
        "PlayerGameSummaryProcessor",
        Optional.of("r1"),
        Optional.of(DATE),
        at,
        Optional.empty(),
        "running",
        Optional.of(10L),
        Optional.of(100L));
  }

  private static BeatChannel light(Instant now) {
    return new BeatChannel(Optional.of(now), Optional.empty(), true, now);
  }

  private static BeatChannel dark(Instant now) {
    return new BeatChannel(Optional.empty(), Optional.of(now.minusSeconds(60)), true, now);
  }

  private static RunJudge.Judged judged(
      RunLimits limits, Optional<Duration> beatAge, Duration age, Optional<Duration> sameProgress) {
    Instant now = START.plus(age);
    return RunJudge.judge(
        running(Optional.of(START)),
        beatAge.map(before -> beat(now.minus(before))).stream().toList(),
        limits,
        light(now),
        new RunJudge.Memory(Optional.empty(), sameProgress.map(now::minus)),
        now);
  }

  @ParameterizedTest(name = "beat {0} ago, begun {1} ago, same progress for {2}: {3}")
  @CsvSource(
      nullValues = "-",
      value = {
        "-, PT0S, -, alive",
        "-, PT3H59M59S, -, alive",
        "-, PT4H, -, stale",
        "-, PT4H1S, -, stale",
        "PT0S, PT8H, -, alive",
        "PT4M59S, PT8H, -, alive",
        "PT5M, PT8H, -, suspect",
        "PT14M59S, PT8H, -, suspect",
        "PT15M, PT8H, -, dead",
        "PT15M1S, PT8H, -, dead",
        "PT0S, PT8H, PT29M59S, alive",
        "PT0S, PT8H, PT30M, stuck",
        "PT4M59S, PT8H, PT30M, stuck",
        "PT5M, PT8H, PT30M, suspect",
        "PT15M, PT8H, PT30M, dead",
        // Its start is a sign of life too: the beat was an earlier one's.
        "PT20M, PT2M, -, alive",
        "PT20M, PT15M, -, dead",
      })
  void aRunIsJudgedByItsLastSignOfLife(
      Duration beatAge, Duration age, Duration sameProgress, String verdict) {
    assertThat(
            judged(LIMITS, Optional.ofNullable(beatAge), age, Optional.ofNullable(sameProgress))
                .verdict()
                .word())
        .isEqualTo(verdict);
  }

  @ParameterizedTest(name = "usually {0}, begun {1} ago: overdue {2}")
  @CsvSource({
    "PT10M, PT19M59S, false",
    "PT10M, PT20M, true",
    "PT1M, PT14M59S, false",
    "PT1M, PT15M, true",
  })
  void aRunIsOverdueAtTwiceItsUsualTimeAndNotWithinAQuarterOfAnHour(
      Duration usual, Duration age, boolean overdue) {
    RunLimits limits = RunLimits.of(RunPolicy.STANDARD, List.of(usual));
    RunJudge.Judged judged =
        judged(limits, Optional.of(Duration.ofSeconds(10)), age, Optional.empty());
    assertThat(judged.overdue()).isEqualTo(overdue);
    assertThat(judged.verdict()).isEqualTo(overdue ? RunVerdict.OVERDUE : RunVerdict.ALIVE);
  }

  @Test
  void whatNobodyKnowsTheUsualTimeOfIsNeverOverdue() {
    assertThat(
            judged(LIMITS, Optional.of(Duration.ZERO), Duration.ofDays(3), Optional.empty())
                .overdue())
        .isFalse();
  }

  @Test
  void theUsualTimeIsTheSecondLongestOfTwentyAndTheLongestOfFewer() {
    List<Duration> twenty =
        java.util.stream.IntStream.rangeClosed(1, 20).mapToObj(Duration::ofMinutes).toList();
    assertThat(RunLimits.usual(twenty)).contains(Duration.ofMinutes(19));
    assertThat(RunLimits.usual(twenty.subList(0, 19))).contains(Duration.ofMinutes(19));
    assertThat(RunLimits.usual(twenty.subList(0, 1))).contains(Duration.ofMinutes(1));
    assertThat(RunLimits.usual(List.of())).isEmpty();
  }

  @Test
  void aProcessorsOwnLimitCountsInsteadOfTheFourHours() {
    RunLimits eight =
        RunLimits.of(new RunPolicy(Duration.ofHours(8), Duration.ZERO, false), List.of());
    assertThat(verdictAt(eight, Duration.ofHours(8).minusSeconds(1))).isEqualTo(RunVerdict.ALIVE);
    assertThat(verdictAt(eight, Duration.ofHours(8))).isEqualTo(RunVerdict.STALE);
    assertThat(
            judged(
                    eight,
                    Optional.of(Duration.ZERO),
                    Duration.ofDays(1),
                    Optional.of(Duration.ofHours(20)))
                .verdict())
        .as("progress is not looked at")
        .isEqualTo(RunVerdict.ALIVE);
  }

  private static RunVerdict verdictAt(RunLimits limits, Duration age) {
    return judged(limits, Optional.empty(), age, Optional.empty()).verdict();
  }

  @Test
  void aRowThatEndedItIsTheLastWord() {
    Run ended =
        new Run(
            "r1",
            "P",
            Optional.of(DATE),
            Optional.of(START),
            "failed",
            Optional.empty(),
            Optional.empty(),
            true);
    Instant now = START.plus(Duration.ofDays(30));
    assertThat(
            RunJudge.judge(ended, List.of(), LIMITS, light(now), RunJudge.Memory.NONE, now)
                .verdict())
        .isEqualTo(RunVerdict.FINISHED);
  }

  @Test
  void whileNobodyCanBeHeardARunThatBeatBeforeIsJudgedByTheFourHoursFromItsLastSign() {
    Instant now = START.plus(Duration.ofHours(9));
    assertThat(inTheDark(now, now.minus(Duration.ofHours(4)).plusSeconds(1)))
        .isEqualTo(RunVerdict.SUSPECT);
    assertThat(inTheDark(now, now.minus(Duration.ofHours(4)))).isEqualTo(RunVerdict.STALE);
  }

  private static RunVerdict inTheDark(Instant now, Instant lastBeat) {
    return RunJudge.judge(
            running(Optional.of(START)),
            List.of(beat(lastBeat)),
            LIMITS,
            dark(now),
            RunJudge.Memory.NONE,
            now)
        .verdict();
  }

  @Test
  void aRunWithoutAStartIsJudgedFromWhenItWasFirstSeen() {
    Instant now = START.plus(Duration.ofHours(4));
    for (int early : new int[] {0, 1}) {
      RunJudge.Memory memory =
          new RunJudge.Memory(Optional.of(START.plusSeconds(early)), Optional.empty());
      assertThat(
              RunJudge.judge(running(Optional.empty()), List.of(), LIMITS, light(now), memory, now)
                  .verdict())
          .isEqualTo(early == 0 ? RunVerdict.STALE : RunVerdict.ALIVE);
    }
    assertThat(
            RunJudge.judge(
                    running(Optional.empty()),
                    List.of(),
                    LIMITS,
                    light(now),
                    RunJudge.Memory.NONE,
                    now)
                .verdict())
        .as("seen for the first time")
        .isEqualTo(RunVerdict.ALIVE);
  }

  @Test
  void aBeatFromAClockAheadCountsAsNowAndOneFarAheadTellsNothing() {
    Instant now = START.plus(Duration.ofHours(5));
    assertThat(withBeat(now.plus(RunBeat.SKEW), now)).isEqualTo(RunVerdict.ALIVE);
    assertThat(withBeat(now.plus(RunBeat.SKEW).plusSeconds(1), now)).isEqualTo(RunVerdict.STALE);
    RunBeat ahead = beat(now.plus(RunBeat.SKEW));
    assertThat(ahead.believed(now)).contains(now);
  }

  private static RunVerdict withBeat(Instant at, Instant now) {
    return RunJudge.judge(
            running(Optional.of(START)),
            List.of(beat(at)),
            LIMITS,
            light(now),
            RunJudge.Memory.NONE,
            now)
        .verdict();
  }

  /** Whatever else is the case. */
  @Test
  void aNewerBeatNeverMakesAVerdictWorse() {
    Random random = new Random(20260112);
    for (int i = 0; i < 20_000; i++) {
      Instant now = START.plusSeconds(random.nextInt(12 * 3600));
      Instant older = now.minusSeconds(random.nextInt(6 * 3600) - 600);
      Instant newer = older.plusSeconds(random.nextInt(3600));
      if (newer.isAfter(now.plus(RunBeat.SKEW))) {
        continue; // from a clock that is not believed
      }
      Run run = running(random.nextInt(5) == 0 ? Optional.empty() : Optional.of(START));
      RunLimits limits =
          RunLimits.of(
              new RunPolicy(
                  Duration.ofMinutes(random.nextInt(600)),
                  Duration.ofMinutes(random.nextInt(60)),
                  random.nextBoolean()),
              random.nextBoolean() ? List.of() : List.of(Duration.ofMinutes(random.nextInt(300))));
      RunJudge.Memory memory =
          new RunJudge.Memory(
              random.nextBoolean() ? Optional.of(START) : Optional.empty(),
              random.nextBoolean() ? Optional.of(older) : Optional.empty());
      BeatChannel channel = random.nextBoolean() ? light(now) : dark(now);
      RunVerdict before =
          RunJudge.judge(run, List.of(beat(older)), limits, channel, memory, now).verdict();
      RunVerdict after =
          RunJudge.judge(run, List.of(beat(newer)), limits, channel, memory, now).verdict();
      RunVerdict both =
          RunJudge.judge(run, List.of(beat(newer), beat(older)), limits, channel, memory, now)
              .verdict();
      assertThat(after)
          .as("at %s a beat at %s, then one at %s, case %s", now, older, newer, i)
          // That it gets nowhere can be told only while it beats.
          .isLessThanOrEqualTo(after == RunVerdict.STUCK ? RunVerdict.STUCK : before)
          .isEqualTo(both);
    }
  }

  @Test
  void aFreshBeatIsNeverTheEndOfARun() {
    Random random = new Random(28);
    for (int i = 0; i < 20_000; i++) {
      Instant now = START.plusSeconds(random.nextInt(40 * 3600));
      Instant heard = now.minusSeconds(random.nextInt(15 * 60));
      BeatChannel channel = random.nextBoolean() ? light(now) : dark(now);
      assertThat(
              RunJudge.judge(
                      running(Optional.of(START)),
                      List.of(beat(heard)),
                      LIMITS,
                      channel,
                      RunJudge.Memory.NONE,
                      now)
                  .verdict())
          .as("case %s", i)
          .isNotIn(RunVerdict.DEAD, RunVerdict.STALE, RunVerdict.STUCK);
    }
  }
}
