package io.phasekeeper.heal;

import io.phasekeeper.document.Document;
import io.phasekeeper.finding.FindingBook;
import io.phasekeeper.gate.GateResult;
import io.phasekeeper.pipeline.GateCheck;
import io.phasekeeper.pipeline.GateRule;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.pipeline.Processor;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Begins plans for what was noticed, the newest dates first, as many as one tick may. For what has
 * become right meanwhile none is begun, even if its finding is still open.
 */
final class NewPlans {
  /** What has too few rows before it is due may grow for so long. */
  private static final Duration GROWS = Duration.ofHours(1);

  private final Pipeline pipeline;
  private final OutputGraph graph;
  private final OutputGates gates;
  private final OutputDues dues;
  private final FindingBook findings;
  private final HealBook book;
  private final HealPolicy policy;
  private final Timings timings;

  NewPlans(
      Pipeline pipeline,
      OutputGraph graph,
      FindingBook findings,
      HealBook book,
      HealPolicy policy) {
    this.pipeline = pipeline;
    this.graph = graph;
    this.gates = graph.gates();
    this.dues = new OutputDues(pipeline);
    this.findings = findings;
    this.book = book;
    this.policy = policy;
    this.timings = new Timings(graph, dues, book);
  }

  static Set<OutputDate> outputs(Collection<Wanted> wanted) {
    return wanted.stream().map(Wanted::of).collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /** Whether no plan is about it yet: none is open, nor was one begun since it was noticed. */
  static boolean unplanned(Wanted wanted, Map<OutputDate, Document> planned) {
    Document plan = planned.get(wanted.of());
    if (plan == null) {
      return true;
    }
    boolean watched = plan.field("due_at", Instant.class).isPresent();
    boolean before =
        plan.field("opened_at", Instant.class).filter(wanted.since()::isAfter).isPresent();
    return !watched && before;
  }

  /**
   * Begins plans.
   *
   * @return for what
   */
  List<OutputDate> begin(List<Wanted> wanted, HealData data, PhaseOrders orders, HealTick tick) {
    List<OutputDate> begun = new ArrayList<>();
    PlanMaker maker = new PlanMaker(graph, dues, data);
    Map<OutputDate, Document> before = book.plans(outputs(wanted));
    List<Wanted> newestFirst =
        wanted.stream()
            .sorted(Comparator.comparing(Wanted::of, graph.newestAndInputsFirst()))
            .toList();
    for (Wanted each : newestFirst) {
      if (begun.size() == policy.newPlans()) {
        break; // the others are still found to be missing in the next tick
      }
      tick.item(
          each.of().key(),
          () -> {
            boolean left = orders.skipped(each.of(), data).isPresent();
            if (!left
                && begin(each, Optional.ofNullable(before.get(each.of())), maker, data, tick)) {
              begun.add(each.of());
            }
          });
    }
    return begun;
  }

  private boolean begin(
      Wanted wanted, Optional<Document> before, PlanMaker maker, HealData data, HealTick tick) {
    if (before.isPresent() && !unplanned(wanted, Map.of(wanted.of(), before.get()))) {
      return false;
    }
    if (before.isPresent() && stillUseless(wanted, before.get(), data)) {
      return false;
    }
    if (wanted.cause() == Cause.SOURCE && !workAhead(data)) {
      return false;
    }
    if (wanted.early() && !isDue(wanted.of(), data)) {
      return false;
    }
    Standing standing = data.standing(wanted.of());
    Wrong wrong = wrong(wanted, standing, data);
    if (wrong == Wrong.NOTHING) {
      mended(wanted, standing, data, tick);
    }
    if (wrong == Wrong.NOTHING || wrong == Wrong.UNSEEN) {
      return false;
    }
    List<Step> steps = maker.steps(wanted.of(), wrong == Wrong.ROWS_THERE, standing.explanation());
    Optional<Instant> notBefore = patience(wanted, data);
    steps = steps.stream().map(step -> step.notBefore(notBefore)).toList();
    HealPlan plan =
        HealPlan.opened(
            wanted.of(), wanted.cause(), wanted.why(), HealPlan.NOBODY, steps, tick.now);
    boolean mine = book.begin(plan, before);
    if (mine) {
      tick.begun.add(wanted.of().key());
    }
    return mine;
  }

  /** What is wrong with an output now. */
  private enum Wrong {
    NOTHING,
    /** Rows are missing, or fail a gate that proves it. */
    ROWS_MISSING,
    /** Its proof holds, but a gate fails that says it is to be made anew. */
    ROWS_THERE,
    /** Nobody can tell, now. */
    UNSEEN
  }

  /**
   * Whether what was noticed is still so. Of rows that prove their output only the gate that was
   * noticed can tell, if the proof does not hold it; where no gate is known, the kind of finding.
   */
  private Wrong wrong(Wanted wanted, Standing standing, HealData data) {
    if (standing.state() == Standing.State.UNSEEN) {
      return Wrong.UNSEEN;
    }
    if (!standing.proves()) {
      return Wrong.ROWS_MISSING;
    }
    if (wanted.cause() != Cause.GATE || standing.state() == Standing.State.FREE) {
      return Wrong.NOTHING;
    }
    OutputDate of = wanted.of();
    List<GateRule> rules =
        wanted.gate().map(name -> gates.named(of.output(), name)).orElse(List.of());
    if (rules.isEmpty()) {
      return wanted.stale() ? Wrong.ROWS_THERE : Wrong.NOTHING;
    }
    boolean unknown = false;
    for (GateRule rule : rules) {
      GateResult result = data.result(rule, of, standing.rows());
      if (result.verdict() == GateResult.Verdict.UNKNOWN) {
        unknown = true;
      } else if (!right(result)) {
        return Wrong.ROWS_THERE;
      }
    }
    return unknown ? Wrong.UNSEEN : Wrong.NOTHING;
  }

  /**
   * Whether a gate passes for certain. That of an age remembers earlier looks, which we do not
   * know: only an output that is newer than its input is sure to pass.
   */
  private static boolean right(GateResult result) {
    return result.rule().check() instanceof GateCheck.NewerThan
        ? result.observed().orElse(0L) == 0
        : result.passes();
  }

  /** Whether its plan ended because making it had no use any more, and it still has none. */
  private boolean stillUseless(Wanted wanted, Document before, HealData data) {
    OutputDate of = wanted.of();
    boolean useless =
        before.field("state", String.class).filter(PlanState.USELESS.word()::equals).isPresent();
    return useless
        && graph
            .processor(of.output())
            .flatMap(p -> dues.useless(p, of.date(), data.work(of.date()), data.now()))
            .isPresent();
  }

  /** Entities that have too little before they are due are given a while to get more. */
  private Optional<Instant> patience(Wanted wanted, HealData data) {
    OutputDate of = wanted.of();
    Instant grown = wanted.since().plus(GROWS);
    return gates
        .coverageDue(of.output(), of.date(), pipeline.zone(), data.work(of.date()))
        .map(due -> due.isBefore(grown) ? due : grown)
        .filter(until -> wanted.grows() && data.now().isBefore(until));
  }

  private boolean isDue(OutputDate of, HealData data) {
    return graph
        .processor(of.output())
        .filter(p -> dues.isDue(p, of.date(), data.work(of.date()), data.now()))
        .isPresent();
  }

  /** Whether a source is needed: today or tomorrow has work. */
  private static boolean workAhead(HealData data) {
    return data.work(data.today()).due() || data.work(data.today().plusDays(1)).due();
  }

  /** What was missing is there, or asked for no more: by the calendar, most likely. */
  private void mended(Wanted wanted, Standing standing, HealData data, HealTick tick) {
    Optional<Processor> processor = graph.processor(wanted.of().output());
    if (wanted.cause() != Cause.ABSENT || processor.isEmpty()) {
      return;
    }
    List<FindingBook.Change> resolved =
        findings.resolve(HealFindings.missing(processor.get(), wanted.of(), tick.now), tick.now);
    tick.found(resolved);
    if (!resolved.isEmpty() && standing.state() == Standing.State.THERE) {
      timings.there(wanted.of(), data);
    }
  }
}
