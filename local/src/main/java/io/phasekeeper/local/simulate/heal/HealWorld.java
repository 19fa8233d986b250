package io.phasekeeper.local.simulate.heal;

import io.phasekeeper.document.DocumentStore;
import io.phasekeeper.finding.FindingBook;
import io.phasekeeper.finding.FindingDraft;
import io.phasekeeper.finding.FindingKind;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.pipeline.Processor;
import io.phasekeeper.warehouse.CalendarEntry;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.TreeSet;

/** What truly happens on a day: games, rows, runs; by themselves, and when we ask for work. */
final class HealWorld {
  static final long ROWS_PER_GAME = 10;
  private static final Duration REGULAR = Duration.ofMinutes(10);
  private static final Duration NOTICED = Duration.ofMinutes(20);

  private final HealPlanned plan;
  private final Pipeline pipeline;
  private final FindingBook noticed;
  private final HealTruth truth;
  private final PriorityQueue<Event> coming =
      new PriorityQueue<>(Comparator.comparing(Event::at).thenComparing(Event::number));
  private final Map<Made, List<Rows>> rows = new HashMap<>();
  private final Map<LocalDate, List<Games>> games = new HashMap<>();
  private final List<Run> runs = new ArrayList<>();
  private final TreeSet<Instant> moments = new TreeSet<>();
  private final TreeSet<Instant> dues = new TreeSet<>();
  private int events;
  private Instant now = Instant.MIN;

  private record Event(Instant at, int number, Runnable happens) {}

  /** So many rows since then. */
  record Rows(Instant at, long count) {}

  /** The games of a date since then. */
  record Games(Instant since, List<CalendarEntry> entries) {}

  /**
   * A run of a processor.
   *
   * @param end none: it never says that it ended
   * @param shown whether the run history has it
   */
  record Run(
      String id, Made of, Instant start, Optional<Instant> end, String status, boolean shown) {
    boolean alive(Instant at) {
      return !start.isAfter(at) && end.filter(e -> !e.isAfter(at)).isEmpty();
    }
  }

  HealWorld(HealPlanned plan, Pipeline pipeline, DocumentStore stored) {
    this.plan = plan;
    this.pipeline = pipeline;
    this.noticed = new FindingBook(stored, pipeline);
    this.truth = new HealTruth(pipeline, this);
    for (CalendarEntry game : plan.games()) {
      Games known = games(game.date(), Instant.MAX);
      List<CalendarEntry> all = new ArrayList<>(known.entries());
      all.add(game);
      games.put(game.date(), new ArrayList<>(List.of(new Games(Instant.MIN, all))));
    }
    for (HealItem.GameChange each : plan.all(HealItem.GameChange.class)) {
      happens(each.at(), () -> change(each));
      dues.add(each.at());
    }
    for (HealItem.TheirRun each : plan.all(HealItem.TheirRun.class)) {
      happens(each.start(), () -> theirs(each));
    }
    List<LocalDate> dates = new ArrayList<>(List.of(plan.today().minusDays(HealDrawer.ANCHOR)));
    for (int day = -3; day <= 1; day++) {
      dates.add(plan.today().plusDays(day));
    }
    dates.forEach(this::regular);
    dates.forEach(this::watches);
    for (int day = -13; day <= 1; day++) {
      LocalDate date = plan.today().plusDays(day);
      source(new Made("roster", date), at(date, LocalTime.of(5, 0)));
      source(new Made("feed", date), at(date, LocalTime.of(5, 30)));
    }
  }

  private Instant at(LocalDate date, LocalTime time) {
    return date.atTime(time).atZone(pipeline.zone()).toInstant();
  }

  private void happens(Instant at, Runnable what) {
    coming.add(new Event(at, events++, what));
    moments.add(at);
  }

  // --- What happens by itself

  private void source(Made of, Instant usual) {
    Instant at =
        plan.all(HealItem.NoSourceRows.class).stream()
            .filter(each -> each.of().equals(of))
            .map(HealItem.NoSourceRows::until)
            .findFirst()
            .orElse(usual);
    if (!at.isAfter(plan.ends())) {
      happens(at, () -> write(of, 30));
    }
  }

  private void regular(LocalDate date) {
    LocalDate next = date.plusDays(1);
    regular(new Made("scores", date), at(next, LocalTime.of(3, 0)));
    regular(new Made("stats", date), at(next, LocalTime.of(5, 0)));
    regular(new Made("cache", date), at(date, LocalTime.of(7, 0)));
    regular(new Made("context", date), at(date, LocalTime.of(9, 0)));
    regular(new Made("features", date), at(date, LocalTime.of(10, 0)));
    regular(new Made("picks", date), at(date, LocalTime.of(11, 0)));
  }

  private void regular(Made of, Instant at) {
    if (at.isAfter(plan.ends())) {
      return;
    }
    Optional<HealItem.NotMade> not =
        plan.all(HealItem.NotMade.class).stream().filter(n -> n.of().equals(of)).findFirst();
    if (not.filter(n -> !n.half()).isPresent()) {
      return;
    }
    Instant start = at.minus(REGULAR);
    happens(
        start,
        () -> {
          boolean may =
              truth.games(of.date(), start) > 0
                  && truth.rows(of, start) == 0
                  && truth.missing(of, start).isEmpty();
          if (may) {
            makes(of, start, at, not.isPresent(), true);
          }
        });
    if (not.isPresent()) {
      happens(at.plus(NOTICED), () -> notice(of));
      dues.add(at.plus(NOTICED));
    }
  }

  /** The data monitor looks at it. */
  private void notice(Made of) {
    if (truth.state(of, now) == HealTruth.State.WANTING) {
      var unused =
          noticed.open(
              "monitor:" + of,
              FindingDraft.of(FindingKind.COVERAGE_GAP, of.output(), of + " is not whole", "")
                  .on(of.date()),
              now);
    }
  }

  private void change(HealItem.GameChange change) {
    List<CalendarEntry> all = new ArrayList<>(games(change.date(), now).entries());
    all.removeIf(game -> game.id().equals(change.id()));
    all.add(
        new CalendarEntry(
            change.date(), change.id(), Optional.of(change.starts()), change.status(), List.of()));
    games
        .computeIfAbsent(change.date(), any -> new ArrayList<>())
        .add(new Games(change.at(), List.copyOf(all)));
    watches(change.date());
    for (int minutes = 0; minutes <= 20; minutes += 5) { // until then the old one may be known
      dues.add(change.at().plus(Duration.ofMinutes(minutes)));
    }
  }

  /** When something of a date falls due, or becomes useless. */
  private void watches(LocalDate date) {
    Instant at = now.isBefore(plan.begins()) ? plan.begins() : now;
    truth.firstStart(date, at).ifPresent(dues::add);
    for (Processor each : truth.outputs()) {
      truth.due(new Made(each.name().value(), date), at).ifPresent(dues::add);
      each.output()
          .due()
          .values()
          .forEach(
              due ->
                  due.on(date, pipeline.zone(), truth.firstStart(date, at)).ifPresent(dues::add));
    }
  }

  private void theirs(HealItem.TheirRun run) {
    Instant end = run.start().plus(run.takes());
    switch (run.end()) {
      case ROWS -> makes(run.of(), run.start(), end, false, true);
      case FAILED -> run(run.of(), run.start(), Optional.of(end), "failed");
      case NEVER -> run(run.of(), run.start(), Optional.empty(), "running");
    }
  }

  // --- What happens when we ask for it

  /** Accepted work begins. */
  void begins(Made of, Optional<HealItem.Effect> how, boolean insideCall, Instant at) {
    Duration takes =
        insideCall
            ? Duration.ofSeconds(1)
            : Duration.ofSeconds(120 + Math.floorMod(of.hashCode() * 31L + events * 977L, 900));
    Instant start = insideCall ? at : at.plusSeconds(45);
    Instant end = start.plus(takes);
    if (pipeline.sources().containsKey(of.output())) {
      boolean nothing = how.filter(e -> e != HealItem.Effect.NO_RUN_ROW).isPresent();
      if (!nothing) {
        happens(end, () -> write(of, 30));
      }
      return;
    }
    if (how.isEmpty()) {
      makes(of, start, end, false, true);
      return;
    }
    switch (how.get()) {
      case NOTHING -> {}
      case HALF -> makes(of, start, end, true, true);
      case NO_RUN_ROW -> makes(of, start, end, false, false);
      case DIES -> run(of, start, Optional.empty(), "running");
      case FAILS -> run(of, start, Optional.of(end), "failed");
      case HOLLOW -> run(of, start, Optional.of(end), "success");
    }
  }

  private void makes(Made of, Instant start, Instant end, boolean half, boolean shown) {
    if (shown) {
      run(of, start, Optional.of(end), "success");
    }
    Runnable write =
        () -> {
          long games = Math.max(1, truth.games(of.date(), end));
          write(of, half ? (games * ROWS_PER_GAME) / 2 : games * ROWS_PER_GAME);
        };
    if (end.isAfter(now)) {
      happens(end, write);
    } else {
      write.run();
    }
  }

  private void write(Made of, long count) {
    rows.computeIfAbsent(of, any -> new ArrayList<>()).add(new Rows(now, count));
    moments.add(now);
    if (truth.state(of, now) == HealTruth.State.THERE) {
      var unused = noticed.keep("monitor:" + of, List.of(), now);
    }
  }

  private void run(Made of, Instant start, Optional<Instant> end, String status) {
    runs.add(
        new Run(
            String.format(Locale.ROOT, "%s-%d-%d", of.output(), plan.number(), runs.size()),
            of,
            start,
            end,
            status,
            true));
    moments.add(start);
    end.ifPresent(moments::add);
    if (end.isEmpty()) {
      moments.add(start.plus(Duration.ofHours(4)));
    }
  }

  /** Everything that happens up to a moment is there. */
  void goesOnTo(Instant at) {
    while (!coming.isEmpty() && !coming.peek().at().isAfter(at)) {
      Event next = coming.remove();
      now = next.at();
      next.happens().run();
    }
    now = at;
  }

  // --- What there is

  Instant now() {
    return now;
  }

  /** Every moment at which something happened, or will. */
  NavigableSet<Instant> moments() {
    return moments;
  }

  /** When something falls due, or becomes useless. */
  NavigableSet<Instant> dues() {
    return dues;
  }

  HealTruth truth() {
    return truth;
  }

  List<Rows> versions(Made of) {
    return rows.getOrDefault(of, List.of());
  }

  List<Games> gameVersions(LocalDate date) {
    return games.getOrDefault(date, List.of());
  }

  Games games(LocalDate date, Instant at) {
    List<Games> versions = gameVersions(date);
    for (int i = versions.size() - 1; i >= 0; i--) {
      if (!versions.get(i).since().isAfter(at)) {
        return versions.get(i);
      }
    }
    return new Games(Instant.MIN, List.of());
  }

  List<CalendarEntry> calendar(LocalDate from, LocalDate to) {
    List<CalendarEntry> entries = new ArrayList<>();
    for (LocalDate date : new TreeSet<>(games.keySet()).subSet(from, true, to, true)) {
      entries.addAll(games(date, now).entries());
    }
    return entries;
  }

  /** The runs that the history shows by now. */
  List<Run> runs() {
    return runs;
  }

  String className(Made of) {
    for (Processor each : pipeline.processors().values()) {
      if (each.name().value().equals(of.output())) {
        return each.className();
      }
    }
    return of.output();
  }
}
