package io.phasekeeper.sweep;

import io.phasekeeper.document.Document;
import io.phasekeeper.document.DocumentQuery;
import io.phasekeeper.document.DocumentQuery.Operator;
import io.phasekeeper.document.DocumentStore;
import io.phasekeeper.finding.FindingBook;
import io.phasekeeper.finding.FindingDraft;
import io.phasekeeper.finding.FindingKind;
import io.phasekeeper.function.Beat;
import io.phasekeeper.gate.WorkCalendar;
import io.phasekeeper.outcome.PortFailure;
import io.phasekeeper.pipeline.CycleName;
import io.phasekeeper.pipeline.Phase;
import io.phasekeeper.pipeline.PhaseName;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.pipeline.Transition;
import io.phasekeeper.platform.Platform;
import io.phasekeeper.settings.Mode;
import io.phasekeeper.transition.CycleOutcome;
import io.phasekeeper.transition.PhaseDay;
import io.phasekeeper.transition.PhaseDayReader;
import io.phasekeeper.transition.Suite;
import io.phasekeeper.transition.Transitions;
import io.phasekeeper.transition.Unseen;
import io.phasekeeper.trigger.Trigger;
import io.phasekeeper.trigger.TriggerId;
import io.phasekeeper.trigger.TriggerState;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * The minute timer: deadlines, held gates, pending triggers, unseen starts, phases nobody began.
 *
 * <p>It looks at what is due by a stored time, and by key at every ledger of the active window,
 * because a ledger that only others wrote, or a crash right after a merge, has no due time. Its
 * cost is what is due and the window, not history. One bad item does not stop the others; running
 * it twice, or two at once, is the same as once.
 */
public final class PhaseSweep {
  public static final String TIMER = "phase-sweep";
  static final Duration PERIOD = Duration.ofMinutes(1);

  /** At most so many due items of a kind in one tick, the oldest first; the rest in the next. */
  static final int MOST_DUE = 200;

  private static final Pattern LEDGER_ID =
      Pattern.compile("\\d{4}-\\d{2}-\\d{2}(~[a-z][a-z0-9_]*)?");

  private final Platform platform;
  private final Pipeline pipeline;
  private final DocumentStore documents;
  private final FindingBook findings;
  private final Transitions transitions;
  private final DownstreamWatch downstream;
  private final BeginWatch begin;
  private final NamesWatch names;
  private final SightWatch sight;
  private volatile Optional<Window> window = Optional.empty();

  public PhaseSweep(Platform platform) {
    this.platform = platform;
    this.pipeline = platform.pipeline();
    this.documents = platform.documents();
    this.findings = new FindingBook(documents, pipeline);
    WorkCalendar calendar = new WorkCalendar(pipeline, platform.warehouse());
    this.transitions = new Transitions(platform, calendar, findings);
    this.downstream = new DownstreamWatch(platform, findings);
    this.begin = new BeginWatch(pipeline, calendar, findings);
    this.names = new NamesWatch(platform, calendar, findings);
    this.sight = new SightWatch(platform, findings);
  }

  /**
   * One tick.
   *
   * @throws PortFailure if the store cannot be reached: nothing was swept, to be tried again
   */
  public SweepReport sweep() {
    Instant now = platform.clock().instant();
    Tick tick = new Tick();
    List<Document> dueTriggers = dueTriggers(now);
    PhaseDayReader.Together read =
        transitions
            .reader()
            .readWith(
                keys(dueTriggers, now),
                List.of(
                    Beat.path(pipeline, TIMER), Suite.path(pipeline), NamesWatch.path(pipeline)));
    List<PhaseDay> days = read.days();
    Optional<Document> last = Optional.ofNullable(read.found().get(Beat.path(pipeline, TIMER)));
    Beat beat = Beat.leave(documents, pipeline, TIMER, PERIOD, last, now);
    beat.missed().ifPresent(silence -> tick.found(findings.note("timers", late(silence), now)));
    Suite suite = new Suite(Optional.ofNullable(read.found().get(Suite.path(pipeline))));
    if (suite.mode(platform.settings().mode(), now) == Mode.STOPPED) {
      return tick.report(pipeline.hash(), true);
    }
    boolean anySkipped = anySkipped(days);
    for (PhaseDay day : days) {
      tick.item(
          () -> day.transition().phase() + " of " + day.date(),
          () -> {
            tick.outcomes.addAll(transitions.decide(day, true, now));
            tick.found(
                begin.look(
                    day,
                    (phase, cycle) -> anySkipped && skipped(phase, cycle, day.date(), days),
                    beat.firstAt(),
                    now,
                    e -> tick.unseen.add(Unseen.calendar(pipeline, e))));
          });
    }
    for (Document due : dueTriggers) {
      tick.item(() -> due.path().id(), () -> tick.found(downstream.look(due, now)));
    }
    Optional<Document> compared = Optional.ofNullable(read.found().get(NamesWatch.path(pipeline)));
    tick.item(() -> "names", () -> tick.found(names.look(compared, beat.firstAt(), now)));
    List<Unseen.Question> unseen =
        tick.outcomes.stream().flatMap(o -> o.unseen().stream()).toList();
    tick.unseen.addAll(unseen);
    tick.item(() -> "services", () -> tick.found(sight.look(tick.unseen, now)));
    tick.examined = days.size();
    return tick.report(pipeline.hash(), false);
  }

  private static boolean anySkipped(List<PhaseDay> days) {
    for (PhaseDay day : days) {
      for (Trigger trigger : day.triggers().values()) {
        if (trigger.state() == TriggerState.SKIPPED) {
          return true;
        }
      }
    }
    return false;
  }

  /** Whether a person settled the start of the phase on that date, or of one that leads to it. */
  private boolean skipped(PhaseName phase, CycleName cycle, LocalDate date, List<PhaseDay> days) {
    Optional<Transition> start = pipeline.phase(phase).start();
    while (start.isPresent()) {
      PhaseName starts = start.get().phase();
      boolean settled =
          days.stream()
              .filter(day -> day.date().equals(date) && day.transition().phase().equals(starts))
              .flatMap(day -> day.trigger(cycle).stream())
              .anyMatch(trigger -> trigger.state() == TriggerState.SKIPPED);
      if (settled) {
        return true;
      }
      start = pipeline.phase(start.get().after()).start();
    }
    return false;
  }

  private static FindingDraft late(Duration silence) {
    return FindingDraft.of(
            FindingKind.SUPERVISOR_LATE,
            TIMER,
            TIMER + " did not tick for " + silence.toMinutes() + " minutes",
            "look at its Cloud Scheduler job and at the function's errors")
        .with("seconds", silence.toSeconds());
  }

  private List<Document> dueTriggers(Instant now) {
    return documents.query(
        DocumentQuery.in(TriggerId.COLLECTION, MOST_DUE)
            .where("pipeline", Operator.EQUAL, pipeline.id())
            .where("due_at", Operator.AT_MOST, now)
            .orderedBy("due_at"));
  }

  /** What to read: the window, the ledgers that are due, and those of pending triggers. */
  private Set<PhaseDayReader.Key> keys(List<Document> dueTriggers, Instant now) {
    Set<PhaseDayReader.Key> keys = new LinkedHashSet<>();
    Map<PhaseName, List<PhaseDayReader.Key>> active = window(now);
    for (Transition transition : pipeline.transitions()) {
      keys.addAll(active.getOrDefault(transition.phase(), List.of()));
      for (Document ledger : dueLedgers(pipeline.phase(transition.after()), now)) {
        dateOf(ledger).ifPresent(date -> keys.add(Transitions.key(transition, date)));
      }
    }
    for (Document document : dueTriggers) {
      if (TriggerState.PENDING.word().equals(document.fields().get("state"))) {
        TriggerId id = Trigger.of(document).id();
        pipeline
            .phase(id.phase())
            .start()
            .ifPresent(start -> keys.add(Transitions.key(start, id.date())));
      }
    }
    return keys;
  }

  /** The active window of one day. */
  private record Window(LocalDate today, Map<PhaseName, List<PhaseDayReader.Key>> keys) {}

  /** The days of the active window by the phase that starts; worked out once a day. */
  private Map<PhaseName, List<PhaseDayReader.Key>> window(Instant now) {
    LocalDate today = now.atZone(pipeline.zone()).toLocalDate();
    Optional<Window> known = window;
    if (known.isPresent() && known.get().today().equals(today)) {
      return known.get().keys();
    }
    Map<PhaseName, List<PhaseDayReader.Key>> keys = new HashMap<>();
    for (Transition transition : pipeline.transitions()) {
      List<PhaseDayReader.Key> days = new ArrayList<>();
      for (int day = pipeline.activeTo(); day >= pipeline.activeFrom(); day--) {
        days.add(Transitions.key(transition, today.plusDays(day)));
      }
      keys.put(transition.phase(), days);
    }
    window = Optional.of(new Window(today, keys));
    return keys;
  }

  private List<Document> dueLedgers(Phase phase, Instant now) {
    return documents.query(
        DocumentQuery.in(phase.ledgerCollection(), MOST_DUE)
            .where("_due_at", Operator.AT_MOST, now)
            .orderedBy("_due_at"));
  }

  /** The date that a ledger's id begins with; none for a document that is no ledger. */
  private static Optional<LocalDate> dateOf(Document ledger) {
    String id = ledger.path().id();
    return LEDGER_ID.matcher(id).matches() ? parsed(id.substring(0, 10)) : Optional.empty();
  }

  private static Optional<LocalDate> parsed(String date) {
    try {
      return Optional.of(LocalDate.parse(date));
    } catch (java.time.format.DateTimeParseException e) {
      return Optional.empty();
    }
  }

  /** What one tick gathers. */
  private static final class Tick {
    final List<CycleOutcome> outcomes = new ArrayList<>();
    final List<FindingBook.Change> findings = new ArrayList<>();
    final List<String> failures = new ArrayList<>();
    final List<Unseen.Question> unseen = new ArrayList<>();
    int examined;

    void found(List<FindingBook.Change> changes) {
      findings.addAll(changes);
    }

    /** One item: whatever goes wrong with it stays with it, and is told. */
    void item(Supplier<String> name, Runnable look) {
      try {
        look.run();
      } catch (RuntimeException e) {
        failures.add(name.get() + ": " + e);
      }
    }

    SweepReport report(String policyHash, boolean stopped) {
      List<FindingBook.Change> all = new ArrayList<>(findings);
      outcomes.forEach(outcome -> all.addAll(outcome.findings()));
      return new SweepReport(policyHash, examined, outcomes, all, failures, stopped);
    }
  }
}
