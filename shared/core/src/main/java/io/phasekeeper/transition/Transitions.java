package io.phasekeeper.transition;

import io.phasekeeper.document.Document;
import io.phasekeeper.document.DocumentStore;
import io.phasekeeper.document.FieldChange;
import io.phasekeeper.effect.Effects;
import io.phasekeeper.finding.FindingBook;
import io.phasekeeper.gate.GateDocument;
import io.phasekeeper.gate.GateFinding;
import io.phasekeeper.gate.GateResult;
import io.phasekeeper.gate.WorkCalendar;
import io.phasekeeper.pipeline.CycleName;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.pipeline.StartPolicy;
import io.phasekeeper.pipeline.Transition;
import io.phasekeeper.platform.Platform;
import io.phasekeeper.settings.Mode;
import io.phasekeeper.trigger.Trigger;
import io.phasekeeper.trigger.TriggerId;
import io.phasekeeper.trigger.TriggerOutbox;
import io.phasekeeper.trigger.TriggerReason;
import io.phasekeeper.trigger.TriggerState;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Reads a phase day, judges each of its cycles, and acts: the transition protocol of {@code
 * docs/decisions/0001}. Right when called twice, late, by several at once, and when the process
 * dies between any two lines: whatever is left undone, the next caller finds in what is stored.
 */
public final class Transitions {
  /** How often a lost race is judged again before it is left to the sweep. */
  private static final int TRIES = 5;

  /** An unseen start is looked for half way to the 15 minutes of A6. */
  public static final Duration WATCH_HALF_WAY = Duration.ofSeconds(450);

  private final Platform platform;
  private final Pipeline pipeline;
  private final DocumentStore documents;
  private final PhaseDayReader reader;
  private final Examiner examiner;
  private final TriggerOutbox outbox;
  private final TriggerComposer composer;
  private final LedgerKeeper keeper;
  private final TransitionFindings findings;

  public Transitions(Platform platform, WorkCalendar calendar, FindingBook findings) {
    this.platform = platform;
    this.pipeline = platform.pipeline();
    this.documents = platform.documents();
    this.reader = new PhaseDayReader(documents, pipeline);
    this.examiner = new Examiner(pipeline, platform.warehouse(), calendar);
    this.outbox = new TriggerOutbox(documents, pipeline);
    this.composer = new TriggerComposer(pipeline);
    this.keeper = new LedgerKeeper(documents, pipeline);
    this.findings = new TransitionFindings(findings, keeper);
  }

  public PhaseDayReader reader() {
    return reader;
  }

  /** Judges every cycle of a day that was just read, and acts on each. */
  public List<CycleOutcome> decide(PhaseDay day, boolean timer, Instant now) {
    if (day.suite().mode(platform.settings().mode(), now) == Mode.STOPPED) {
      return List.of();
    }
    if (timer && day.untouched()) {
      return List.of(); // most days of the window: nothing of them yet, or nothing any more
    }
    List<CycleOutcome> outcomes = new ArrayList<>();
    for (StartPolicy policy : day.transition().policies().values()) {
      Situation situation = Situation.of(pipeline, day, policy, timer, now);
      if (!timer || !keeper.quiet(situation)) {
        decide(day, policy, timer, now).ifPresent(outcomes::add);
      }
    }
    return outcomes;
  }

  /** Judges without acting: for people who look, and for gates that are asked by hand. */
  public Judgement examine(PhaseDay day, CycleName cycle, boolean timer, Instant now) {
    StartPolicy policy = day.transition().policy(cycle).orElseThrow();
    return judged(Situation.of(pipeline, day, policy, timer, now), new ArrayList<>());
  }

  /**
   * Starts the next generation because a person wants it: on the members that are complete, and
   * those whose tables have rows; forced, on all that are expected, with the others named as
   * missing.
   */
  public ByHand byHand(PhaseDay day, CycleName cycle, boolean force, Instant now) {
    StartPolicy policy = day.transition().policy(cycle).orElseThrow();
    Situation situation = Situation.of(pipeline, day, policy, true, now);
    Optional<Trigger> before = situation.trigger();
    if (before.isPresent() && before.get().pending()) {
      return ByHand.refused(
          before.get().id()
              + " is pending since "
              + before.get().createdAt()
              + "; the sweep publishes it",
          List.of());
    }
    HandMade made = HandMade.of(situation, force, questions -> known(situation, questions));
    if (made.refused().isPresent()) {
      return ByHand.refused(made.refused().get(), made.gates());
    }
    TriggerId id =
        before
            .map(trigger -> trigger.id().next())
            .orElse(new TriggerId(day.transition().phase(), day.date(), cycle, 1));
    Trigger trigger =
        composer.compose(
            new TriggerComposer.Draft(
                id,
                TriggerReason.MANUAL,
                day.transition(),
                policy,
                made.counted(),
                made.missing(),
                made.startsOn(),
                made.gates(),
                situation.facts(),
                before),
            now);
    if (!outbox.create(trigger)) {
      return ByHand.refused(id + " was decided by somebody else just now", made.gates());
    }
    Acted acted = publish(trigger, day.transition(), now);
    String what =
        switch (acted) {
          case PUBLISHED -> "is published";
          case SHADOWED -> "is recorded; in shadow nothing is sent";
          case FAILED -> "is decided, not yet acknowledged; the sweep publishes it";
          case NOTHING_TO_DO, ADOPTED, LOST ->
              throw new IllegalStateException("published: " + acted);
        };
    return new ByHand(Optional.of(id), Optional.empty(), what, made.gates());
  }

  /**
   * Settles a cycle that has no trigger yet, without sending anything.
   *
   * @return whether it was settled; else somebody decided it just now
   */
  public boolean skip(PhaseDay day, CycleName cycle, Instant now) {
    StartPolicy policy = day.transition().policy(cycle).orElseThrow();
    Situation situation = Situation.of(pipeline, day, policy, true, now);
    return outbox.create(
        Trigger.settled(
            new TriggerId(day.transition().phase(), day.date(), cycle, 1),
            TriggerState.SKIPPED,
            TriggerReason.MANUAL,
            List.of(),
            policy.expect(),
            TriggerComposer.pins(situation.facts(), Optional.empty()),
            now));
  }

  private Knowledge known(Situation situation, Collection<Question> questions) {
    return examiner.answer(
        questions, Knowledge.NOTHING, situation.date(), situation.now(), failure -> {});
  }

  private Optional<CycleOutcome> decide(
      PhaseDay first, StartPolicy policy, boolean timer, Instant now) {
    PhaseDay day = first;
    List<Unseen.Question> unseen = new ArrayList<>();
    for (int attempt = 1; attempt <= TRIES; attempt++) {
      Situation situation = Situation.of(pipeline, day, policy, timer, now);
      Judgement judgement = judged(situation, unseen);
      Acted acted = act(day, situation, judgement, now);
      if (acted != Acted.LOST) {
        return Optional.of(settle(situation, judgement, acted, unseen, now));
      }
      day = reader.read(day.transition(), day.date());
    }
    return Optional.empty(); // so much contention that others are deciding; the sweep looks again
  }

  private Judgement judged(Situation situation, List<Unseen.Question> unseen) {
    Knowledge known = Knowledge.NOTHING;
    Judgement judgement = Judge.judge(situation, known);
    while (!judgement.needs().isEmpty()) {
      known =
          examiner.answer(judgement.needs(), known, situation.date(), situation.now(), unseen::add);
      judgement = Judge.judge(situation, known);
    }
    return judgement;
  }

  private Acted act(PhaseDay day, Situation situation, Judgement judgement, Instant now) {
    Decision decision = judgement.decision();
    if (decision instanceof Decision.Due due) {
      Trigger trigger = composer.compose(draft(day, situation, due), now);
      return outbox.create(trigger) ? publish(trigger, day.transition(), now) : Acted.LOST;
    }
    if (decision instanceof Decision.Pending pending) {
      return pending.trigger().leaseOver(now)
          ? takeOver(pending.trigger(), day.transition(), now)
          : Acted.NOTHING_TO_DO;
    }
    if (decision instanceof Decision.Adopt adopt) {
      Trigger adopted =
          Trigger.settled(
              adopt.id(),
              TriggerState.ADOPTED,
              TriggerReason.ADOPTED,
              TriggerComposer.counted(adopt.counted()),
              adopt.missing(),
              TriggerComposer.pins(situation.facts(), Optional.empty()),
              now);
      return outbox.create(adopted) ? Acted.ADOPTED : Acted.LOST;
    }
    return Acted.NOTHING_TO_DO;
  }

  private static TriggerComposer.Draft draft(PhaseDay day, Situation situation, Decision.Due due) {
    return new TriggerComposer.Draft(
        due.id(),
        due.reason(),
        day.transition(),
        situation.policy(),
        due.counted(),
        due.missing(),
        due.counted().stream().map(Decision.Counted::processor).toList(),
        due.gates(),
        situation.facts(),
        situation.trigger());
  }

  private Acted takeOver(Trigger trigger, Transition transition, Instant now) {
    Optional<Document> stored = documents.get(trigger.id().path(pipeline.id()));
    if (stored.isEmpty()) {
      return Acted.LOST;
    }
    Trigger current = Trigger.of(stored.get());
    return current.pending() && current.leaseOver(now) && outbox.takeOver(stored.get(), now)
        ? publish(current, transition, now)
        : Acted.LOST;
  }

  private Acted publish(Trigger trigger, Transition transition, Instant now) {
    Optional<Duration> watch =
        transition.watchStart() ? Optional.of(WATCH_HALF_WAY) : Optional.empty();
    return switch (outbox.publish(trigger, effects(), now, watch)) {
      case ALL -> Acted.PUBLISHED;
      case SHADOWED -> Acted.SHADOWED;
      case FAILED -> Acted.FAILED;
    };
  }

  private Effects effects() {
    return new Effects(platform.messages(), platform.settings().mode());
  }

  /**
   * After the act, off the path to the trigger: what others read, our notes, the findings. A note
   * that nothing is left to do is written last: whoever dies before it is followed by another
   * judgement. After an act it comes first, because it asks for that judgement.
   */
  private CycleOutcome settle(
      Situation situation,
      Judgement judgement,
      Acted acted,
      List<Unseen.Question> unseen,
      Instant now) {
    boolean acts = acted != Acted.NOTHING_TO_DO;
    if (acts) {
      keeper.keep(situation, judgement, true, effects().writesForOthers(), now);
    }
    keepGates(situation, judgement.decision(), now);
    List<FindingBook.Change> changes = findings.keep(situation, judgement, acted, now);
    if (!acts) {
      keeper.keep(situation, judgement, false, effects().writesForOthers(), now);
    }
    return new CycleOutcome(
        situation.transition().phase(),
        situation.date(),
        situation.cycle(),
        judgement.decision(),
        word(judgement.decision(), acted),
        acted == Acted.FAILED,
        changes,
        unseen);
  }

  /** The latest result of every gate that was asked; its history is data-monitor's to append. */
  private void keepGates(Situation situation, Decision decision, Instant now) {
    List<GateResult> results =
        decision instanceof Decision.Due due
            ? due.gates()
            : decision instanceof Decision.Held held ? held.gates() : List.of();
    for (GateResult result : results) {
      GateDocument.Said said =
          new GateDocument.Said(
              result.rule().name(),
              result.rule().check().word(),
              GateFinding.about(result.rule()),
              situation.date(),
              Optional.of(situation.cycle().value()),
              result.verdict().name().toLowerCase(Locale.ROOT),
              Optional.of(result.rule().action().name().toLowerCase(Locale.ROOT)),
              result.observed(),
              result.wanted(),
              result.explanation(),
              result.evidence());
      List<FieldChange> changes = new ArrayList<>(GateDocument.changes(pipeline, said, now));
      changes.addAll(GateDocument.history(pipeline, said, now));
      documents.merge(GateDocument.path(pipeline, said), changes);
    }
  }

  private static String word(Decision decision, Acted acted) {
    return switch (acted) {
      case PUBLISHED -> "triggered";
      case SHADOWED -> "would-trigger";
      case FAILED -> "publish-failed";
      case ADOPTED -> "adopted";
      case NOTHING_TO_DO, LOST -> decision.word();
    };
  }

  /** The key of a day, for whoever reads many. */
  public static PhaseDayReader.Key key(Transition transition, LocalDate date) {
    return new PhaseDayReader.Key(transition, date);
  }
}
