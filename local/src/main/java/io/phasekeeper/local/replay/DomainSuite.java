package io.phasekeeper.local.replay;

import io.phasekeeper.backfill.BackfillDesk;
import io.phasekeeper.backfill.BackfillOrder;
import io.phasekeeper.backfill.Backfills;
import io.phasekeeper.event.IncomingEvent;
import io.phasekeeper.heal.SelfHeal;
import io.phasekeeper.local.scenario.Change;
import io.phasekeeper.message.Subscription;
import io.phasekeeper.monitor.DataMonitor;
import io.phasekeeper.operator.Asked;
import io.phasekeeper.operator.OperatorActions;
import io.phasekeeper.orchestrator.PhaseOrchestrator;
import io.phasekeeper.outcome.Outcome;
import io.phasekeeper.outcome.PortFailure;
import io.phasekeeper.pipeline.CycleName;
import io.phasekeeper.pipeline.PhaseName;
import io.phasekeeper.platform.Platform;
import io.phasekeeper.run.RunCleanup;
import io.phasekeeper.sweep.PhaseSweep;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The domain behind our functions, without the framework around it. */
final class DomainSuite implements SuiteUnderTest {
  private static final String NOBODY = "somebody in the scenario";

  private final PhaseOrchestrator orchestrator;
  private final PhaseSweep sweep;
  private final RunCleanup cleanup;
  private final DataMonitor monitor;
  private final SelfHeal heal;
  private final Backfills backfills;
  private final BackfillDesk backfillDesk;
  private final OperatorActions actions;

  DomainSuite(Platform platform) {
    this.orchestrator = new PhaseOrchestrator(platform);
    this.sweep = new PhaseSweep(platform);
    this.cleanup = new RunCleanup(platform);
    this.monitor = new DataMonitor(platform);
    this.heal = new SelfHeal(platform);
    this.backfills = new Backfills(platform);
    this.backfillDesk = new BackfillDesk(platform);
    this.actions = new OperatorActions(platform);
  }

  @Override
  public Set<String> timers() {
    return Set.of(PhaseSweep.TIMER, RunCleanup.TIMER, DataMonitor.TIMER, SelfHeal.TIMER);
  }

  @Override
  public void deliver(Subscription.Delivery delivery) throws Refused {
    Outcome outcome =
        orchestrator.on(
            new IncomingEvent(
                delivery.topic(),
                delivery.messageId(),
                delivery.publishTime(),
                delivery.message().data(),
                delivery.message().attributes()));
    if (outcome.tryAgain().isPresent()) {
      throw new Refused(outcome.tryAgain().get());
    }
  }

  @Override
  public void tick(String function) throws Refused {
    switch (function) {
      case PhaseSweep.TIMER -> done(sweep.sweep().failures());
      case DataMonitor.TIMER -> done(monitor.tick().failures());
      case SelfHeal.TIMER -> {
        List<String> failures = new ArrayList<>(heal.tick().failures());
        failures.addAll(backfills.tick().failures());
        done(failures);
      }
      case RunCleanup.TIMER -> done(cleanup.sweep().failures());
      default -> {
        // A timer that nobody built yet.
      }
    }
  }

  private static void done(List<String> failures) throws Refused {
    // A port that fails is the scenario's doing; anything else that goes wrong with an item is
    // ours.
    Optional<String> fault =
        failures.stream()
            .filter(failure -> !failure.contains(PortFailure.class.getName()))
            .findFirst();
    if (fault.isPresent()) {
      throw new IllegalStateException(fault.get());
    }
    if (!failures.isEmpty()) {
      throw new Refused(String.join("; ", failures));
    }
  }

  @Override
  public void operate(Change.Operator action) {
    Asked asked =
        new Asked(
            action.by().orElse(NOBODY),
            action.why().orElse("the scenario says so"),
            action.until());
    switch (action.action()) {
      case "trigger" ->
          done(actions.trigger(phase(action), date(action), cycle(action), action.force(), asked));
      case "hold" -> done(actions.hold(phase(action), date(action), cycle(action), asked));
      case "release" -> done(actions.release(phase(action), date(action), cycle(action), asked));
      case "skip" -> done(actions.skip(phase(action), date(action), cycle(action), asked));
      case "complete" ->
          done(actions.complete(processor(action), date(action), cycle(action), asked));
      case "stop" -> done(actions.stop(asked));
      case "resume" -> done(actions.resume(asked));
      default -> {
        // `ack` and `silence` are about alerts, which nobody sends yet.
      }
    }
  }

  @Override
  public void backfill(Change.Backfill backfill) {
    done(
        backfillDesk.begin(
            new BackfillOrder(
                backfill.from(),
                backfill.to(),
                backfill.phase().map(PhaseName::new),
                BackfillOrder.USUALLY_IN_FLIGHT,
                false),
            new Asked(NOBODY, "the scenario says so", Optional.empty())));
  }

  /** A refusal is an answer like any other: what comes of it, expectations say. */
  private static void done(io.phasekeeper.operator.ActionResult result) {
    if (result.message().isEmpty()) {
      throw new IllegalStateException("an action was answered without a word");
    }
  }

  private static PhaseName phase(Change.Operator action) {
    return new PhaseName(needed(action.phase(), action, "phase"));
  }

  private static String processor(Change.Operator action) {
    return needed(action.processor(), action, "processor");
  }

  private static LocalDate date(Change.Operator action) {
    return needed(action.date(), action, "date");
  }

  private static Optional<CycleName> cycle(Change.Operator action) {
    return action.cycle().map(CycleName::new);
  }

  private static <T> T needed(Optional<T> value, Change.Operator action, String key) {
    return value.orElseThrow(
        () -> new IllegalArgumentException("operator " + action.action() + " has no " + key));
  }
}
