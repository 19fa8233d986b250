package io.phasekeeper.local.simulate.runs;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What could be known of a day's runs at a moment, by what was drawn and not by what we stored:
 * small, independent of the code that it judges, and in no hurry.
 */
final class RunTruth {
  static final Duration STALE = Duration.ofHours(4);
  static final Duration DEAD = Duration.ofMinutes(15);
  static final Duration SUSPECT = Duration.ofMinutes(5);

  /** The row of an end may come so much later than the last word. */
  static final Duration ROW = Duration.ofMinutes(2);

  static final Duration DARK = Duration.ofMinutes(30);

  /** A tick, and a little. */
  private static final Duration TICK = Duration.ofSeconds(301);

  /** Two ticks, and a little: what is due in calm is done so soon. */
  static final Duration BOUND = Duration.ofMinutes(11);

  private final RunPlan plan;
  private final RunWorld world;
  private final List<RunItem.Run> runs;
  private final List<RunItem.Stretch> troubles = new ArrayList<>();

  RunTruth(RunDay.Played day) {
    this.plan = day.plan();
    this.world = day.world();
    this.runs = plan.all(RunItem.Run.class);
    plan.items().forEach(item -> item.trouble().ifPresent(troubles::add));
    day.seen().deaths.forEach(at -> troubles.add(new RunItem.Stretch(at, at.plusSeconds(1))));
    for (RunItem.Run run : runs) {
      run.end()
          .filter(end -> end.status().equals("success"))
          .filter(end -> unheard(end.at()))
          .ifPresent(end -> troubles.add(new RunItem.Stretch(end.at(), doubtEnds(end.at()))));
    }
    troubles.sort(Comparator.comparing(RunItem.Stretch::from));
  }

  /** Half an hour after an unheard success; once the channel was dark, only with a beat. */
  private Instant doubtEnds(Instant success) {
    Instant half = success.plus(DARK).plusSeconds(1);
    boolean dark = newestBeat(success).filter(beat -> beat.plus(DARK).isBefore(half)).isPresent();
    return dark ? world.firstHeardAfter(success).orElse(plan.ends()).plusSeconds(1) : half;
  }

  /** Whether the channel was surely found dark before, and nobody has been heard since. */
  boolean foundDark(Instant at) {
    Instant since = at.minus(TICK);
    for (Instant moment = since;
        newestBeat(at).filter(moment::isAfter).isPresent();
        moment = moment.minus(TICK)) {
      Instant earlier = moment;
      boolean calm =
          bound(earlier, at, TICK).filter(by -> !by.isAfter(earlier.plus(TICK))).isPresent();
      if (calm && surelyDark(earlier)) {
        return true;
      }
    }
    return false;
  }

  List<RunItem.Run> runs() {
    return runs;
  }

  Optional<RunItem.Run> run(String id) {
    return runs.stream().filter(run -> run.id().equals(id)).findFirst();
  }

  /** The last sign of a run's beats that counts at a moment: beats from the future count as now. */
  Optional<Instant> heard(RunItem.Run run, Instant at) {
    return world
        .heard(run, at)
        .map(beat -> beat.plus(run.beats().orElseThrow().ahead()))
        .map(shown -> shown.isAfter(at) ? at : shown);
  }

  /**
   * When a run said that it ended, as its beat shows it, if that beat has arrived by a moment.
   *
   * @return none also if it said nothing
   */
  Optional<Instant> told(RunItem.Run run, Instant at) {
    return run.beats()
        .filter(beats -> beats.says().isPresent())
        .flatMap(
            beats -> world.heard(run, at).filter(beats::lastAt).map(b -> b.plus(beats.ahead())));
  }

  /** The newest beat of anybody that is known at a moment. */
  Optional<Instant> newestBeat(Instant at) {
    return runs.stream().flatMap(run -> heard(run, at).stream()).max(Comparator.naturalOrder());
  }

  private boolean unheard(Instant success) {
    return newestBeat(success).filter(beat -> !success.isBefore(beat.plus(SUSPECT))).isPresent();
  }

  /** Whether runs of which we know that they would beat succeed unheard: silence says nothing. */
  boolean doubtful(Instant at) {
    return silentFor(at, SUSPECT, true);
  }

  /** Whether nobody has beaten for half an hour while a run succeeded that would surely beat. */
  boolean surelyDark(Instant at) {
    return silentFor(at, DARK, true);
  }

  /** Whether nobody has beaten for half an hour while any run succeeded. */
  boolean possiblyDark(Instant at) {
    return silentFor(at, DARK, false);
  }

  private boolean silentFor(Instant at, Duration silence, boolean surely) {
    Optional<Instant> newest = newestBeat(at);
    return newest.filter(beat -> !at.isBefore(beat.plus(silence))).isPresent()
        && runs.stream()
            .filter(run -> run.succeededBy(at))
            .filter(run -> !surely || surelyBeats(run, at))
            .map(run -> run.end().orElseThrow().at())
            .anyMatch(
                end -> end.isAfter(at.minus(DARK)) && !end.isBefore(newest.get().plus(SUSPECT)));
  }

  /** Whether a tick has seen a run of the same processor beat, while nothing stood in its way. */
  private boolean surelyBeats(RunItem.Run like, Instant at) {
    return runs.stream()
        .filter(run -> run.processor().equals(like.processor()))
        .anyMatch(
            run ->
                heard(run, at)
                    .flatMap(last -> bound(run.start(), last, TICK))
                    .filter(by -> !run.endedBy(by))
                    .isPresent());
  }

  /** When a run that says nothing more is due to be ended; as far as its beats are heard. */
  Instant due(RunItem.Run run) {
    Optional<Instant> failed =
        told(run, plan.ends())
            .filter(
                at ->
                    run.beats().flatMap(RunItem.Beats::says).filter("failed"::equals).isPresent());
    if (failed.isPresent()) {
      return failed.get().plus(ROW);
    }
    return world
        .heard(run, plan.ends())
        .map(beat -> beat.plus(run.beats().orElseThrow().ahead()))
        .map(shown -> shown.isBefore(run.start()) ? run.start().plus(DEAD) : shown.plus(DEAD))
        .orElseGet(() -> dueUnheard(run));
  }

  /** After four hours, and not while another run of its processor beats under its name alone. */
  private Instant dueUnheard(RunItem.Run run) {
    Instant stale = run.start().plus(STALE);
    return runs.stream()
        .filter(other -> other.processor().equals(run.processor()))
        .filter(other -> other.beats().filter(RunItem.Beats::alone).isPresent())
        .flatMap(other -> world.heard(other, plan.ends()).stream())
        .map(beat -> beat.plus(SUSPECT).plus(DEAD)) // whose clock may be ahead
        .filter(stale::isBefore)
        .max(Comparator.naturalOrder())
        .orElse(stale);
  }

  /** Whether the output of a run is whole at a moment, and not that of an earlier one. */
  boolean whole(RunItem.Run run, Instant at) {
    return run.date().isPresent()
        && world.whole(run.processor(), at)
        && !world.newest(run.processor(), at).isBefore(run.start().minus(SUSPECT));
  }

  /**
   * The end of the first calm stretch of {@link #BOUND} from a moment on.
   *
   * @return none if there is none before {@code until}
   */
  Optional<Instant> bound(Instant from, Instant until) {
    return bound(from, until, BOUND);
  }

  Optional<Instant> bound(Instant from, Instant until, Duration calm) {
    Instant start = from;
    for (RunItem.Stretch trouble : troubles) {
      boolean reaches = trouble.until().isAfter(start) && trouble.from().isBefore(start.plus(calm));
      if (reaches) {
        start = trouble.until();
      }
    }
    Instant by = start.plus(calm);
    return by.isAfter(until) ? Optional.empty() : Optional.of(by);
  }
}
