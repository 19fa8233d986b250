package io.phasekeeper.transition;

import io.phasekeeper.document.Document;
import io.phasekeeper.event.ReportStatus;
import io.phasekeeper.finding.FindingDraft;
import io.phasekeeper.gate.DayWork;
import io.phasekeeper.ledger.CycleFacts;
import io.phasekeeper.ledger.Disagreement;
import io.phasekeeper.ledger.Fact;
import io.phasekeeper.ledger.LedgerDocument;
import io.phasekeeper.ledger.LedgerNotes;
import io.phasekeeper.pipeline.CycleName;
import io.phasekeeper.pipeline.CycleRule;
import io.phasekeeper.pipeline.GateRule;
import io.phasekeeper.pipeline.Phase;
import io.phasekeeper.pipeline.PhaseName;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.pipeline.Processor;
import io.phasekeeper.pipeline.ProcessorName;
import io.phasekeeper.pipeline.StartPolicy;
import io.phasekeeper.pipeline.Tier;
import io.phasekeeper.pipeline.Transition;
import io.phasekeeper.trigger.CountedMember;
import io.phasekeeper.trigger.Trigger;
import io.phasekeeper.trigger.TriggerId;
import io.phasekeeper.trigger.TriggerReason;
import io.phasekeeper.trigger.TriggerState;
import io.phasekeeper.warehouse.RunRow;
import io.phasekeeper.warehouse.TableRef;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One situation to judge, told from the plain one: {@code made} starts after {@code raw}, whose
 * members are a (critical), b, c and d; d has no table. Three are enough 30 minutes after the
 * first, two after an hour. Nothing has come, and it is ten minutes past {@link #FIRST}.
 */
final class Judging {
  static final LocalDate DATE = LocalDate.of(2026, 1, 10);
  static final CycleName OVERNIGHT = new CycleName("overnight");
  static final CycleName SAME_DAY = new CycleName("same_day");
  static final ZoneId NEW_YORK = ZoneId.of("America/New_York");

  /** 06:30 in New York, the day after the data date. */
  static final Instant FIRST = Instant.parse("2026-01-11T11:30:00Z");

  static final ProcessorName A = new ProcessorName("a");
  static final ProcessorName B = new ProcessorName("b");
  static final ProcessorName C = new ProcessorName("c");
  static final ProcessorName D = new ProcessorName("d");
  static final TriggerId ID = new TriggerId(new PhaseName("made"), DATE, OVERNIGHT, 1);

  private final List<Fact> facts = new ArrayList<>();
  private final List<GateRule> gates = new ArrayList<>();
  private final List<Disagreement> disagreements = new ArrayList<>();
  private Knowledge known = Knowledge.NOTHING;
  private LedgerNotes notes = LedgerNotes.NONE;
  private Optional<Trigger> trigger = Optional.empty();
  private Control control = new Control(Optional.empty());
  private Optional<Instant> resumedAt = Optional.empty();
  private Transition.Afterwards late = Transition.Afterwards.ALERT;
  private Transition.Afterwards repeated = Transition.Afterwards.ALERT;
  private Set<ProcessorName> perEntity = Set.of();
  private List<CycleName> cycles = List.of(OVERNIGHT);
  private List<Tier> tiers =
      List.of(after(Duration.ofMinutes(30), 3), after(Duration.ofHours(1), 2));
  private boolean adopted;
  private boolean timer = true;
  private Instant now = FIRST.plus(Duration.ofMinutes(10));

  static Tier after(Duration duration, int atLeast) {
    return new Tier(new Tier.Deadline.After(duration), atLeast);
  }

  static TableRef table(ProcessorName name) {
    return new TableRef("t." + name, "game_date", Map.of());
  }

  static Fact fact(ProcessorName name, Instant at) {
    return fact(name, ReportStatus.SUCCESS, 100L, at);
  }

  static Fact fact(
      ProcessorName name, ReportStatus status, @Nullable Long rows, @Nullable Instant at) {
    return new Fact(
        name,
        status + "@" + at,
        OVERNIGHT,
        status,
        Optional.ofNullable(at),
        Optional.empty(),
        Optional.ofNullable(rows),
        Optional.of("run-" + name + "-" + at),
        Optional.of("night"),
        false,
        List.of(),
        Optional.empty(),
        Fact.Source.MESSAGE,
        status != ReportStatus.UNKNOWN);
  }

  /** These members completed, the first at {@link #FIRST}, each a minute after the one before. */
  Judging complete(ProcessorName... names) {
    for (ProcessorName name : names) {
      facts.add(fact(name, FIRST.plus(Duration.ofMinutes(facts.size()))));
    }
    return this;
  }

  Judging has(Fact fact) {
    facts.add(fact);
    return this;
  }

  Judging rows(ProcessorName name, @Nullable Long count) {
    known = known.withRows(table(name), Optional.ofNullable(count));
    return this;
  }

  Judging runs(RunRow... rows) {
    known = known.withRuns(Optional.of(List.of(rows)));
    return this;
  }

  Judging runsUnreadable() {
    known = known.withRuns(Optional.empty());
    return this;
  }

  Judging work(DayWork work) {
    known = known.withWork(work);
    return this;
  }

  Judging gate(
      @Nullable ProcessorName member, ProcessorName of, long rows, GateRule.Action action) {
    gates.add(
        new GateRule(
            "rows:" + of,
            Optional.ofNullable(member),
            table(of),
            new GateRule.Minimum(rows, false),
            action));
    return this;
  }

  Judging gatePerEntity(ProcessorName member, long rows) {
    gates.add(
        new GateRule(
            "rows:" + member,
            Optional.of(member),
            table(member),
            new GateRule.Minimum(rows, true),
            GateRule.Action.BLOCK));
    return this;
  }

  Judging rowsPerEntity(ProcessorName... names) {
    perEntity = Set.of(names);
    return this;
  }

  Judging disagreement(Disagreement each) {
    disagreements.add(each);
    return this;
  }

  Judging notes(LedgerNotes other) {
    notes = other;
    return this;
  }

  Judging tiers(Tier... other) {
    tiers = List.of(other);
    return this;
  }

  Judging cycles(CycleName... other) {
    cycles = List.of(other);
    return this;
  }

  Judging afterwards(Transition.Afterwards ofLate, Transition.Afterwards ofRepeated) {
    late = ofLate;
    repeated = ofRepeated;
    return this;
  }

  Judging adopted() {
    adopted = true;
    return this;
  }

  Judging control(Map<String, Object> fields) {
    control =
        new Control(
            Optional.of(new Document(Control.path(pipeline(), ID.phase(), DATE), fields, "1")));
    return this;
  }

  Judging resumed(Instant at) {
    resumedAt = Optional.of(at);
    return this;
  }

  /** A message asks, not the timer. */
  Judging byMessage() {
    timer = false;
    return this;
  }

  Judging at(Instant moment) {
    now = moment;
    return this;
  }

  Judging after(Duration sinceFirst) {
    return at(FIRST.plus(sinceFirst));
  }

  Judging trigger(Trigger other) {
    trigger = Optional.of(other);
    return this;
  }

  /** Started in the given state five minutes after the first, with what has come so far. */
  Judging started(TriggerState state, TriggerReason reason) {
    List<CountedMember> counted = new ArrayList<>();
    List<ProcessorName> missing = new ArrayList<>();
    for (ProcessorName name : List.of(A, B, C, D)) {
      facts.stream()
          .filter(f -> f.processor().equals(name) && f.done())
          .findFirst()
          .ifPresentOrElse(
              f -> counted.add(new CountedMember(name, f.completedAt(), false)),
              () -> missing.add(name));
    }
    return started(state, reason, counted, missing);
  }

  Judging started(
      TriggerState state,
      TriggerReason reason,
      List<CountedMember> counted,
      List<ProcessorName> missing) {
    Set<String> pins = new java.util.TreeSet<>();
    facts.forEach(f -> pins.add(CycleFacts.pin(f)));
    Instant at = FIRST.plus(Duration.ofMinutes(5));
    return trigger(
        state == TriggerState.PENDING
            ? Trigger.pending(ID, reason, List.of(), counted, missing, pins, at)
            : Trigger.settled(ID, state, reason, counted, missing, pins, at));
  }

  Judgement judge() {
    return Judge.judge(situation(), known);
  }

  /** Kinds and subjects of what is found. */
  static List<String> found(Judgement judgement) {
    return judgement.findings().stream().map(f -> f.kind().word() + " " + f.about()).toList();
  }

  static FindingDraft only(Judgement judgement) {
    if (judgement.findings().size() != 1) {
      throw new AssertionError("expected one finding, found " + judgement.findings());
    }
    return judgement.findings().get(0);
  }

  Situation situation() {
    Pipeline pipeline = pipeline();
    StartPolicy policy = transition().policy(OVERNIGHT).orElseThrow();
    LedgerDocument ledger =
        new LedgerDocument(
            pipeline.phase(new PhaseName("raw")),
            DATE,
            OVERNIGHT,
            Optional.empty(),
            facts,
            Map.of(),
            disagreements,
            List.of(),
            Optional.empty(),
            notes);
    return new Situation(
        pipeline,
        transition(),
        policy,
        ledger,
        List.copyOf(facts),
        trigger,
        adopted,
        control,
        resumedAt,
        timer,
        now);
  }

  Knowledge known() {
    return known;
  }

  private Transition transition() {
    Map<CycleName, StartPolicy> policies = new LinkedHashMap<>();
    for (CycleName cycle : cycles) {
      policies.put(cycle, new StartPolicy(cycle, List.of(A, B, C, D), Set.of(A), tiers, gates));
    }
    return new Transition(
        ID.phase(),
        new PhaseName("raw"),
        new Transition.TriggerShape("start-made", Transition.FanOut.SINGLE, Map.of()),
        late,
        repeated,
        Map.of(),
        false,
        policies);
  }

  Pipeline pipeline() {
    PhaseName raw = new PhaseName("raw");
    Map<ProcessorName, Processor> processors = new LinkedHashMap<>();
    for (ProcessorName name : List.of(A, B, C, D)) {
      processors.put(
          name,
          new Processor(
              name,
              raw,
              name.value().toUpperCase(java.util.Locale.ROOT) + "Processor",
              List.of(),
              name.equals(D) ? Optional.empty() : Optional.of(table(name)),
              Optional.empty(),
              perEntity.contains(name)));
    }
    Phase rawPhase =
        new Phase(
            raw,
            "Raw",
            List.of(),
            Optional.of("raw-complete"),
            List.copyOf(processors.keySet()),
            Optional.empty());
    return new Pipeline(
        "plain",
        "hash",
        NEW_YORK,
        new CycleRule(OVERNIGHT, OVERNIGHT, SAME_DAY, new CycleName("tomorrow")),
        Map.of(raw, rawPhase),
        processors,
        Map.of(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        -3,
        1);
  }
}
