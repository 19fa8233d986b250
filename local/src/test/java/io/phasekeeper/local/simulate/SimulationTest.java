package io.phasekeeper.local.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import io.phasekeeper.document.Document;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.pipeline.PipelineFile;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Drawn days hold what must hold, are the same each time, and can be played one by one. */
class SimulationTest {
  private static final Pipeline NBA = PipelineFile.load(Path.of("../pipelines/nba.yaml"), Map.of());

  /** What may differ where only ticks were left out that had nothing to do, with the reason. */
  private static final Map<String, Pattern> TOLERATED =
      Map.of(
          "the last tick is another one",
          Pattern.compile("phasekeeper_beats/.+ last_at"),
          "a finding is seen again by each tick",
          Pattern.compile("phasekeeper_findings/.+ (last_seen_at|repeats)"),
          "who has read the calendar just before remembers it, and meets an outage later",
          Pattern.compile(
              "phasekeeper_findings/.+:warehouse-unseen:bigquery opened_at|phasekeeper_gates/.+ unkept"));

  private static final Pipeline EXAMPLE =
      PipelineFile.load(Path.of("../pipelines/example.yaml"), Map.of());

  private static Simulation.Totals played(Pipeline pipeline, long seed, long first, int days) {
    Simulation.Totals totals = new Simulation.Totals();
    new Simulation(pipeline, seed).play(first, days, new AtomicLong(), totals, () -> true);
    return totals;
  }

  @Test
  void threeHundredDaysHoldEverything() {
    Simulation.Totals totals = played(NBA, 1, 0, 300);
    assertThat(totals.failed()).isEmpty();
    assertThat(totals.days()).isEqualTo(300);
    assertThat(totals.faults())
        .containsKeys(
            "death after a call",
            "death before a call",
            "death after 25 calls",
            "stalled create",
            "store conflict",
            "publish failure",
            "answer to a publish lost",
            "warehouse outage",
            "clock step",
            "silent sweep",
            "other writer meanwhile",
            "duplicate",
            "delayed",
            "lost delivery",
            "unknown name",
            "DST night",
            "chain over midnight",
            "missing member",
            "late member",
            "overtaken");
  }

  @Test
  void aPipelineThatStartsAgainOnNewsHoldsEverythingToo() {
    assertThat(played(ProvenCheckerTest.STARTS_AGAIN, 2, 0, 60).failed()).isEmpty();
    assertThat(played(EXAMPLE, 3, 0, 60).failed()).isEmpty();
  }

  @Test
  void theSameSeedPlaysTheSameDays() {
    assertThat(end(new Simulation(NBA, 5).play(17)))
        .isEqualTo(end(new Simulation(NBA, 5).play(17)));
    assertThat(end(new Simulation(NBA, 5).play(17)))
        .isNotEqualTo(end(new Simulation(NBA, 6).play(17)));
  }

  @Test
  @Tag("long")
  void skippingTicksAtWhichNothingCanBeDueChangesNothing() {
    Set<String> reasons = new TreeSet<>();
    for (int number = 40; number < 100; number++) {
      reasons.addAll(toleratedBesideEveryMinute(NBA, 21, number));
    }
    for (int number = 0; number < 200; number++) {
      reasons.addAll(toleratedBesideEveryMinute(EXAMPLE, 31, number));
    }
    assertThat(reasons).as("differences that are met").isNotEmpty();
  }

  /**
   * Plays a day both ways: the reasons why something is different; nothing else may be. Deaths of
   * the sweep are left out: one is drawn for the first tick after a time, which is another tick.
   */
  private static Set<String> toleratedBesideEveryMinute(Pipeline pipeline, long seed, int number) {
    DayPlan drawn = PlanDrawer.day(pipeline, seed, number);
    DayPlan plan =
        drawn.with(
            drawn.items().stream().filter(item -> !(item instanceof Item.SweepCrash)).toList());
    PlayedDay skipping = SimulatedDay.play(plan, pipeline, Instance::ours, false);
    PlayedDay every = SimulatedDay.play(plan, pipeline, Instance::ours, true);
    String day = "day " + number + " of " + pipeline.id();
    assertThat(every.seen().ticks).as(day).isGreaterThan(skipping.seen().ticks);
    assertThat(Invariants.of(every).violations()).as("%s, every minute", day).isEmpty();
    Set<String> reasons = new TreeSet<>();
    Set<String> different = difference(end(skipping), end(every));
    TOLERATED.forEach(
        (reason, fields) -> {
          if (different.removeIf(field -> fields.matcher(field).matches())) {
            reasons.add(reason);
          }
        });
    assertThat(different).as(day).isEmpty();
    return reasons;
  }

  @Test
  void aViolationNamesSeedDayAndTheShortestList() throws InterruptedException {
    Simulation.Totals totals = new Simulation.Totals();
    new Simulation(NBA, 1, BrokenSteps::markedBeforePublish)
        .play(0, 50, new AtomicLong(), totals, () -> true);
    assertThat(totals.failed()).hasSize(1);
    Simulation.FailedDay failed = totals.failed().get(0);
    assertThat(failed.violations().get(0)).startsWith(SafetyInvariants.ACKNOWLEDGED);
    assertThat(failed.shortest()).hasSizeLessThan(6).isNotEmpty();
  }

  @Test
  void aRunSaysWhatItPlayed() {
    StringWriter out = new StringWriter();
    int exit =
        new SimulationRun(
                new Simulation.Days(NBA, 1, true, java.util.List.of()),
                new PrintWriter(out),
                new PrintWriter(new StringWriter()))
            .play(3, 2, 2);
    assertThat(exit).isZero();
    assertThat(out.toString()).contains("seed 1: 2 days", "invariant checks", "no violation");
  }

  @Test
  void anInterruptedRunIsNoFault() {
    SimulationRun run =
        new SimulationRun(
            new Simulation.Days(NBA, 1, true, java.util.List.of()),
            new PrintWriter(new StringWriter()),
            new PrintWriter(new StringWriter()));
    Thread.currentThread().interrupt();
    assertThat(run.play(0, 1_000_000, 1)).isEqualTo(130);
    assertThat(Thread.interrupted()).isFalse();
  }

  private static Set<String> difference(Map<String, String> one, Map<String, String> other) {
    Set<String> different = new TreeSet<>(one.keySet());
    different.addAll(other.keySet());
    different.removeIf(field -> Objects.equals(one.get(field), other.get(field)));
    return different;
  }

  /** All that is left of a day: what was sent and when, and every stored field. */
  private static Map<String, String> end(PlayedDay day) {
    Map<String, String> end = new TreeMap<>();
    for (Observed.Sent sent : day.seen().sent) {
      end.put("sent " + end.size(), sent.at() + " " + sent.id() + sent.message());
    }
    for (Document document : day.stored().all()) {
      document
          .fields()
          .forEach((name, value) -> end.put(document.path() + " " + name, String.valueOf(value)));
    }
    return end;
  }
}
