package io.phasekeeper.local.simulate;

import io.phasekeeper.document.Document;
import io.phasekeeper.finding.FindingKind;
import io.phasekeeper.pipeline.CycleName;
import io.phasekeeper.pipeline.DueTime;
import io.phasekeeper.pipeline.StartPolicy;
import io.phasekeeper.pipeline.Transition;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Every finding has its cause: something of the day that it may rightly complain of. */
final class FindingCauses {
  static final String CAUSED = "every finding has its cause";

  private static final Duration UNSEEN = Duration.ofMinutes(15);

  /** What is complete for so long without a start is stuck. */
  private static final Duration LONG = Duration.ofMinutes(10);

  /** A trouble that ended so long before has nothing to do with it. */
  private static final Duration STUCK = LONG.plusMinutes(5);

  /** A completion is told of in the next tick or two. */
  private static final Duration NEWS = Duration.ofMinutes(2);

  /** So many of the last ten messages of a topic come again before anybody complains. */
  private static final int MANY = 5;

  private final PlayedDay day;
  private final DayPlan plan;
  private final Oracle oracle;
  private final Verdicts verdicts;

  FindingCauses(PlayedDay day, Oracle oracle, Verdicts verdicts) {
    this.day = day;
    this.plan = day.plan();
    this.oracle = oracle;
    this.verdicts = verdicts;
  }

  void check(Document finding) {
    String kind = String.valueOf(finding.fields().get("kind"));
    String about = String.valueOf(finding.fields().get("about"));
    boolean has =
        switch (FindingKind.valueOf(kind.replace('-', '_').toUpperCase(java.util.Locale.ROOT))) {
          case PHASE_HELD -> ever(finding, Standing::held) || workUnknown();
          case PHASE_LATE -> ever(finding, s -> s.late() && !s.enough());
          case GATE_UNKNOWN -> ever(finding, Standing::unknown) || workUnknown();
          case WAREHOUSE_UNSEEN ->
              about.equals("pubsub") ? has(Item.PublishFails.class) : day.seen().refused > 0;
          case PHASE_STARTED_PARTIAL -> partly(finding);
          case PHASE_NOT_BEGUN -> notBegun(finding);
          case ORCHESTRATOR_STUCK -> stuck(finding);
          case NO_DOWNSTREAM_START -> unseen(finding);
          case LATE_COMPLETION, LEDGER_DISAGREEMENT -> afterwards(finding);
          case UNKNOWN_PROCESSOR ->
              plan.all(Item.Report.class).stream()
                  .anyMatch(r -> r.processor().isEmpty() && r.nameAsSent().equals(about));
          case HOLLOW_SUCCESS -> has(Item.FewRows.class) || plan.entities() == 0;
          case PARTIAL_OUTPUT -> has(Item.FewRows.class);
          case COUNTER_DEFECT ->
              plan.all(Item.Report.class).stream()
                  .anyMatch(
                      r ->
                          r.claim()
                              && r.processor().filter(p -> p.value().equals(about)).isPresent());
          case RUN_OVERDUE,
              RUN_STALE,
              RUN_DEAD,
              RUN_STUCK,
              RUN_RECONCILED,
              RUN_REVIVED,
              HEARTBEATS_DARK ->
              false; // nobody cleans up runs in a simulated day
          case SUPERVISOR_LATE ->
              has(Item.SweepSilent.class)
                  || has(Item.ClockStep.class)
                  || has(Item.SweepCrash.class);
          case DUPLICATE_DELIVERY -> doubled(about);
          case PROCESSOR_UNSEEN, MALFORMED_EVENT, CONFIG_INVALID -> false;
          // What self-heal finds; it does not tick in drawn days of transitions.
          case OUTPUT_MISSING,
              PREDICTIONS_LATE,
              HEAL_FAILED,
              HEAL_STUCK,
              HEAL_REFUSED,
              BREAKER_OPEN,
              RETRY_STORM,
              DEPENDENCY_FAILING,
              WRONG_TARGET,
              SCHEDULER_AUTH ->
              false;
          // What data-monitor finds; it does not tick in drawn days.
          case DUPLICATE_OUTPUT,
              STALE_OUTPUT,
              COVERAGE_GAP,
              NULL_SHARE,
              STALE_SOURCE,
              LOOKBACK_GAP,
              OUTPUTS_ABSENT,
              SCHEDULE_EMPTY,
              SCHEDULE_STALE ->
              false;
        };
    verdicts.check(
        CAUSED,
        has,
        () ->
            finding.path()
                + " of "
                + finding.fields().get("opened_at")
                + " has no cause: "
                + finding.fields().get("what"));
  }

  private boolean has(Class<? extends Item> kind) {
    return !plan.all(kind).isEmpty();
  }

  /** Whether nobody may have known that nothing is due. */
  private boolean workUnknown() {
    return plan.entities() == 0 && day.seen().refused > 0;
  }

  /** When a finding was opened in truth: at any moment at which our clock showed its time. */
  private List<Instant> opened(Document finding) {
    List<Instant> moments = new ArrayList<>();
    DayClock clock = new DayClock(plan);
    if (finding.fields().get("opened_at") instanceof Instant shown) {
      for (Duration skew : skews()) {
        Instant truth = shown.minus(skew);
        if (clock.skewAt(truth).equals(skew)) {
          moments.add(truth);
        }
      }
    }
    return moments;
  }

  /** The phase was due to begin, and nothing of it was known: neither a report nor its start. */
  private boolean notBegun(Document finding) {
    if (!plan.date().toString().equals(finding.fields().get("date"))) {
      return day.pipeline().calendar().isEmpty(); // then every date asks for work
    }
    return plan.entities() > 0
        && day.pipeline().transitions().stream()
            .filter(t -> t.after().value().equals(finding.fields().get("about")))
            .anyMatch(
                t ->
                    t.startBy().entrySet().stream()
                        .filter(by -> by.getKey().value().equals(finding.fields().get("cycle")))
                        .anyMatch(by -> notBegun(finding, t, by.getKey(), by.getValue())));
  }

  private boolean notBegun(
      Document finding, Transition transition, CycleName cycle, DueTime startBy) {
    Instant due = startBy.on(plan.date(), day.pipeline().zone());
    return finding.fields().get("opened_at") instanceof Instant shown
        && !shown.isBefore(due)
        && opened(finding).stream()
            .anyMatch(
                at ->
                    oracle.surely(transition, cycle, at).isEmpty()
                        && oracle.triggers(transition, cycle).stream()
                            .noneMatch(trigger -> trigger.at().isBefore(at)));
  }

  /**
   * Something kept us from the phase in the minutes before: a trouble, or a death, or a completion
   * that came so late that the phase was complete for long by the time of it.
   */
  private boolean stuck(Document finding) {
    return opened(finding).stream()
        .anyMatch(at -> troubled(at) || cameLate(finding, at) || has(Item.RunEnded.class));
  }

  private boolean troubled(Instant at) {
    Instant since = at.minus(STUCK);
    return plan.items().stream()
            .anyMatch(
                item ->
                    troubleFrom(item)
                        .filter(
                            from ->
                                !from.isAfter(at) && !item.endsAt().orElseThrow().isBefore(since))
                        .isPresent())
        || day.seen().deaths.stream().anyMatch(d -> !d.isAfter(at) && !d.isBefore(since));
  }

  private static Optional<Instant> troubleFrom(Item item) {
    boolean trouble =
        item instanceof Item.PublishFails
            || item instanceof Item.SweepSilent
            || item instanceof Item.ClockStep
            || item instanceof Item.Conflicts;
    return trouble && item instanceof Item.Lasting lasting
        ? Optional.of(lasting.from())
        : Optional.empty();
  }

  private boolean cameLate(Document finding, Instant at) {
    for (Transition transition : day.pipeline().transitions()) {
      for (StartPolicy policy : transition.policies().values()) {
        if (!isAbout(finding, transition, policy.cycle())) {
          continue;
        }
        for (Oracle.Sent each : oracle.sent(transition, policy.cycle())) {
          boolean news = each.surelyBy(at) && !each.surelyBy(at.minus(NEWS));
          if (news && !each.timestamp().isAfter(at.minus(LONG))) {
            return true;
          }
        }
      }
    }
    return false;
  }

  /** So many messages of the topic came more than once that two subscriptions may deliver it. */
  private boolean doubled(String topic) {
    return plan.all(Item.Report.class).stream()
            .filter(r -> day.seen().arrivals.getOrDefault(r.message(), 0) > 1)
            .filter(
                r ->
                    day.pipeline().phase(r.phase()).completions().filter(topic::equals).isPresent())
            .count()
        >= MANY;
  }

  private interface Look {
    boolean at(Standing standing);
  }

  /** Whether the cycle that a finding is about ever stood so, by what we may have known. */
  private boolean ever(Document finding, Look look) {
    for (Transition transition : day.pipeline().transitions()) {
      for (StartPolicy policy : transition.policies().values()) {
        if (!isAbout(finding, transition, policy.cycle())) {
          continue;
        }
        for (Instant moment : oracle.moments(transition, policy)) {
          for (Duration skew : skews()) {
            // The clock shows that moment early or late, too.
            if (at(transition, policy, moment, moment.plus(skew), look)
                || at(transition, policy, moment.minus(skew), moment, look)) {
              return true;
            }
          }
        }
      }
    }
    return false;
  }

  /** Whether it stood so at a time, by what had surely or possibly come and what a clock showed. */
  private boolean at(
      Transition transition, StartPolicy policy, Instant time, Instant shown, Look look) {
    return look.at(
            oracle.standing(
                transition,
                policy,
                oracle.surely(transition, policy.cycle(), time),
                time,
                shown,
                true))
        || look.at(
            oracle.standing(
                transition,
                policy,
                oracle.possibly(transition, policy.cycle(), time),
                time,
                shown,
                true));
  }

  private List<Duration> skews() {
    List<Duration> skews = new ArrayList<>(List.of(Duration.ZERO));
    plan.all(Item.ClockStep.class).forEach(step -> skews.add(step.by()));
    return skews;
  }

  private boolean isAbout(Document finding, Transition transition, CycleName cycle) {
    return transition.phase().value().equals(finding.fields().get("about"))
        && cycle.value().equals(finding.fields().get("cycle"));
  }

  private boolean partly(Document finding) {
    return day.seen().created.stream()
        .anyMatch(
            t ->
                t.text("phase").equals(finding.fields().get("about"))
                    && t.text("cycle").equals(finding.fields().get("cycle"))
                    && !t.texts("missing").isEmpty());
  }

  /** A phase that was triggered, and of which nothing came in a quarter of an hour. */
  private boolean unseen(Document finding) {
    Object opened = finding.fields().get("opened_at");
    return day.seen().created.stream()
        .anyMatch(
            t ->
                t.text("phase").equals(finding.fields().get("about"))
                    && t.text("cycle").equals(finding.fields().get("cycle"))
                    && opened instanceof Instant at
                    && !t.at().plus(UNSEEN).minusSeconds(600).isAfter(at));
  }

  /** A run of a chain came to count in a cycle after that was decided. */
  private boolean moved(Map<String, Object> fields) {
    for (Observed.Created trigger : day.seen().created) {
      if (!trigger.text("cycle").equals(fields.get("cycle"))) {
        continue;
      }
      for (Transition transition : day.pipeline().transitions()) {
        if (transition.phase().value().equals(trigger.text("phase"))
            && oracle.sent(transition, new CycleName(trigger.text("cycle"))).stream()
                .anyMatch(
                    s ->
                        s.processor().value().equals(fields.get("about"))
                            && s.possibly().filter(at -> !at.isBefore(trigger.at())).isPresent())) {
          return true;
        }
      }
    }
    return false;
  }

  /** Something of the member came after its phase was decided, or never came by a message. */
  private boolean afterwards(Document finding) {
    Map<String, Object> fields = finding.fields();
    boolean silent =
        plan.all(Item.RunEnded.class).stream()
            .anyMatch(r -> r.processor().value().equals(fields.get("about")));
    return silent
        || moved(fields)
        || day.seen().created.stream()
            .filter(t -> t.text("cycle").equals(fields.get("cycle")))
            .anyMatch(
                t ->
                    plan.all(Item.Report.class).stream()
                            .anyMatch(
                                r ->
                                    r.processor()
                                            .filter(p -> p.value().equals(fields.get("about")))
                                            .isPresent()
                                        && day.seen().taken.containsKey(r.message())
                                        && day.seen().taken.get(r.message()).isAfter(t.at()))
                        || plan.all(Item.OtherCompletes.class).stream()
                            .anyMatch(
                                o ->
                                    o.processor().value().equals(fields.get("about"))
                                        && !o.at().isBefore(t.at())));
  }
}
