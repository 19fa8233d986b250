package io.phasekeeper.local.simulate;

import io.phasekeeper.document.DocumentPath;
import io.phasekeeper.document.FieldChange;
import io.phasekeeper.document.MemoryDocumentStore;
import io.phasekeeper.message.OutgoingMessage;
import io.phasekeeper.operator.ActionResult;
import io.phasekeeper.operator.Asked;
import io.phasekeeper.operator.OperatorActions;
import io.phasekeeper.outcome.PortFailure;
import io.phasekeeper.pipeline.PhaseName;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.pipeline.ProcessorName;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What people, other writers and the phases that are started do on a day, as it is planned. */
final class OthersOfTheDay {
  /** More than any clock step, so that the beat is after the trigger by whatever clock. */
  private static final Duration STARTED_AFTER = Duration.ofMinutes(5);

  /** The day on which they act. */
  interface Stage {
    void at(Instant when, Runnable happening);

    /** By whom people act. */
    OperatorActions person();

    /** The sweep has something to look at. */
    void disturb();
  }

  private final DayPlan plan;
  private final Pipeline pipeline;
  private final DayClock clock;
  private final MemoryDocumentStore stored;
  private final Observed seen;
  private final Stage stage;
  private final List<Item.NeverStarts> deaf;

  OthersOfTheDay(
      DayPlan plan,
      Pipeline pipeline,
      DayClock clock,
      MemoryDocumentStore stored,
      Observed seen,
      Stage stage) {
    this.plan = plan;
    this.pipeline = pipeline;
    this.clock = clock;
    this.stored = stored;
    this.seen = seen;
    this.stage = stage;
    this.deaf = plan.all(Item.NeverStarts.class);
  }

  /** Has an item come to pass at its time. */
  void schedule(Item item) {
    if (item instanceof Item.OtherWrites write) {
      stage.at(write.at(), () -> otherMerges(write.ledger(), Map.of(write.field(), write.value())));
    } else if (item instanceof Item.OtherCompletes entry) {
      stage.at(
          entry.at(),
          () -> otherMerges(entry.ledger(), Map.of(entry.processor().value(), entry.fields())));
    } else if (item instanceof Item.StaleFlags flags) {
      stage.at(
          flags.at(),
          () ->
              otherMerges(
                  flags.ledger(), Map.of("_triggered", true, "_trigger_id", flags.triggerId())));
    } else if (item instanceof Item.OtherStarts start) {
      stage.at(start.at(), () -> otherStarts(start));
    } else if (item instanceof Item.Held hold) {
      stage.at(
          hold.from(),
          () -> person(p -> p.hold(hold.phase(), plan.date(), Optional.of(hold.cycle()), asked())));
      stage.at(
          hold.until(),
          () ->
              person(
                  p -> p.release(hold.phase(), plan.date(), Optional.of(hold.cycle()), asked())));
    } else if (item instanceof Item.Skipped skip) {
      stage.at(
          skip.at(),
          () -> person(p -> p.skip(skip.phase(), plan.date(), Optional.of(skip.cycle()), asked())));
    } else if (item instanceof Item.RunEnded run) {
      stage.at(run.end(), stage::disturb);
    } else if (item instanceof Item.SweepCrash crash) {
      stage.at(crash.from(), stage::disturb);
    } else if (item instanceof Item.WarehouseDown down) {
      stage.at(down.from(), stage::disturb);
    } else if (item instanceof Item.FewRows few) {
      stage.at(few.from(), stage::disturb);
    } else if (item instanceof Item.ClockStep step) {
      stage.at(step.from(), stage::disturb);
      stage.at(step.until(), stage::disturb);
    }
  }

  private void otherMerges(DocumentPath ledger, Map<String, Object> fields) {
    stored.merge(
        ledger,
        fields.entrySet().stream().map(f -> FieldChange.set(f.getKey(), f.getValue())).toList());
    stage.disturb();
  }

  private void otherStarts(Item.OtherStarts start) {
    Map<String, Object> flags = new LinkedHashMap<>();
    flags.put("_triggered", true);
    flags.put("_triggered_at", start.at());
    flags.put("_mode", start.cycle().value());
    otherMerges(start.ledger(), flags);
  }

  /** A triggered phase starts, and one of its processors beats. */
  void phaseStarts(OutgoingMessage trigger) {
    Optional<PhaseName> phase =
        Optional.ofNullable(trigger.attributes().get("phase")).map(PhaseName::new);
    boolean hears =
        deaf.stream()
            .noneMatch(
                never ->
                    trigger
                        .attributes()
                        .getOrDefault("trigger_id", "")
                        .startsWith(never.phase() + ":" + plan.date() + ":" + never.cycle() + ":"));
    if (phase.isEmpty() || !hears || pipeline.heartbeats().isEmpty()) {
      return;
    }
    ProcessorName first = pipeline.phase(phase.get()).processors().get(0);
    Instant beat = clock.truth().plus(STARTED_AFTER);
    stage.at(
        beat,
        () ->
            stored.merge(
                new DocumentPath(pipeline.heartbeats().get(), first.value()),
                List.of(
                    FieldChange.set("processor_name", first.value()),
                    FieldChange.set("data_date", plan.date().toString()),
                    FieldChange.set("last_heartbeat", beat))));
  }

  private static Asked asked() {
    return new Asked("somebody", "the day says so", Optional.empty());
  }

  private interface Action {
    ActionResult by(OperatorActions actions);
  }

  private void person(Action action) {
    try {
      ActionResult result = action.by(stage.person());
      if (result.message().isEmpty()) {
        seen.failures.add("an action was answered without a word");
      }
    } catch (PortFailure e) {
      // They would try again; what was done of it stands.
    }
    stage.disturb();
  }
}
