package io.phasekeeper.transition;

import static io.phasekeeper.transition.Judging.A;
import static io.phasekeeper.transition.Judging.B;
import static io.phasekeeper.transition.Judging.C;
import static io.phasekeeper.transition.Judging.D;
import static io.phasekeeper.transition.Judging.FIRST;
import static org.assertj.core.api.Assertions.assertThat;

import io.phasekeeper.event.ReportStatus;
import io.phasekeeper.gate.DayWork;
import io.phasekeeper.gate.GateResult;
import io.phasekeeper.ledger.Fact;
import io.phasekeeper.pipeline.GateRule.Action;
import io.phasekeeper.pipeline.ProcessorName;
import io.phasekeeper.pipeline.Transition.Afterwards;
import io.phasekeeper.trigger.TriggerReason;
import io.phasekeeper.trigger.TriggerState;
import io.phasekeeper.warehouse.RunRow;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What holds of every judgement: on drawn facts of every kind, drawn rows, gates, times and
 * triggers. The number in a failure's description is the seed that draws the same case again.
 */
@Tag("long")
class JudgePropertiesTest {
  private static final int ROUNDS = 4_000;
  private static final List<ProcessorName> MEMBERS = List.of(A, B, C, D);

  /** How near a start is. */
  private enum Nearness {
    WAITING,
    HELD,
    DUE
  }

  @Test
  void theOrderInWhichCompletionsCameNeverChangesTheJudgement() {
    Map<String, Integer> seen = new HashMap<>();
    for (int seed = 0; seed < ROUNDS; seed++) {
      Random random = new Random(seed);
      List<Fact> facts = facts(random, random.nextInt(10));
      int drawn = random.nextInt();
      Judgement one = situation(new Random(drawn), facts).judge();
      Collections.shuffle(facts, random);
      Judgement other = situation(new Random(drawn), facts).judge();

      assertThat(whole(other)).as("seed " + seed).isEqualTo(whole(one));
      seen.merge(one.decision().word(), 1, Integer::sum);
    }
    assertThat(seen.keySet())
        .containsExactlyInAnyOrder(
            "empty",
            "outside-window",
            "waiting",
            "late",
            "held",
            "due",
            "adopted",
            "pending",
            "settled");
  }

  /**
   * But for two that the member alone is to blame for: its own gate holds (B5), or a newer claim
   * that the table does not bear out takes the place of its older one.
   */
  @Test
  void oneMoreCompletionNeverMakesAStartLessDue() {
    Map<Nearness, Integer> before = new EnumMap<>(Nearness.class);
    int nearer = 0;
    for (int seed = 0; seed < ROUNDS; seed++) {
      Random random = new Random(seed);
      List<Fact> facts = facts(random, 1 + random.nextInt(8));
      Fact more = fact(random);
      int drawn = random.nextInt();
      Nearness without = nearness(unstarted(new Random(drawn), facts).judge());
      boolean replaces = more.claim() && facts.stream().anyMatch(older -> replaces(more, older));
      facts.add(more);
      Judgement judgement = unstarted(new Random(drawn), facts).judge();
      Nearness with = nearness(judgement);

      assertThat(with.compareTo(without) >= 0 || heldBy(more.processor(), judgement) || replaces)
          .as("seed " + seed + ": " + without + ", and with " + more + " " + with)
          .isTrue();
      if (!more.done() && !more.claim()) {
        assertThat(with)
            .as("seed " + seed + ": " + more + " counts for nothing")
            .isEqualTo(without);
      }
      before.merge(without, 1, Integer::sum);
      nearer += with.compareTo(without) > 0 ? 1 : 0;
    }
    assertThat(before).hasSize(3).allSatisfy((each, times) -> assertThat(times).isGreaterThan(100));
    assertThat(nearer).isGreaterThan(100);
  }

  private static boolean heldBy(ProcessorName member, Judgement judgement) {
    return judgement.decision() instanceof Decision.Held held
        && held.gates().stream()
            .map(GateResult::rule)
            .allMatch(rule -> rule.member().filter(member::equals).isPresent());
  }

  private static boolean replaces(Fact newer, Fact older) {
    return older.processor().equals(newer.processor())
        && older.claim()
        && Fact.BY_TIME.compare(newer, older) > 0;
  }

  @Test
  void laterIsNeverLessDue() {
    int nearer = 0;
    for (int seed = 0; seed < ROUNDS; seed++) {
      Random random = new Random(seed);
      List<Fact> facts = facts(random, random.nextInt(8));
      int drawn = random.nextInt();
      Duration first = Duration.ofMinutes(random.nextInt(150));
      Duration then = first.plusSeconds(random.nextInt(3600));
      Nearness now = nearness(unstarted(new Random(drawn), facts).after(first).judge());
      Nearness later = nearness(unstarted(new Random(drawn), facts).after(then).judge());

      assertThat(later).as("seed " + seed).isGreaterThanOrEqualTo(now);
      nearer += later.compareTo(now) > 0 ? 1 : 0;
    }
    assertThat(nearer).isGreaterThan(50);
  }

  @Test
  void aStartHasEveryCriticalMemberAndNoFailedGateAndIsOnceForItsFacts() {
    int starts = 0;
    for (int seed = 0; seed < ROUNDS; seed++) {
      Random random = new Random(seed);
      Judgement judgement = situation(random, facts(random, random.nextInt(10))).judge();
      if (judgement.decision() instanceof Decision.Due due) {
        starts++;
        Set<ProcessorName> all = new HashSet<>(due.missing());
        due.counted().forEach(counted -> all.add(counted.processor()));
        assertThat(all).as("seed " + seed).hasSize(due.counted().size() + due.missing().size());
        assertThat(all).as("seed " + seed).isEqualTo(Set.copyOf(MEMBERS));
        assertThat(due.missing()).as("seed " + seed).doesNotContain(A);
        assertThat(due.missing().isEmpty())
            .as("seed " + seed)
            .isEqualTo(due.reason() == TriggerReason.ALL_COMPLETE);
        assertThat(due.gates()).as("seed " + seed).noneMatch(GateResult::blocks);
      }
      boolean looksAgain =
          judgement.dueAt().isPresent() || !(judgement.decision() instanceof Decision.Held);
      assertThat(looksAgain).as("seed " + seed + ": a held start is looked at again").isTrue();
    }
    assertThat(starts).isGreaterThan(100);
  }

  private static Nearness nearness(Judgement judgement) {
    Decision decision = judgement.decision();
    return decision instanceof Decision.Due
        ? Nearness.DUE
        : decision instanceof Decision.Held ? Nearness.HELD : Nearness.WAITING;
  }

  /** All of a judgement; of lists whose order nobody minds, the set. */
  private static List<Object> whole(Judgement judgement) {
    return List.of(
        judgement.decision(),
        judgement.needs(),
        Set.copyOf(judgement.findings()),
        Set.copyOf(judgement.proven()),
        Set.copyOf(judgement.miscounted()),
        judgement.dueAt(),
        judgement.firstCompletion());
  }

  private static Judging situation(Random random, List<Fact> facts) {
    Judging situation = new Judging();
    List<Fact> before = new ArrayList<>(facts);
    // What the trigger was decided on: by the facts themselves, not by their order.
    before.removeIf(fact -> fact.key().hashCode() % 3 == 0);
    before.sort(Fact.BY_TIME);
    int kind = random.nextInt(12);
    if (kind < 5) {
      before.forEach(situation::has);
      situation.started(one(random, TriggerState.values()), one(random, TriggerReason.values()));
      Judging started = unstarted(random, List.of());
      situation.situation().trigger().ifPresent(trigger -> started.trigger(trigger));
      facts.forEach(started::has);
      return started;
    }
    Judging unstarted = unstarted(random, facts);
    if (kind == 5) {
      return unstarted.adopted();
    }
    return kind == 6 ? unstarted.after(Duration.ofDays(random.nextInt(6))) : unstarted;
  }

  private static Judging unstarted(Random random, List<Fact> facts) {
    Judging situation = new Judging();
    facts.forEach(situation::has);
    for (ProcessorName member : MEMBERS) {
      int rows = random.nextInt(6);
      situation.rows(member, rows == 0 ? null : rows == 1 ? Long.valueOf(0) : 10L * rows);
      if (random.nextInt(4) == 0) {
        Action action = random.nextInt(4) == 0 ? Action.WARN : Action.BLOCK;
        situation.gate(random.nextInt(5) == 0 ? null : member, member, 20, action);
      }
    }
    situation.work(
        random.nextInt(4) == 0
            ? DayWork.unreadable("no answer")
            : new DayWork(DayWork.State.KNOWN, random.nextInt(2), ""));
    situation.rowsPerEntity(MEMBERS.get(random.nextInt(4)));
    if (random.nextInt(4) == 0) {
      situation.runsUnreadable();
    } else {
      situation.runs(
          random.nextBoolean()
              ? new RunRow[0]
              : new RunRow[] {run(MEMBERS.get(random.nextInt(4)), random)});
    }
    situation.afterwards(one(random, Afterwards.values()), one(random, Afterwards.values()));
    if (random.nextInt(3) == 0) {
      situation.byMessage();
    }
    return situation.after(Duration.ofMinutes(random.nextInt(150)));
  }

  private static RunRow run(ProcessorName member, Random random) {
    return new RunRow(
        member.value(),
        "r" + random.nextInt(),
        random.nextInt(3) == 0 ? "failed" : "success",
        Optional.of(FIRST),
        Optional.of(FIRST.plusSeconds(60)),
        Optional.of(Judging.DATE),
        Optional.empty());
  }

  private static <T> T one(Random random, T[] of) {
    return of[random.nextInt(of.length)];
  }

  private static List<Fact> facts(Random random, int count) {
    List<Fact> facts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      facts.add(fact(random));
    }
    return facts;
  }

  /** Mostly a success with rows; of any status, any count, at any time of the night or none. */
  private static Fact fact(Random random) {
    ProcessorName member = MEMBERS.get(random.nextInt(4));
    ReportStatus status =
        random.nextInt(3) > 0 ? ReportStatus.SUCCESS : one(random, ReportStatus.values());
    int count = random.nextInt(5);
    Long rows = count == 0 ? null : count == 1 ? Long.valueOf(0) : 100L;
    Instant at = random.nextInt(10) == 0 ? null : FIRST.plusSeconds(random.nextInt(90 * 60) - 600L);
    Fact fact = Judging.fact(member, status, rows, at);
    return new Fact(
        member,
        "fact-" + random.nextInt(),
        fact.storedIn(),
        status,
        fact.completedAt(),
        fact.startedAt(),
        fact.recordCount(),
        fact.executionId(),
        fact.correlationId(),
        random.nextBoolean(),
        List.of(),
        Optional.empty(),
        one(random, Fact.Source.values()),
        fact.countable() && random.nextInt(20) > 0);
  }
}
