package io.phasekeeper.operator;

import io.phasekeeper.document.Document;
import io.phasekeeper.document.DocumentPath;
import io.phasekeeper.document.DocumentStore;
import io.phasekeeper.document.FieldChange;
import io.phasekeeper.document.FieldPath;
import io.phasekeeper.effect.Effects;
import io.phasekeeper.finding.FindingBook;
import io.phasekeeper.gate.WorkCalendar;
import io.phasekeeper.ledger.CompletionWrite;
import io.phasekeeper.ledger.LedgerDocument;
import io.phasekeeper.pipeline.CycleName;
import io.phasekeeper.pipeline.Phase;
import io.phasekeeper.pipeline.PhaseName;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.pipeline.Processor;
import io.phasekeeper.pipeline.ProcessorIdentity;
import io.phasekeeper.pipeline.ProcessorName;
import io.phasekeeper.pipeline.Transition;
import io.phasekeeper.platform.Platform;
import io.phasekeeper.transition.ByHand;
import io.phasekeeper.transition.Control;
import io.phasekeeper.transition.CycleOutcome;
import io.phasekeeper.transition.Decision;
import io.phasekeeper.transition.PhaseDay;
import io.phasekeeper.transition.Suite;
import io.phasekeeper.transition.Transitions;
import io.phasekeeper.trigger.Trigger;
import io.phasekeeper.trigger.TriggerState;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What people do by hand (A9): each action with who and why, stored, and obeyed by every function.
 * An action that is refused changes nothing and says why.
 */
public final class OperatorActions {
  private final Platform platform;
  private final Pipeline pipeline;
  private final DocumentStore documents;
  private final Transitions transitions;
  private final ActionLog log;

  public OperatorActions(Platform platform) {
    this.platform = platform;
    this.pipeline = platform.pipeline();
    this.documents = platform.documents();
    this.transitions =
        new Transitions(
            platform,
            new WorkCalendar(pipeline, platform.warehouse()),
            new FindingBook(documents, pipeline));
    this.log = new ActionLog(documents, pipeline);
  }

  /**
   * Starts a phase now, as its next generation; its gates apply unless forced. Without a cycle it
   * is that of a run that began now: a start in the afternoon before the games must not stand for
   * the night's.
   */
  public ActionResult trigger(
      PhaseName phase, LocalDate date, Optional<CycleName> cycle, boolean force, Asked asked) {
    Instant now = platform.clock().instant();
    Transition transition = transition(phase);
    CycleName in = cycleOrNow(transition, cycle, now, date);
    PhaseDay day = transitions.reader().read(transition, date);
    if (day.suite().stopped(now)) {
      return ActionResult.refused(
          "the suite is stopped; resume it first: phasekeeper resume --why …");
    }
    ActionLog.Entry entry =
        log.begin("trigger", phase + ":" + date + ":" + in, Optional.of(date), asked, now);
    ActionResult result = told(transitions.byHand(day, in, force, now));
    if (result.done()) {
      decideAgain(transition, date, now);
    }
    return entry.end(result);
  }

  private static ActionResult told(ByHand byHand) {
    if (byHand.refused().isPresent()) {
      return ActionResult.refused(byHand.refused().get());
    }
    return ActionResult.done(byHand.id().orElseThrow() + " " + byHand.what());
  }

  /** Nothing starts this phase on this date until it is released, or {@code asked.until()}. */
  public ActionResult hold(
      PhaseName phase, LocalDate date, Optional<CycleName> cycle, Asked asked) {
    Instant now = platform.clock().instant();
    Transition transition = transition(phase);
    cycle.ifPresent(c -> known(transition, c));
    if (asked.until().filter(until -> !until.isAfter(now)).isPresent()) {
      return inThePast(asked, now);
    }
    String key = cycle.map(CycleName::value).orElse(Control.EVERY_CYCLE);
    ActionLog.Entry entry =
        log.begin("hold", phase + ":" + date + ":" + key, Optional.of(date), asked, now);
    Map<String, Object> hold =
        fields(new Control.Hold(asked.who(), asked.why(), now, asked.until()));
    documents.merge(
        Control.path(pipeline, phase, date),
        List.of(
            FieldChange.set("pipeline", pipeline.id()),
            FieldChange.set(FieldPath.of("holds", key), hold)));
    String message =
        phase
            + " of "
            + date
            + cycle.map(c -> " (" + c + ")").orElse("")
            + " is held"
            + asked.until().map(until -> " until " + until).orElse(" until it is released");
    return entry.end(ActionResult.done(message));
  }

  private static ActionResult inThePast(Asked asked, Instant now) {
    return ActionResult.refused(
        "--until: found " + asked.until().orElseThrow() + "; expected a time after " + now);
  }

  /**
   * Ends a hold; what is due then starts with the next sweep. One cycle released from a hold of
   * them all leaves the others held.
   */
  public ActionResult release(
      PhaseName phase, LocalDate date, Optional<CycleName> cycle, Asked asked) {
    Instant now = platform.clock().instant();
    Transition transition = transition(phase);
    PhaseDay day = transitions.reader().read(transition, date);
    List<CycleName> cycles = cycles(transition, cycle);
    Optional<Document> stored = day.control().document();
    boolean held = cycles.stream().anyMatch(c -> day.control().hold(c, now).isPresent());
    String which = phase + " of " + date + cycle.map(c -> " (" + c + ")").orElse("");
    if (!held || stored.isEmpty()) {
      return ActionResult.refused(which + " is not held");
    }
    List<FieldChange> changes = new ArrayList<>();
    changes.add(FieldChange.remove(FieldPath.of("holds", Control.EVERY_CYCLE)));
    cycles.forEach(c -> changes.add(FieldChange.remove(FieldPath.of("holds", c.value()))));
    List<CycleName> others = new ArrayList<>(transition.policies().keySet());
    others.removeAll(cycles);
    for (CycleName other : others) {
      day.control()
          .hold(other, now)
          .ifPresent(
              hold ->
                  changes.add(FieldChange.set(FieldPath.of("holds", other.value()), fields(hold))));
    }
    changes.add(FieldChange.set("released_at", now));
    String key = cycle.map(CycleName::value).orElse(Control.EVERY_CYCLE);
    ActionLog.Entry entry =
        log.begin("release", phase + ":" + date + ":" + key, Optional.of(date), asked, now);
    return entry.end(
        documents.compareAndSet(stored.get(), changes)
            ? ActionResult.done(which + " is released")
            : ActionResult.refused(
                "somebody else held or released it just now; look, and try again"));
  }

  private static Map<String, Object> fields(Control.Hold hold) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("who", hold.who());
    fields.put("why", hold.why());
    fields.put("since", hold.since());
    hold.until().ifPresent(until -> fields.put("until", until));
    return fields;
  }

  /** Settles a phase of a date, without a cycle all that have not started, and sends nothing. */
  public ActionResult skip(
      PhaseName phase, LocalDate date, Optional<CycleName> cycle, Asked asked) {
    Instant now = platform.clock().instant();
    Transition transition = transition(phase);
    PhaseDay day = transitions.reader().read(transition, date);
    String key = cycle.map(CycleName::value).orElse(Control.EVERY_CYCLE);
    ActionLog.Entry entry =
        log.begin("skip", phase + ":" + date + ":" + key, Optional.of(date), asked, now);
    List<CycleName> settled = new ArrayList<>();
    List<String> started = new ArrayList<>();
    for (CycleName in : cycles(transition, cycle)) {
      Optional<Trigger> trigger = day.trigger(in);
      boolean skipped =
          trigger
              .map(t -> t.state() == TriggerState.SKIPPED)
              .orElseGet(() -> transitions.skip(day, in, now));
      if (skipped) {
        settled.add(in);
      } else {
        started.add(
            in
                + " "
                + trigger
                    .map(t -> "is " + t.state().word() + " already, as " + t.id())
                    .orElse("was just decided; look at its status"));
      }
    }
    if (settled.isEmpty()) {
      return entry.end(
          ActionResult.refused(phase + " of " + date + ": " + String.join("; ", started)));
    }
    decideAgain(transition, date, now);
    String cycles = settled.stream().map(CycleName::value).collect(Collectors.joining(", "));
    String message =
        phase
            + " of "
            + date
            + " ("
            + cycles
            + ") is skipped: settled, nothing sent"
            + started.stream().map(each -> "; " + each).collect(Collectors.joining());
    return entry.end(ActionResult.done(message));
  }

  /** States that a processor is done, as a completion would; its gates apply. */
  public ActionResult complete(
      String named, LocalDate date, Optional<CycleName> cycle, Asked asked) {
    Instant now = platform.clock().instant();
    Processor known = processor(named);
    ProcessorName processor = known.name();
    Phase phase = pipeline.phase(known.phase());
    Optional<Transition> transition = pipeline.transitionAfter(phase.name());
    CycleName in =
        transition.map(t -> cycleOrNow(t, cycle, now, date)).orElse(pipeline.cycles().main());
    DocumentPath ledger = LedgerDocument.path(phase, date, in, pipeline.cycles());
    Effects effects = new Effects(platform.messages(), platform.settings().mode());
    ActionLog.Entry entry =
        log.begin("complete", processor + ":" + date + ":" + in, Optional.of(date), asked, now);
    documents.merge(
        ledger,
        CompletionWrite.byOperator(
            processor, now, asked.who(), asked.why(), effects.writesForOthers()));
    String message = processor + " of " + date + " (" + in + ") is complete, by " + asked.who();
    List<CycleOutcome> outcomes = transition.map(t -> decideAgain(t, date, now)).orElse(List.of());
    return entry.end(
        ActionResult.done(
            message + outcomes.stream().map(OperatorActions::told).collect(Collectors.joining())));
  }

  /** So that flags, notes and findings follow at once, not with the next sweep. */
  private List<CycleOutcome> decideAgain(Transition transition, LocalDate date, Instant now) {
    return transitions.decide(transitions.reader().read(transition, date), false, now);
  }

  private static String told(CycleOutcome outcome) {
    return outcome.decision() instanceof Decision.Empty
        ? ""
        : "; " + outcome.phase() + " (" + outcome.cycle() + ") " + outcome.word();
  }

  /** Facts are merged and acknowledged from now on, and nothing is decided. */
  public ActionResult stop(Asked asked) {
    Instant now = platform.clock().instant();
    if (asked.until().filter(until -> !until.isAfter(now)).isPresent()) {
      return inThePast(asked, now);
    }
    ActionLog.Entry entry = log.begin("stop", "suite", Optional.empty(), asked, now);
    List<FieldChange> changes = new ArrayList<>();
    changes.add(FieldChange.set("pipeline", pipeline.id()));
    changes.add(FieldChange.set("stopped", true));
    changes.add(FieldChange.set("who", asked.who()));
    changes.add(FieldChange.set("why", asked.why()));
    changes.add(FieldChange.set("since", now));
    changes.add(
        asked
            .until()
            .map(until -> FieldChange.set("until", until))
            .orElse(FieldChange.remove(FieldPath.of("until"))));
    documents.merge(Suite.path(pipeline), changes);
    String message =
        "the suite is stopped" + asked.until().map(u -> " until " + u).orElse(" until resume");
    return entry.end(ActionResult.done(message));
  }

  /** Decides again; what became due meanwhile starts with the next sweep. */
  public ActionResult resume(Asked asked) {
    Instant now = platform.clock().instant();
    Suite suite = new Suite(documents.get(Suite.path(pipeline)));
    if (!suite.stopped(now)) {
      return ActionResult.refused("the suite is not stopped");
    }
    ActionLog.Entry entry = log.begin("resume", "suite", Optional.empty(), asked, now);
    documents.merge(
        Suite.path(pipeline),
        List.of(
            FieldChange.set("stopped", false),
            FieldChange.set("resumed_at", now),
            FieldChange.remove(FieldPath.of("until"))));
    return entry.end(ActionResult.done("the suite runs again; the next sweep decides what is due"));
  }

  /** The named cycle, else that of a run that began now. */
  private CycleName cycleOrNow(
      Transition transition, Optional<CycleName> cycle, Instant now, LocalDate date) {
    if (cycle.isPresent()) {
      return known(transition, cycle.get());
    }
    CycleName rule = pipeline.cycles().of(now, date, pipeline.zone());
    return transition.policies().containsKey(rule) ? rule : pipeline.cycles().main();
  }

  /** The named cycle, else all. */
  private static List<CycleName> cycles(Transition transition, Optional<CycleName> cycle) {
    return cycle
        .map(named -> List.of(known(transition, named)))
        .orElseGet(() -> List.copyOf(transition.policies().keySet()));
  }

  private Transition transition(PhaseName phase) {
    List<PhaseName> starting = pipeline.transitions().stream().map(Transition::phase).toList();
    if (!starting.contains(phase)) {
      throw new IllegalArgumentException(
          "found phase \"" + phase + "\"; expected one that is started: " + starting);
    }
    return pipeline.phase(phase).start().orElseThrow();
  }

  private static CycleName known(Transition transition, CycleName cycle) {
    if (!transition.policies().containsKey(cycle)) {
      throw new IllegalArgumentException(
          "found cycle \"" + cycle + "\"; expected one of " + transition.policies().keySet());
    }
    return cycle;
  }

  /** By whatever name a completion could come under. */
  private Processor processor(String named) {
    return pipeline.phases().keySet().stream()
        .flatMap(
            phase -> new ProcessorIdentity(pipeline, phase).of(named, Optional.empty()).stream())
        .findFirst()
        .map(pipeline::processor)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "found processor \""
                        + named
                        + "\"; expected one of "
                        + pipeline.processors().keySet()));
  }
}
