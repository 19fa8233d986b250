package io.phasekeeper.local.simulate;

import io.phasekeeper.document.Document;
import io.phasekeeper.document.DocumentQuery;
import io.phasekeeper.finding.FindingBook;
import io.phasekeeper.finding.FindingKind;
import io.phasekeeper.pipeline.CycleName;
import io.phasekeeper.pipeline.DueTime;
import io.phasekeeper.pipeline.PhaseName;
import io.phasekeeper.pipeline.StartPolicy;
import io.phasekeeper.pipeline.Transition;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Every hold and silence has its finding, and none stays open for nothing. */
final class FindingInvariants {
  static final String NOTICED = "every hold and silence has its finding";
  static final String TOLD = "what could not be asked is told";
  static final String RESOLVED = "no finding stays open without its cause";

  private static final Duration UNSEEN = Duration.ofMinutes(15);

  private final PlayedDay day;
  private final DayPlan plan;
  private final Oracle oracle;
  private final Calm calm;
  private final Verdicts verdicts;
  private final List<Document> findings;
  private final Set<String> ever = new HashSet<>();
  private final Set<String> open = new HashSet<>();

  FindingInvariants(PlayedDay day, Oracle oracle, Calm calm, Verdicts verdicts) {
    this.day = day;
    this.plan = day.plan();
    this.oracle = oracle;
    this.calm = calm;
    this.verdicts = verdicts;
    this.findings = day.stored().query(DocumentQuery.in(FindingBook.COLLECTION, 10_000));
    for (Document finding : findings) {
      String key = finding.path().id().substring(day.pipeline().id().length() + 1);
      ever.add(key);
      if (FindingBook.isOpen(finding)) {
        open.add(key);
      }
    }
  }

  void check() {
    for (Transition transition : day.pipeline().transitions()) {
      for (StartPolicy policy : transition.policies().values()) {
        standing(transition, policy);
        atTheEnd(transition, policy);
        partial(transition, policy);
        deaf(transition, policy.cycle());
      }
      transition.startBy().forEach((cycle, due) -> begun(transition, cycle, due));
    }
    for (Item.Report report : plan.all(Item.Report.class)) {
      if (report.processor().isEmpty() && day.seen().taken.containsKey(report.message())) {
        noticed(
            FindingKind.UNKNOWN_PROCESSOR.word() + ":" + report.nameAsSent(),
            "message " + report.message());
      }
    }
    silence();
    refused();
    FindingCauses causes = new FindingCauses(day, oracle, verdicts);
    findings.forEach(causes::check);
    for (FindingKind kind :
        List.of(
            FindingKind.GATE_UNKNOWN,
            FindingKind.WAREHOUSE_UNSEEN,
            FindingKind.ORCHESTRATOR_STUCK,
            FindingKind.SUPERVISOR_LATE)) {
      List<String> left = open.stream().filter(key -> key.startsWith(kind.word() + ":")).toList();
      verdicts.check(RESOLVED, left.isEmpty(), () -> left + " at the end of the day");
    }
  }

  private void noticed(String key, String because) {
    verdicts.check(NOTICED, ever.contains(key), () -> "there is no " + key + " for " + because);
  }

  private String key(FindingKind kind, String about, CycleName cycle) {
    return kind.word() + ":" + about + ":" + plan.date() + ":" + cycle;
  }

  /** Holds and lateness that lasted through a calm stretch. */
  private void standing(Transition transition, StartPolicy policy) {
    Optional<Instant> started = firstTrigger(transition, policy.cycle());
    Optional<Instant> settled = oracle.settledByOthers(transition, policy.cycle());
    Instant end =
        java.util.stream.Stream.of(started, settled, Optional.of(plan.ends()))
            .flatMap(Optional::stream)
            .min(java.util.Comparator.naturalOrder())
            .orElseThrow();
    Instant heldSince = null;
    Instant lateSince = null;
    for (Instant moment : oracle.moments(transition, policy)) {
      List<Oracle.Sent> known = oracle.surely(transition, policy.cycle(), moment);
      Standing now = oracle.standing(transition, policy, known, moment, moment, true);
      boolean person = oracle.heldByPerson(transition, policy.cycle(), moment);
      boolean held = now.held() && !person;
      boolean late = !now.enough() && now.late() && !now.empty() && !person;
      heldSince = stretch(transition, policy, FindingKind.PHASE_HELD, held, heldSince, moment, end);
      lateSince = stretch(transition, policy, FindingKind.PHASE_LATE, late, lateSince, moment, end);
    }
    stretch(transition, policy, FindingKind.PHASE_HELD, false, heldSince, end, end);
    stretch(transition, policy, FindingKind.PHASE_LATE, false, lateSince, end, end);
  }

  private @org.jspecify.annotations.Nullable Instant stretch(
      Transition transition,
      StartPolicy policy,
      FindingKind kind,
      boolean is,
      @org.jspecify.annotations.Nullable Instant since,
      Instant moment,
      Instant end) {
    if (is) {
      return since == null ? moment : since;
    }
    if (since != null) {
      Instant until = moment.isBefore(end) ? moment : end;
      if (calm.bound(since, until).isPresent()) {
        noticed(
            key(kind, transition.phase().value(), policy.cycle()),
            "what is the case since " + since);
      }
    }
    return null;
  }

  private Optional<Instant> firstTrigger(Transition transition, CycleName cycle) {
    return oracle.triggers(transition, cycle).stream()
        .map(Observed.Created::at)
        .min(java.util.Comparator.naturalOrder());
  }

  private void atTheEnd(Transition transition, StartPolicy policy) {
    boolean decided =
        !oracle.triggers(transition, policy.cycle()).isEmpty()
            || oracle.settledByOthers(transition, policy.cycle()).isPresent();
    Standing now = standingAt(transition, policy, plan.ends());
    Standing before = standingAt(transition, policy, plan.ends().minus(Calm.BOUND));
    boolean held = !decided && now.held();
    boolean late = !decided && isLate(now);
    if (now.held() != before.held() || isLate(now) != isLate(before)) {
      return; // it has only just become so
    }
    String phase = transition.phase().value();
    if (!decided || oracle.settledByOthers(transition, policy.cycle()).isEmpty()) {
      same(key(FindingKind.PHASE_HELD, phase, policy.cycle()), held);
      same(key(FindingKind.PHASE_LATE, phase, policy.cycle()), late);
    }
  }

  private Standing standingAt(Transition transition, StartPolicy policy, Instant at) {
    List<Oracle.Sent> known = oracle.surely(transition, policy.cycle(), at);
    return oracle.standing(transition, policy, known, at, at, true);
  }

  private static boolean isLate(Standing standing) {
    return !standing.enough() && standing.late() && !standing.empty();
  }

  private void same(String key, boolean is) {
    verdicts.check(
        RESOLVED,
        open.contains(key) == is,
        () -> key + (is ? " is not open" : " is open") + " at the end of the day");
  }

  /** A start without some members says so, unless they came while it was being made good. */
  private void partial(Transition transition, StartPolicy policy) {
    for (Observed.Created trigger : oracle.triggers(transition, policy.cycle())) {
      List<String> missing = trigger.texts("missing");
      Optional<Instant> by = calm.bound(trigger.at(), plan.ends());
      boolean came =
          by.isEmpty()
              || oracle.sent(transition, policy.cycle()).stream()
                  .anyMatch(
                      s ->
                          missing.contains(s.processor().value())
                              && s.status().claimsRows()
                              && s.possibly().filter(at -> !at.isAfter(by.get())).isPresent());
      if (trigger.text("state").equals("pending")
          && !missing.isEmpty()
          && !came
          && oracle.triggers(transition, policy.cycle()).size() == 1) {
        noticed(
            key(FindingKind.PHASE_STARTED_PARTIAL, transition.phase().value(), policy.cycle()),
            trigger.id() + " without " + missing);
      }
    }
  }

  /** A phase that was triggered, does not start, and of which no message came. */
  private void deaf(Transition transition, CycleName cycle) {
    boolean never =
        plan.all(Item.NeverStarts.class).stream()
            .anyMatch(n -> n.phase().equals(transition.phase()) && n.cycle().equals(cycle));
    if (!never || !transition.watchStart()) {
      return;
    }
    for (Observed.Created trigger : oracle.triggers(transition, cycle)) {
      Optional<Instant> by = calm.bound(trigger.at(), plan.ends());
      Optional<Instant> seen = by.flatMap(b -> calm.bound(b.plus(UNSEEN), plan.ends()));
      boolean quiet =
          plan.all(Item.Report.class).stream()
                  .noneMatch(
                      r ->
                          r.phase().equals(transition.phase())
                              && !r.timestamp().isBefore(trigger.at().minusSeconds(600)))
              && day.seen().created.stream()
                  .noneMatch(
                      t ->
                          t.text("phase").equals(transition.phase().value())
                              && !t.path().equals(trigger.path()))
              && plan.all(Item.RunEnded.class).isEmpty()
              && plan.all(Item.OtherCompletes.class).isEmpty();
      if (trigger.text("state").equals("pending") && seen.isPresent() && quiet) {
        noticed(
            key(FindingKind.NO_DOWNSTREAM_START, transition.phase().value(), cycle),
            trigger.id() + ", of which nothing was seen");
      }
    }
  }

  private void begun(Transition transition, CycleName cycle, DueTime due) {
    Instant at = due.on(plan.date(), day.pipeline().zone());
    Optional<Instant> first = day.seen().firstSweep;
    Optional<Instant> by = calm.bound(at, plan.ends());
    if (plan.entities() == 0 || by.isEmpty() || first.filter(f -> !at.isBefore(f)).isEmpty()) {
      return;
    }
    boolean begun =
        oracle.sent(transition, cycle).stream()
                .anyMatch(s -> s.possiblyBy(at) || s.possiblyBy(by.get()))
            || oracle.settledByOthers(transition, cycle).isPresent();
    if (!begun && !skipped(transition.after(), cycle)) {
      noticed(
          key(FindingKind.PHASE_NOT_BEGUN, transition.after().value(), cycle),
          "nothing of it by " + at);
    }
  }

  /** Whether a person settled the start of the phase, or of one that leads to it. */
  private boolean skipped(PhaseName phase, CycleName cycle) {
    Optional<Transition> start = day.pipeline().phase(phase).start();
    while (start.isPresent()) {
      String starts = start.get().phase().value();
      boolean settled =
          day.seen().created.stream()
              .anyMatch(
                  t ->
                      t.text("state").equals("skipped")
                          && t.text("phase").equals(starts)
                          && t.text("cycle").equals(cycle.value()));
      if (settled) {
        return true;
      }
      start = day.pipeline().phase(start.get().after()).start();
    }
    return false;
  }

  /** What a tick could not ask is told in that tick: nothing that is not seen is called well. */
  private void refused() {
    for (Observed.RefusedTick tick : day.seen().refusedTicks) {
      verdicts.check(
          TOLD,
          tick.told(),
          () -> "at " + tick.at() + " the warehouse did not answer, and no open finding says so");
    }
  }

  private void silence() {
    Optional<Instant> first = day.seen().firstSweep;
    for (Item.SweepSilent silent : plan.all(Item.SweepSilent.class)) {
      boolean after = first.filter(f -> f.isBefore(silent.from().minusSeconds(60))).isPresent();
      boolean alone =
          plan.all(Item.ClockStep.class).isEmpty() && plan.all(Item.SweepSilent.class).size() == 1;
      if (after && alone && day.seen().deaths.isEmpty()) {
        noticed(
            FindingKind.SUPERVISOR_LATE.word() + ":phase-sweep", "the silence of " + silent.from());
      }
    }
  }
}
