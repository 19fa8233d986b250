package io.phasekeeper.local.simulate;

import io.phasekeeper.event.ReportStatus;
import io.phasekeeper.pipeline.CycleName;
import io.phasekeeper.pipeline.CycleRule;
import io.phasekeeper.pipeline.PhaseName;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.pipeline.ProcessorName;
import io.phasekeeper.pipeline.StartPolicy;
import io.phasekeeper.pipeline.Tier;
import io.phasekeeper.pipeline.Transition;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Says what the policy asks for, from what was sent and not from what we stored: small, independent
 * of the code that it judges, and in no hurry.
 */
final class Oracle {
  private final PlayedDay day;
  private final Pipeline pipeline;
  private final Observed seen;
  private final List<Item.FewRows> fewRows;
  private final List<Item.RunEnded> runs;
  private final List<Item.Held> holds;
  private final List<Item.Skipped> skips;
  private final List<Item.OtherStarts> otherStarts;
  private final List<Item.WarehouseDown> outages;
  private final Standings standings;
  private final Map<Place, List<Sent>> sent = new HashMap<>();

  Oracle(PlayedDay day) {
    this.day = day;
    this.pipeline = day.pipeline();
    this.seen = day.seen();
    this.fewRows = day.plan().all(Item.FewRows.class);
    this.runs = day.plan().all(Item.RunEnded.class);
    this.holds = day.plan().all(Item.Held.class);
    this.skips = day.plan().all(Item.Skipped.class);
    this.otherStarts = day.plan().all(Item.OtherStarts.class);
    this.outages = day.plan().all(Item.WarehouseDown.class);
    this.standings = new Standings(day, this);
    gather();
  }

  /**
   * Something that was said of a member's run.
   *
   * @param pin names it in what a trigger says it was decided on
   * @param surely from when on we must know of it
   * @param possibly from when on we may know of it
   * @param surelyUntil from when on it may count in another cycle
   * @param possiblyUntil from when on it must count in another cycle
   */
  record Sent(
      ProcessorName processor,
      String pin,
      ReportStatus status,
      Optional<Long> count,
      boolean done,
      Instant timestamp,
      Instant began,
      Optional<Instant> surely,
      Optional<Instant> possibly,
      Optional<Instant> surelyUntil,
      Optional<Instant> possiblyUntil) {
    /** The same where it counts for a while. */
    Sent during(
        Optional<Instant> surelyFrom,
        Optional<Instant> possiblyFrom,
        Optional<Instant> surelyTo,
        Optional<Instant> possiblyTo) {
      return new Sent(
          processor,
          pin,
          status,
          count,
          done,
          timestamp,
          began,
          surelyFrom,
          possiblyFrom,
          surelyTo,
          possiblyTo);
    }

    boolean claim() {
      return status.claimsRows() && !done;
    }

    boolean surelyBy(Instant at) {
      return surely.isPresent()
          && !surely.get().isAfter(at)
          && (surelyUntil.isEmpty() || at.isBefore(surelyUntil.get()));
    }

    boolean possiblyBy(Instant at) {
      return possibly.isPresent()
          && !possibly.get().isAfter(at)
          && (possiblyUntil.isEmpty() || !at.isAfter(possiblyUntil.get()));
    }
  }

  /** Names the ledger of the day that something belongs to. */
  private record Place(PhaseName after, CycleName cycle) {}

  private void gather() {
    List<Item.Report> reports = day.plan().all(Item.Report.class);
    Chains chains = new Chains(day, this, reports);
    for (Item.Report report : reports) {
      if (report.processor().isEmpty()) {
        continue;
      }
      CycleName cycle = cycle(report.phase(), report.began());
      Sent its =
          new Sent(
              report.processor().get(),
              cycle + "/" + report.processor().get() + "/" + report.key(),
              report.status(),
              report.count(),
              report.done(),
              report.timestamp(),
              report.began(),
              Optional.ofNullable(seen.taken.get(report.message())),
              Optional.ofNullable(seen.arrived.get(report.message())),
              Optional.empty(),
              Optional.empty());
      chains.places(report, cycle, its).forEach((home, there) -> add(report.phase(), home, there));
    }
    for (Item.OtherCompletes other : day.plan().all(Item.OtherCompletes.class)) {
      add(
          other.phase(),
          other.cycle(),
          new Sent(
              other.processor(),
              other.cycle() + "/" + other.processor() + "/own@" + other.at(),
              ReportStatus.SUCCESS,
              Optional.of(7L),
              true,
              other.at(),
              other.at(),
              Optional.of(other.at()),
              Optional.of(other.at()),
              Optional.empty(),
              Optional.empty()));
    }
  }

  private void add(PhaseName phase, CycleName cycle, Sent its) {
    sent.computeIfAbsent(new Place(phase, cycle), any -> new ArrayList<>()).add(its);
  }

  /** The cycle that a run's start names, if the phase has it; else the main one. */
  CycleName cycle(PhaseName after, Instant began) {
    CycleRule rule = pipeline.cycles();
    LocalDate local = began.atZone(pipeline.zone()).toLocalDate();
    LocalDate date = day.plan().date();
    CycleName named =
        local.isAfter(date) ? rule.after() : local.isBefore(date) ? rule.before() : rule.equal();
    boolean has =
        pipeline.transitions().stream()
            .anyMatch(t -> t.after().equals(after) && t.policies().containsKey(named));
    return has ? named : rule.main();
  }

  List<Sent> sent(Transition transition, CycleName cycle) {
    return sent.getOrDefault(new Place(transition.after(), cycle), List.of());
  }

  /**
   * How a policy stands.
   *
   * @param shown the time by our clock
   * @param timer whether the sweep asks; only then is a quorum, or a run without a message, enough
   */
  Standing standing(
      Transition transition,
      StartPolicy policy,
      Collection<Sent> known,
      Instant at,
      Instant shown,
      boolean timer) {
    return standings.standing(transition, policy, known, at, shown, timer);
  }

  List<Sent> surely(Transition transition, CycleName cycle, Instant at) {
    List<Sent> known = new ArrayList<>();
    for (Sent each : sent(transition, cycle)) {
      if (each.surelyBy(at)) {
        known.add(each);
      }
    }
    return known;
  }

  List<Sent> possibly(Transition transition, CycleName cycle, Instant at) {
    List<Sent> known = new ArrayList<>();
    for (Sent each : sent(transition, cycle)) {
      if (each.possiblyBy(at)) {
        known.add(each);
      }
    }
    return known;
  }

  /** Whether a person holds the phase then. */
  boolean heldByPerson(Transition transition, CycleName cycle, Instant at) {
    return holds.stream()
        .anyMatch(
            h -> h.phase().equals(transition.phase()) && h.cycle().equals(cycle) && h.covers(at));
  }

  /** Since when somebody else has settled the phase: a person, or another orchestrator. */
  Optional<Instant> settledByOthers(Transition transition, CycleName cycle) {
    List<Instant> times = new ArrayList<>();
    for (Item.Skipped skip : skips) {
      if (skip.phase().equals(transition.phase()) && skip.cycle().equals(cycle)) {
        times.add(skip.at());
      }
    }
    for (Item.OtherStarts start : otherStarts) {
      if (start.starts().equals(transition.phase()) && start.cycle().equals(cycle)) {
        times.add(start.at());
      }
    }
    return times.stream().min(Comparator.naturalOrder());
  }

  /** The triggers of ours that a cycle has, by generation. */
  List<Observed.Created> triggers(Transition transition, CycleName cycle) {
    return seen.created.stream()
        .filter(c -> c.text("phase").equals(transition.phase().value()))
        .filter(c -> c.text("cycle").equals(cycle.value()))
        .filter(c -> c.text("data_date").equals(day.plan().date().toString()))
        .sorted(Comparator.comparing(Observed.Created::generation))
        .toList();
  }

  /**
   * Whether a later generation of a started phase is asked for by what is known.
   *
   * @param claims whether claims count, too: their rows may have proven them
   */
  static boolean asksAgain(
      Transition transition, Observed.Created trigger, Collection<Sent> known, boolean claims) {
    Set<String> pins = new HashSet<>(trigger.texts("decided_on"));
    Set<String> missing = new HashSet<>(trigger.texts("missing"));
    for (Sent each : known) {
      boolean came = each.done() || (claims && each.claim());
      if (!came || pins.contains(each.pin())) {
        continue;
      }
      boolean late = missing.contains(each.processor().value());
      Transition.Afterwards then =
          late ? transition.late() : newer(each, trigger) ? transition.repeated() : null;
      if (then == Transition.Afterwards.RETRIGGER) {
        return true;
      }
    }
    return false;
  }

  private static boolean newer(Sent each, Observed.Created trigger) {
    if (trigger.fields().get("counted") instanceof List<?> list) {
      for (Object member : list) {
        Map<?, ?> fields = (Map<?, ?>) member;
        if (each.processor().value().equals(fields.get("processor"))) {
          return fields.get("completed_at") instanceof Instant at && at.isBefore(each.timestamp());
        }
      }
    }
    return false;
  }

  /** Every moment at which the standing of a cycle can change. */
  List<Instant> moments(Transition transition, StartPolicy policy) {
    Set<Instant> moments = new TreeSet<>();
    moments.add(day.plan().begins());
    for (Sent each : sent(transition, policy.cycle())) {
      each.surely().ifPresent(moments::add);
      each.possibly().ifPresent(moments::add);
      each.surelyUntil().ifPresent(moments::add);
      each.possiblyUntil().ifPresent(moments::add);
      for (Tier tier : policy.tiers()) {
        tier.deadline()
            .at(Optional.of(each.timestamp()), day.plan().date(), pipeline.zone())
            .ifPresent(moments::add);
      }
    }
    for (Tier tier : policy.tiers()) {
      tier.deadline()
          .at(Optional.empty(), day.plan().date(), pipeline.zone())
          .ifPresent(moments::add);
    }
    fewRows.forEach(
        few -> {
          moments.add(few.from());
          moments.add(few.until());
        });
    outages.forEach(
        outage -> {
          moments.add(outage.from());
          moments.add(outage.until());
        });
    runs.forEach(run -> moments.add(run.end()));
    holds.forEach(
        hold -> {
          moments.add(hold.from());
          moments.add(hold.until());
        });
    return moments.stream()
        .filter(m -> !m.isBefore(day.plan().begins()) && m.isBefore(day.plan().ends()))
        .toList();
  }
}
