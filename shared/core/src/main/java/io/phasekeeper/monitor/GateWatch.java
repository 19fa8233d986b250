package io.phasekeeper.monitor;

import io.phasekeeper.finding.FindingDraft;
import io.phasekeeper.finding.FindingKind;
import io.phasekeeper.gate.DataGates;
import io.phasekeeper.gate.DayWork;
import io.phasekeeper.gate.GateAnswers;
import io.phasekeeper.gate.GateDay;
import io.phasekeeper.gate.GateFinding;
import io.phasekeeper.gate.GateQuestions;
import io.phasekeeper.gate.GateResult;
import io.phasekeeper.outcome.PortFailure;
import io.phasekeeper.pipeline.Calendar;
import io.phasekeeper.pipeline.CycleName;
import io.phasekeeper.pipeline.Due;
import io.phasekeeper.pipeline.DueTime;
import io.phasekeeper.pipeline.GateCheck;
import io.phasekeeper.pipeline.OutputGate;
import io.phasekeeper.pipeline.PhaseName;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.pipeline.Processor;
import io.phasekeeper.pipeline.ProcessorName;
import io.phasekeeper.warehouse.Measured;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Watches a gate that an output or source declares. Rows that are there are judged as soon as they
 * are settled; rows that are not there count as wanting from the gate's due time on.
 */
final class GateWatch implements Watch {
  /** Rows as new as this may still be written. */
  static final Duration SETTLED_AFTER = Duration.ofMinutes(10);

  private static final DueTime NOON = DueTime.parse("12:00 D");

  private final Pipeline pipeline;
  private final OutputGate gate;
  private final GateQuestions questions;

  GateWatch(Pipeline pipeline, OutputGate gate, GateQuestions questions) {
    this.pipeline = pipeline;
    this.gate = gate;
    this.questions = questions;
  }

  private GateCheck check() {
    return gate.rule().check();
  }

  @Override
  public String name() {
    return gate.rule().name();
  }

  @Override
  public String kind() {
    return check().word();
  }

  @Override
  public String about() {
    return GateFinding.about(gate.rule());
  }

  @Override
  public boolean dated() {
    return !(check() instanceof GateCheck.Fresh);
  }

  @Override
  public Duration every() {
    return gate.every();
  }

  @Override
  public int daysBefore() {
    return GateQuestions.daysBefore(check());
  }

  @Override
  public List<LocalDate> dates(LocalDate today) {
    if (!dated()) {
      return List.of(today);
    }
    List<LocalDate> dates = new ArrayList<>();
    for (int day = pipeline.activeFrom(); day <= pipeline.activeTo(); day++) {
      dates.add(today.plusDays(day));
    }
    return dates;
  }

  @Override
  public Map<LocalDate, Observation> look(List<LocalDate> dates, Looking looking) {
    Map<LocalDate, Observation> seen = new LinkedHashMap<>();
    List<LocalDate> asked = new ArrayList<>();
    for (LocalDate date : dates) {
      Optional<Observation> unasked = unasked(date, looking);
      unasked.ifPresent(observation -> seen.put(date, observation));
      if (unasked.isEmpty()) {
        asked.add(date);
      }
    }
    if (asked.isEmpty()) {
      return seen;
    }
    GateAnswers answers = questions.ask(gate.rule(), asked.get(0), asked.get(asked.size() - 1));
    for (LocalDate date : asked) {
      seen.put(
          date,
          answers
              .failure()
              .map(failure -> unseen(failure, answers.failedTable().orElse(""), date))
              .orElseGet(() -> seen(answers, date, looking)));
    }
    return seen;
  }

  /** What can be told without a statement. */
  private Optional<Observation> unasked(LocalDate date, Looking looking) {
    DayWork work = looking.calendar().on(date);
    if (!dated()) {
      boolean off = looking.calendar().calendar().filter(c -> !c.inSeason(date)).isPresent();
      return off
          ? Optional.of(Observation.passes("no season, or a break of it"))
          : Optional.empty();
    }
    if (work.free() && gate.phase().isPresent()) {
      return Optional.of(Observation.passes("nothing is due on this date"));
    }
    if (bootstrap(date, looking)) {
      return Optional.of(
          Observation.leftOut("its phase makes no rows in the first days of a season"));
    }
    if (due(date, looking).isBefore(looking.firstTick())) {
      return Optional.of(Observation.leftOut("it was due before we first looked"));
    }
    Instant from = from(date, looking);
    return looking.now().isBefore(from)
        ? Optional.of(Observation.waiting("judged from " + from + " on", from))
        : Optional.empty();
  }

  private boolean bootstrap(LocalDate date, Looking looking) {
    Optional<Calendar> calendar = looking.calendar().calendar();
    Optional<PhaseName> phase = gate.phase();
    return calendar.isPresent()
        && phase.isPresent()
        && calendar.get().isBootstrap(phase.get(), date);
  }

  /** From when on there may be something to see. */
  private Instant from(LocalDate date, Looking looking) {
    if (check() instanceof GateCheck.Lookback lookback) {
      return inputDue(lookback, date.minusDays(1), looking);
    }
    if (check() instanceof GateCheck.Coverage coverage && coverage.afterEnd().isPresent()) {
      Duration lasts = looking.calendar().calendar().map(Calendar::lasts).orElse(Duration.ZERO);
      return looking
          .calendar()
          .on(date)
          .firstStart()
          .map(start -> start.plus(lasts).plus(coverage.afterEnd().get()))
          .orElse(looking.startOf(date));
    }
    return looking.startOf(date.minusDays(1));
  }

  private Instant inputDue(GateCheck.Lookback lookback, LocalDate before, Looking looking) {
    Optional<Processor> maker =
        Optional.ofNullable(pipeline.processors().get(new ProcessorName(lookback.input())));
    Collection<Due> due = maker.map(p -> p.output().due().values()).orElse(List.of());
    return latest(due.stream(), before, looking)
        .orElse(NOON.on(before.plusDays(1), looking.zone()));
  }

  private static Optional<Instant> latest(Stream<Due> due, LocalDate date, Looking looking) {
    Optional<Instant> start = looking.calendar().on(date).firstStart();
    return due.flatMap(each -> each.on(date, looking.zone(), start).stream())
        .max(Comparator.naturalOrder());
  }

  /** From when on rows that are not there are wanting. */
  private Instant due(LocalDate date, Looking looking) {
    return latest(gate.due().stream(), date, looking)
        .orElse(NOON.on(date.plusDays(1), looking.zone()));
  }

  private Observation seen(GateAnswers answers, LocalDate date, Looking looking) {
    Observation observation =
        early(answers, date, looking).orElseGet(() -> judged(answers, date, looking));
    return check() instanceof GateCheck.NewerThan
        ? observation.remembering(looking.earlier(date).memory().after(answers, date))
        : observation;
  }

  private Observation judged(GateAnswers answers, LocalDate date, Looking looking) {
    GateResult result =
        DataGates.judge(
            gate.rule(),
            answers,
            new GateDay(
                date,
                looking.calendar(),
                looking.now(),
                Optional.of(due(date, looking)),
                Optional.of(looking.firstDate()),
                looking.earlier(date).memory()));
    Observation observation = Observation.of(result);
    return switch (result.verdict()) {
      case PASSES -> observation;
      case FAILS -> observation.with(List.of(finding(result, date)));
      case UNKNOWN ->
          looking.calendar().on(date).state() == DayWork.State.UNKNOWN
              ? observation // the findings of the calendar speak
              : observation.with(List.of(unknown(result, date)));
    };
  }

  /** Too early to judge: nothing there yet and nothing due, or still being written. */
  private Optional<Observation> early(GateAnswers answers, LocalDate date, Looking looking) {
    if (check() instanceof GateCheck.Fresh fresh) {
      boolean nothing = answers.rows().isEmpty();
      Instant since = looking.firstTick().plus(fresh.maxAge());
      return nothing && looking.now().isBefore(since)
          ? Optional.of(Observation.waiting("no row was ever seen; it counts from " + since))
          : Optional.empty();
    }
    if (check() instanceof GateCheck.Lookback) {
      return Optional.empty();
    }
    List<Measured> rows = answers.rows().stream().filter(each -> each.date().equals(date)).toList();
    Instant due = due(date, looking);
    if (rows.isEmpty() && answers.keys().isEmpty() && looking.now().isBefore(due)) {
      return Optional.of(Observation.waiting("no rows yet; due at " + due, earlier(due, looking)));
    }
    if (check() instanceof GateCheck.NewerThan && looking.now().isBefore(due)) {
      return otherCycle(rows, answers.input(), date, due, looking);
    }
    Optional<Instant> newest =
        rows.stream().flatMap(each -> each.newest().stream()).max(Comparator.naturalOrder());
    boolean settles =
        newest.filter(at -> looking.now().isBefore(at.plus(SETTLED_AFTER))).isPresent();
    return settles && looking.now().isBefore(patience(due, looking.earlier(date), looking.now()))
        ? Optional.of(Observation.waiting("just written", newest.orElseThrow().plus(SETTLED_AFTER)))
        : Optional.empty();
  }

  /**
   * Until when rows that are still being written are waited for: so long after they are due, or
   * after it was first seen that what had been right is written again. What is found wanting is
   * judged as it is, or a table that is rewritten all the time would never be.
   */
  private static Instant patience(Instant due, Earlier earlier, Instant now) {
    Instant begun =
        earlier.troubled()
            ? Instant.MIN
            : earlier.is(Observation.State.WAITING) ? earlier.changedAt().orElse(Instant.MIN) : now;
    return (begun.isAfter(due) ? begun : due).plus(SETTLED_AFTER);
  }

  /**
   * What was made in one cycle before its input of a later one came is made again in that cycle, by
   * its due time.
   */
  private Optional<Observation> otherCycle(
      List<Measured> rows, List<Measured> input, LocalDate date, Instant due, Looking looking) {
    Optional<CycleName> made = cycle(rows, date);
    Optional<CycleName> came = cycle(input, date);
    if (made.isEmpty() || came.isEmpty() || made.equals(came)) {
      return Optional.empty();
    }
    Instant again =
        Optional.ofNullable(dueOf().get(came.get()))
            .flatMap(each -> latest(Stream.of(each), date, looking))
            .orElse(due);
    return looking.now().isBefore(again)
        ? Optional.of(
            Observation.waiting(
                "made in the cycle " + made.get() + ", its input came in " + came.get(), again))
        : Optional.empty();
  }

  private Map<CycleName, Due> dueOf() {
    return gate.rule()
        .member()
        .map(member -> pipeline.processor(member).output().due())
        .orElse(Map.of());
  }

  private Optional<CycleName> cycle(List<Measured> measured, LocalDate date) {
    return measured.stream()
        .filter(each -> each.date().equals(date))
        .flatMap(each -> each.newest().stream())
        .findFirst()
        .map(at -> pipeline.cycles().of(at, date, pipeline.zone()));
  }

  private Instant earlier(Instant due, Looking looking) {
    Instant usual = looking.now().plus(gate.every());
    return due.isBefore(usual) ? due : usual;
  }

  private FindingDraft finding(GateResult result, LocalDate date) {
    FindingDraft draft = GateFinding.of(result, date);
    return dated() ? draft.on(date) : draft;
  }

  private FindingDraft unknown(GateResult result, LocalDate date) {
    FindingDraft draft =
        GateFinding.evidence(
            FindingDraft.of(
                FindingKind.GATE_UNKNOWN,
                gate.phase().map(PhaseName::value).orElse(about()),
                "gate " + name() + " could not be evaluated: " + result.explanation(),
                "look at the rows of " + gate.rule().table().name() + " for " + date),
            result);
    return dated() ? draft.on(date) : draft;
  }

  /**
   * A request that is wrong means that the file and the table do not agree, a column most likely.
   */
  private Observation unseen(PortFailure failure, String table, LocalDate date) {
    Observation unseen = Observation.unseen(failure, table);
    if (failure.kind() != PortFailure.Kind.INVALID) {
      return unseen;
    }
    return unseen.with(
        List.of(
            FindingDraft.of(
                    FindingKind.CONFIG_INVALID,
                    table,
                    "gate " + name() + " cannot be asked of " + table + ": " + failure.getMessage(),
                    "compare the columns that the gate names, and their types, with the table's")
                .with("gate", name())
                .with("date", date.toString())));
  }
}
