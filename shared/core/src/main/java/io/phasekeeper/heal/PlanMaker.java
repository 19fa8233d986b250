package io.phasekeeper.heal;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Makes the steps of a plan: what is missing of the inputs first, whatever it takes, then the
 * target itself; and later the outputs that are older than an input that was healed.
 */
final class PlanMaker {
  /** A plan of more steps is for a backfill. */
  static final int MOST_STEPS = 60;

  /**
   * Writers' clocks may be so far behind ours; rows that fail a gate are no older proof by that.
   */
  static final Duration CLOCKS = Duration.ofMinutes(5);

  private final OutputGraph graph;
  private final OutputDues dues;
  private final HealData data;

  PlanMaker(OutputGraph graph, OutputDues dues, HealData data) {
    this.graph = graph;
    this.dues = dues;
    this.data = data;
  }

  /**
   * The steps to a target.
   *
   * @param anew whether rows that are there are to be made anew
   * @param note of the target's own step
   */
  List<Step> steps(OutputDate target, boolean anew, String note) {
    Map<OutputDate, Step> steps = new LinkedHashMap<>();
    inputs(target, steps, new HashSet<>());
    Instant now = data.now();
    boolean rows = data.rows(target).orElse(0L) > 0;
    Step.Kind kind =
        graph.source(target.output()).isPresent()
            ? Step.Kind.FETCH
            : rows || anew ? Step.Kind.REMAKE : Step.Kind.MAKE;
    // What is wanting is proven as soon as it is enough, whatever the clocks say; only what is
    // enough, and made anew all the same, has to be newer.
    Optional<Instant> newerThan =
        anew
            ? Optional.of(now)
            : kind == Step.Kind.FETCH ? Optional.of(now.minus(CLOCKS)) : Optional.empty();
    steps.put(target, Step.waiting(target, kind, newerThan, note));
    return inOrder(steps.values().stream().toList());
  }

  private void inputs(OutputDate of, Map<OutputDate, Step> steps, Set<OutputDate> seen) {
    if (!seen.add(of)) {
      return;
    }
    for (InputWindow window : graph.inputs(of)) {
      if (graph.source(window.output()).isPresent()) {
        source(window, steps);
      } else if (window.hard() && graph.processor(window.output()).isPresent()) {
        for (OutputDate date : newestFirst(window)) {
          Standing standing = data.standing(date);
          if (standing.missing() && steps.size() < MOST_STEPS) {
            inputs(date, steps, seen);
            steps.putIfAbsent(date, made(date, standing));
          }
        }
      }
    }
  }

  private static List<OutputDate> newestFirst(InputWindow window) {
    return window.dates().stream().sorted(OutputDate.NEWEST_FIRST).toList();
  }

  private Step made(OutputDate of, Standing standing) {
    boolean wanting = standing.state() == Standing.State.WANTING;
    return Step.waiting(
        of, wanting ? Step.Kind.REMAKE : Step.Kind.MAKE, Optional.empty(), standing.explanation());
  }

  /** A source that is old, or not there, is fetched first if somebody knows how. */
  private void source(InputWindow window, Map<OutputDate, Step> steps) {
    boolean fetchable = graph.source(window.output()).flatMap(source -> source.heal()).isPresent();
    if (!fetchable) {
      return;
    }
    OutputDate now = today(window.output());
    boolean rows = data.anyRows(window);
    Standing fresh = data.standing(now);
    if (!rows || fresh.state() == Standing.State.WANTING) {
      steps.putIfAbsent(
          now,
          Step.waiting(
              now,
              Step.Kind.FETCH,
              Optional.of(data.now()),
              rows ? fresh.explanation() : window + " has no rows"));
    }
  }

  private OutputDate today(String source) {
    return new OutputDate(source, data.today());
  }

  /**
   * The steps that follow from a step that was healed: outputs that are there, are made from it,
   * and are older than it now is.
   *
   * @param healedAt when its newest row was written
   * @param have what the plan has already
   */
  List<Step> rebuilt(
      OutputDate healed, Instant healedAt, Set<OutputDate> have, LocalDate first, LocalDate last) {
    List<Step> steps = new ArrayList<>();
    for (OutputDate of : graph.dependents(healed, first, last)) {
      boolean old = data.written(of).filter(healedAt::isAfter).isPresent();
      boolean useful =
          graph
              .processor(of.output())
              .filter(p -> dues.useless(p, of.date(), data.work(of.date()), data.now()).isEmpty())
              .isPresent();
      if (old && useful && !have.contains(of)) {
        steps.add(
            Step.waiting(
                of,
                Step.Kind.REMAKE,
                Optional.of(healedAt),
                "it is older than " + healed + ", which it is made from"));
      }
    }
    return inOrder(steps);
  }

  /** Inputs before what is made from them; of one depth the newest date first. */
  List<Step> inOrder(List<Step> steps) {
    return steps.stream()
        .sorted(
            Comparator.comparing((Step step) -> graph.depth(step.of().output()))
                .thenComparing(Step::of, OutputDate.NEWEST_FIRST))
        .toList();
  }
}
