package io.phasekeeper.local.crash;

import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.pipeline.ProcessorName;
import io.phasekeeper.pipeline.StartPolicy;
import io.phasekeeper.pipeline.Transition;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * Draws the completions of any number of nights, one data date each: whole ones, ones that lack a
 * member, with deadlines that are over and that are not, with failed runs and runs done again. A
 * date has its night, and the evening before it for the phases that know one.
 */
final class DrawnNights {
  /** Longer than any deadline of the pipeline that is played. */
  private static final Duration LONG_AGO = Duration.ofHours(8);

  /** When an evening begins on its date: its deadlines are over before any run of kills begins. */
  private static final LocalTime EVENING = LocalTime.of(12, 0);

  private final Pipeline pipeline;
  private final long seed;
  private final Instant began;

  /**
   * @param began when the run began; nights are of the days before it
   */
  DrawnNights(Pipeline pipeline, long seed, Instant began) {
    this.pipeline = pipeline;
    this.seed = seed;
    this.began = began.truncatedTo(ChronoUnit.SECONDS);
  }

  /** The last night's date is the day before yesterday: whatever came long ago came after it. */
  LocalDate date(int night) {
    return began.atZone(pipeline.zone()).toLocalDate().minusDays(night + 2L);
  }

  /** The completions of one night, in the order in which they are first delivered. */
  List<Report> night(int number) {
    Random random = new Random(seed * 1_000_003 + number);
    List<Report> reports = new ArrayList<>();
    for (Transition transition : pipeline.transitions()) {
      for (StartPolicy policy : transition.policies().values()) {
        draw(number, transition, policy, random, reports);
      }
    }
    Collections.shuffle(reports, random);
    return reports;
  }

  private void draw(
      int night, Transition transition, StartPolicy policy, Random random, List<Report> reports) {
    boolean main = policy.cycle().equals(pipeline.cycles().main());
    List<ProcessorName> members = policy.expect();
    int kind = random.nextInt(100);
    // Of ten, two are whole and past their deadline, two lack a member then, one lacks it before.
    boolean overdue = kind < 40;
    Optional<ProcessorName> absent =
        kind >= 20 && kind < 50 ? Optional.of(absent(policy, random)) : Optional.empty();
    Instant at = main ? (overdue ? began.minus(LONG_AGO) : began) : evening(night);
    for (ProcessorName member : members) {
      if (absent.filter(member::equals).isPresent()) {
        continue;
      }
      int runs = 1 + (random.nextInt(5) == 0 ? 1 : 0);
      boolean failsFirst = random.nextInt(6) == 0;
      for (int run = failsFirst ? 0 : 1; run <= runs; run++) {
        at = at.plusSeconds(1);
        reports.add(
            new Report(
                night + "-" + transition.after() + "-" + reports.size(),
                transition.after(),
                pipeline.phase(transition.after()).completions().orElseThrow(),
                date(night),
                policy.cycle(),
                member,
                at,
                run > 0));
      }
    }
  }

  /** Often one without whom the rest is not enough, so that the phase is late. */
  private static ProcessorName absent(StartPolicy policy, Random random) {
    List<ProcessorName> critical =
        policy.expect().stream().filter(policy.critical()::contains).toList();
    List<ProcessorName> among =
        critical.isEmpty() || random.nextBoolean() ? policy.expect() : critical;
    return among.get(random.nextInt(among.size()));
  }

  private Instant evening(int night) {
    return date(night).atTime(EVENING).atZone(pipeline.zone()).toInstant();
  }
}
