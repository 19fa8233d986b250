package io.phasekeeper.local.simulate;

import io.phasekeeper.event.ReportStatus;
import io.phasekeeper.pipeline.GateRule;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.pipeline.Processor;
import io.phasekeeper.pipeline.ProcessorName;
import io.phasekeeper.pipeline.StartPolicy;
import io.phasekeeper.pipeline.Tier;
import io.phasekeeper.pipeline.Transition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Says how policies stand on what is known of a day: by its rows, and by whether anybody can count
 * them. What cannot be counted is not passed.
 */
final class Standings {
  /** What a question to a table tells. */
  private enum Answer {
    YES,
    NO,
    NOBODY_KNOWS
  }

  private final PlayedDay day;
  private final Pipeline pipeline;
  private final Oracle oracle;
  private final List<Item.FewRows> fewRows;
  private final List<Item.RunEnded> runs;
  private final List<Item.WarehouseDown> outages;

  Standings(PlayedDay day, Oracle oracle) {
    this.day = day;
    this.pipeline = day.pipeline();
    this.oracle = oracle;
    this.fewRows = day.plan().all(Item.FewRows.class);
    this.runs = day.plan().all(Item.RunEnded.class);
    this.outages = day.plan().all(Item.WarehouseDown.class);
  }

  Standing standing(
      Transition transition,
      StartPolicy policy,
      Collection<Oracle.Sent> known,
      Instant at,
      Instant shown,
      boolean timer) {
    Optional<Instant> first = Optional.empty();
    for (Oracle.Sent each : known) {
      boolean claims = each.status().claimsRows() && policy.expect().contains(each.processor());
      if (claims && (first.isEmpty() || each.timestamp().isBefore(first.get()))) {
        first = Optional.of(each.timestamp());
      }
    }
    List<Instant> deadlines = new ArrayList<>();
    for (Tier tier : policy.tiers()) {
      tier.deadline().at(first, day.plan().date(), pipeline.zone()).ifPresent(deadlines::add);
    }
    boolean anyPassed = deadlines.stream().anyMatch(d -> !shown.isBefore(d));
    boolean allPassed =
        !deadlines.isEmpty() && deadlines.stream().allMatch(d -> !shown.isBefore(d));
    Set<ProcessorName> counted = new TreeSet<>(Comparator.comparing(ProcessorName::value));
    Set<ProcessorName> missing = new TreeSet<>(Comparator.comparing(ProcessorName::value));
    Set<ProcessorName> unseen = new TreeSet<>(Comparator.comparing(ProcessorName::value));
    for (ProcessorName member : policy.expect()) {
      switch (counts(transition, policy, member, known, at, timer && anyPassed)) {
        case YES -> counted.add(member);
        case NO -> missing.add(member);
        case NOBODY_KNOWS -> {
          counted.add(member);
          unseen.add(member);
        }
      }
    }
    boolean enough = missing.isEmpty();
    if (!enough && timer && counted.containsAll(policy.critical())) {
      for (Tier tier : policy.tiers()) {
        Optional<Instant> deadline = tier.deadline().at(first, day.plan().date(), pipeline.zone());
        enough |=
            deadline.isPresent()
                && !shown.isBefore(deadline.get())
                && counted.size() >= Math.min(tier.atLeast(), policy.expect().size());
      }
    }
    List<GateRule> blocking = new ArrayList<>();
    boolean unasked = false;
    for (GateRule gate : policy.gates()) {
      Answer answer = passes(gate, at);
      if (gate.action() == GateRule.Action.BLOCK
          && gate.member().map(counted::contains).orElse(true)
          && answer != Answer.YES) {
        blocking.add(gate);
        unasked |= answer == Answer.NOBODY_KNOWS;
      }
    }
    return new Standing(
        counted,
        missing,
        unseen,
        blocking,
        unasked,
        enough && !known.isEmpty(),
        allPassed,
        known.isEmpty());
  }

  private Answer counts(
      Transition transition,
      StartPolicy policy,
      ProcessorName member,
      Collection<Oracle.Sent> known,
      Instant at,
      boolean runsSpeak) {
    Optional<Oracle.Sent> claim = Optional.empty();
    for (Oracle.Sent each : known) {
      if (each.processor().equals(member)) {
        if (each.done()) {
          return Answer.YES;
        }
        if (each.claim() && claim.filter(c -> c.timestamp().isAfter(each.timestamp())).isEmpty()) {
          claim = Optional.of(each);
        }
      }
    }
    Processor processor = pipeline.processor(member);
    if (claim.isPresent()) {
      return claimed(policy, processor, claim.get(), at);
    }
    boolean ran =
        runsSpeak
            && !unseen(at)
            && pipeline.runHistory().isPresent()
            && runs.stream()
                .anyMatch(
                    run ->
                        run.processor().equals(member)
                            && !run.end().isAfter(at)
                            && (transition.policies().size() == 1
                                || oracle
                                    .cycle(transition.after(), run.start())
                                    .equals(policy.cycle())))
            && rowsProve(policy, processor, at);
    return ran ? Answer.YES : Answer.NO;
  }

  private Answer claimed(StartPolicy policy, Processor processor, Oracle.Sent claim, Instant at) {
    if (processor.table().isEmpty()) {
      return Answer.YES;
    }
    if (claim.status() == ReportStatus.PARTIAL) {
      return all(policy.gatesOf(processor.name()), at);
    }
    if (processor.rowsPerEntity()
        && pipeline.calendar().isPresent()
        && day.plan().entities() == 0) {
      return Answer.YES;
    }
    return unseen(at)
        ? Answer.NOBODY_KNOWS
        : rows(processor.table().get().name(), at) > 0 ? Answer.YES : Answer.NO;
  }

  private boolean rowsProve(StartPolicy policy, Processor processor, Instant at) {
    if (processor.table().isEmpty()) {
      return true;
    }
    List<GateRule> gates = policy.gatesOf(processor.name());
    return gates.isEmpty()
        ? rows(processor.table().get().name(), at) > 0
        : all(gates, at) == Answer.YES;
  }

  private Answer all(List<GateRule> gates, Instant at) {
    Answer all = Answer.YES;
    for (GateRule gate : gates) {
      Answer each = passes(gate, at);
      if (each == Answer.NO) {
        return each;
      }
      all = each == Answer.NOBODY_KNOWS ? each : all;
    }
    return all;
  }

  /** Where nothing is due, the calendar that was read before an outage may still be known. */
  private Answer passes(GateRule gate, Instant at) {
    boolean perEntity = gate.minimum().perEntity();
    long wanted = gate.minimum().rows() * (perEntity ? day.plan().entities() : 1);
    if (unseen(at) && !(perEntity && wanted == 0)) {
      return Answer.NOBODY_KNOWS;
    }
    return rows(gate.table().name(), at) >= wanted ? Answer.YES : Answer.NO;
  }

  private long rows(String table, Instant at) {
    return WorldTables.rows(fewRows, day.plan().entities(), table, at);
  }

  private boolean unseen(Instant at) {
    return outages.stream().anyMatch(outage -> outage.covers(at));
  }
}
