package io.phasekeeper.local.simulate.runs;

import io.phasekeeper.document.Document;
import io.phasekeeper.document.DocumentQuery;
import io.phasekeeper.finding.FindingBook;
import io.phasekeeper.finding.FindingKind;
import io.phasekeeper.ledger.LedgerDocument;
import io.phasekeeper.local.simulate.Verdicts;
import io.phasekeeper.pipeline.CycleName;
import io.phasekeeper.pipeline.Phase;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.run.StoredRun;
import io.phasekeeper.warehouse.RunRow;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Looks at everything that must hold after a day of runs. */
final class RunInvariants {
  static final String NO_LIVE = "no live run is ended";
  static final String NO_ENDED = "no run with a terminal row is ended";
  static final String BELIEVED = "nobody is called dead that told its end";
  static final String IN_TIME = "every run that stopped has its verdict in time";
  static final String WHOLE = "a reconciled run's rows are complete, a failed one's are not";
  static final String NOT_IN_THE_DARK = "nothing is failed while beats cannot be heard";
  static final String NOT_LOST = "no change of the run history is lost, or made twice";
  static final String COUNTED = "a reconciled run counts in its phase";
  static final String REVIVED = "a run that reports success after all is believed";
  static final String NOTICED = "what became of a run has its finding";
  static final String CAUSED = "every finding about runs has its cause";
  static final String THEIRS = "no row of a processor is changed or lost";
  static final String NO_FAILURE = "nothing fails but by the day's faults";

  private static final Duration WINDOW = Duration.ofDays(30);

  private final RunDay.Played day;
  private final RunPlan plan;
  private final Pipeline pipeline;
  private final RunTruth truth;
  private final Verdicts verdicts;
  private final Map<String, Document> stored = new HashMap<>();
  private final Map<String, List<RunRow>> history = new HashMap<>();
  private final List<Document> findings;
  private final Set<String> noticed = new HashSet<>();

  private RunInvariants(RunDay.Played day, Verdicts verdicts) {
    this.day = day;
    this.plan = day.plan();
    this.pipeline = day.pipeline();
    this.truth = new RunTruth(day);
    this.verdicts = verdicts;
    day.stored()
        .query(DocumentQuery.in(StoredRun.COLLECTION, 1_000))
        .forEach(d -> stored.put(String.valueOf(d.fields().get("run_id")), d));
    List<String> ids = truth.runs().stream().map(RunItem.Run::id).toList();
    day.world()
        .history()
        .rowsOfRuns(
            pipeline.runHistory().orElseThrow(),
            plan.date().minusDays(WINDOW.toDays()),
            plan.date().plusDays(WINDOW.toDays()),
            ids)
        .forEach(row -> history.computeIfAbsent(row.runId(), any -> new ArrayList<>()).add(row));
    this.findings = day.stored().query(DocumentQuery.in(FindingBook.COLLECTION, 10_000));
    findings.forEach(f -> noticed.add(f.fields().get("kind") + ":" + f.fields().get("about")));
  }

  static Verdicts of(RunDay.Played day) {
    Verdicts verdicts = new Verdicts();
    RunInvariants invariants = new RunInvariants(day, verdicts);
    verdicts.check(
        NO_FAILURE, day.seen().failures.isEmpty(), () -> String.join("; ", day.seen().failures));
    day.seen().decided.forEach(invariants::decided);
    day.seen().written.forEach(invariants::written);
    invariants.truth.runs().forEach(invariants::run);
    invariants.channel();
    invariants.findings.forEach(invariants::caused);
    return verdicts;
  }

  /** What may be decided, and when. */
  private void decided(RunSeen.Decided decided) {
    Optional<RunItem.Run> found = truth.run(decided.runId());
    verdicts.check(
        NO_LIVE, found.isPresent(), () -> decided.runId() + " was ended, which nobody began");
    if (found.isEmpty()) {
      return;
    }
    RunItem.Run run = found.get();
    Instant at = decided.at();
    String what = run.id() + ", decided at " + at;
    verdicts.check(NO_ENDED, !run.endedBy(at), () -> what + ": it had ended " + run.end());
    boolean unheard =
        plan.all(RunItem.BeatsDark.class).stream()
            .anyMatch(
                d ->
                    d.from().isBefore(at)
                        && d.until().isAfter(at.minus(RunTruth.DEAD.plusMinutes(2))));
    verdicts.check(
        NO_LIVE,
        unheard || truth.told(run, at).isPresent() || !run.beatsAt(at),
        () -> what + ": it beats until " + run.beats());
    Optional<Instant> heard = truth.heard(run, at);
    Optional<Instant> told = truth.told(run, at);
    verdicts.check(
        BELIEVED,
        told.isPresent() == "told".equals(decided.fields().get("verdict")),
        () ->
            what
                + ": it said "
                + run.beats().flatMap(RunItem.Beats::says)
                + ", and was found "
                + decided.fields().get("verdict"));
    Instant earliest =
        told.map(word -> word.plus(RunTruth.ROW))
            .or(() -> heard.map(beat -> later(beat, run.start()).plus(RunTruth.DEAD)))
            .orElse(run.start().plus(RunTruth.STALE));
    verdicts.check(
        NO_LIVE,
        !at.isBefore(earliest),
        () -> what + ": it may be alive until " + earliest + ", heard " + heard);
    verdicts.check(
        NOT_IN_THE_DARK,
        decided.reconciles() || told.isPresent() || !dark(at),
        () -> what + ": runs succeed unheard, the last beat came at " + truth.newestBeat(at));
    boolean failed =
        told.isPresent()
            && run.beats().flatMap(RunItem.Beats::says).filter("failed"::equals).isPresent();
    boolean whole = truth.whole(run, at) && !failed;
    verdicts.check(
        WHOLE,
        decided.reconciles() == whole,
        () ->
            what
                + ": its rows are "
                + (whole ? "there" : "missing")
                + ", and it was to be "
                + (decided.reconciles() ? "reconciled" : "failed"));
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  private boolean dark(Instant at) {
    return truth.doubtful(at) || truth.foundDark(at);
  }

  /** What may be written, however long ago it was decided. */
  private void written(RunSeen.Written written) {
    Optional<RunItem.Run> found = truth.run(written.end().runId());
    if (found.isEmpty()) {
      return;
    }
    RunItem.Run run = found.get();
    Instant at = written.at();
    String what = run.id() + " was written as " + written.end().status() + " at " + at;
    verdicts.check(NO_ENDED, !run.endedBy(at), () -> what + ", after it had ended: " + run.end());
    verdicts.check(
        NOT_IN_THE_DARK,
        !written.end().status().equals("failed") || truth.told(run, at).isPresent() || !dark(at),
        () -> what + ": runs succeed unheard, the last beat came at " + truth.newestBeat(at));
  }

  private void run(RunItem.Run run) {
    inTime(run);
    Optional<Document> document = Optional.ofNullable(stored.get(run.id()));
    List<RunRow> rows = history.getOrDefault(run.id(), List.of());
    theirs(run, rows);
    String state = document.map(d -> String.valueOf(d.fields().get("state"))).orElse("");
    long ours = rows.stream().filter(row -> isOurs(row, document)).count();
    boolean intended = day.seen().decided.stream().anyMatch(d -> d.runId().equals(run.id()));
    verdicts.check(
        NOT_LOST,
        !intended || !state.equals("pending"),
        () -> run.id() + " is still pending at the end of the day");
    switch (state) {
      case "failed", "reconciled", "told", "revived" ->
          verdicts.check(
              NOT_LOST,
              ours == 1,
              () -> run.id() + " is " + state + ", and " + ours + " rows say so: " + rows);
      case "overtaken" ->
          verdicts.check(
              NOT_LOST,
              ours == 0 && run.end().isPresent(),
              () -> run.id() + " is overtaken, but " + ours + " rows are ours: " + rows);
      default ->
          verdicts.check(
              NOT_LOST, ours == 0, () -> run.id() + " is \"" + state + "\", but ended by us");
    }
    if (state.equals("reconciled")) {
      counted(run);
      notice(FindingKind.RUN_RECONCILED, run);
    }
    if (state.equals("failed") && !document.orElseThrow().fields().containsKey("told")) {
      boolean stale = truth.heard(run, plan.ends()).isEmpty();
      boolean either = plan.all(RunItem.BeatsDark.class).size() > 0;
      boolean says =
          (!stale && !either)
              ? noticed.contains("run-dead:" + run.id())
              : noticed.contains("run-stale:" + run.id())
                  || (either && noticed.contains("run-dead:" + run.id()));
      verdicts.check(NOTICED, says, () -> run.id() + " was failed, and no finding says so");
    }
    revived(run, document, state);
    stuck(run);
  }

  private boolean isOurs(RunRow row, Optional<Document> document) {
    return document
        .flatMap(d -> d.field("decided_at", Instant.class))
        .filter(at -> row.processedAt().filter(at::equals).isPresent())
        .isPresent();
  }

  private void inTime(RunItem.Run run) {
    Optional<Instant> by = truth.bound(truth.due(run), plan.ends());
    if (by.isEmpty() || run.endedBy(by.get())) {
      return;
    }
    verdicts.check(
        IN_TIME,
        day.seen().decided.stream()
            .anyMatch(d -> d.runId().equals(run.id()) && !d.at().isAfter(by.get())),
        () ->
            run.id()
                + " said nothing since "
                + truth.heard(run, plan.ends()).map(Instant::toString).orElse("its start")
                + ", and was to be ended by "
                + by.get());
  }

  /** What the processor itself wrote stands as it wrote it. */
  private void theirs(RunItem.Run run, List<RunRow> rows) {
    boolean there =
        run.end()
            .filter(end -> !end.at().isAfter(plan.ends()))
            .map(
                end ->
                    rows.stream()
                        .anyMatch(
                            row ->
                                row.status().equals(end.status())
                                    && row.processedAt().filter(end.at()::equals).isPresent()))
            .orElse(true);
    verdicts.check(THEIRS, there, () -> "the end of " + run + " is not among " + rows);
    verdicts.check(
        THEIRS,
        rows.stream().anyMatch(row -> row.startedAt().filter(run.start()::equals).isPresent()),
        () -> "the start of " + run + " is not among " + rows);
  }

  private void counted(RunItem.Run run) {
    Phase phase = pipeline.phase(pipeline.processor(run.processor()).phase());
    CycleName cycle = pipeline.cycles().of(run.start(), plan.date(), pipeline.zone());
    boolean has =
        java.util.stream.Stream.of(cycle, pipeline.cycles().main())
            .map(c -> LedgerDocument.path(phase, plan.date(), c, pipeline.cycles()))
            .flatMap(path -> day.stored().get(path).stream())
            .map(ledger -> ledger.fields().get(run.processor().value()))
            .anyMatch(Objects::nonNull);
    verdicts.check(
        COUNTED, has, () -> run.id() + " was reconciled, and no ledger of the date names it");
  }

  private void notice(FindingKind kind, RunItem.Run run) {
    verdicts.check(
        NOTICED,
        noticed.contains(kind.word() + ":" + run.id()),
        () -> run.id() + " has no " + kind.word());
  }

  private void revived(RunItem.Run run, Optional<Document> document, String state) {
    boolean failed =
        day.seen().written.stream()
            .anyMatch(w -> w.end().runId().equals(run.id()) && w.end().status().equals("failed"));
    boolean succeeds = run.end().filter(end -> end.status().equals("success")).isPresent();
    if (!failed || !succeeds) {
      return;
    }
    Instant end = run.end().orElseThrow().at();
    if (truth.bound(end, plan.ends(), Duration.ofMinutes(70)).isPresent()) {
      verdicts.check(
          REVIVED,
          state.equals("revived")
              && Boolean.FALSE.equals(document.orElseThrow().fields().get("fenced")),
          () -> run.id() + " succeeded at " + end + " after we failed it, and is " + state);
      notice(FindingKind.RUN_REVIVED, run);
    }
  }

  private void stuck(RunItem.Run run) {
    Optional<Instant> stalls = run.beats().flatMap(RunItem.Beats::stallsAt);
    if (stalls.isEmpty()) {
      return;
    }
    Duration notice = Duration.ofMinutes(60);
    boolean calm =
        truth
            .bound(stalls.get(), plan.ends(), notice)
            .filter(stalls.get().plus(notice)::equals)
            .isPresent();
    boolean heard = plan.all(RunItem.BeatsDark.class).isEmpty();
    if (calm && heard && run.beatsAt(stalls.get().plus(notice))) {
      notice(FindingKind.RUN_STUCK, run);
    }
  }

  /** Darkness that lasts has its finding. */
  private void channel() {
    for (RunItem.BeatsDark dark : plan.all(RunItem.BeatsDark.class)) {
      Instant from = dark.from().plus(RunTruth.DARK);
      Duration tick = Duration.ofMinutes(5);
      for (Instant at = from; at.isBefore(dark.until()); at = at.plus(tick)) {
        boolean lasts =
            truth.surelyDark(at)
                && truth.surelyDark(at.plus(tick))
                && truth.surelyDark(at.plus(tick).plus(tick));
        boolean calm =
            plan.items().stream()
                    .flatMap(item -> item.trouble().stream())
                    .noneMatch(plainly(at, at.plus(tick).plus(tick)))
                && day.seen().deaths.isEmpty();
        if (lasts && calm) {
          verdicts.check(
              NOTICED,
              noticed.contains("heartbeats-dark:heartbeats"),
              () -> "nobody beats, and nobody says so");
        }
      }
    }
  }

  private static java.util.function.Predicate<RunItem.Stretch> plainly(
      Instant from, Instant until) {
    return stretch -> stretch.from().isBefore(until) && stretch.until().isAfter(from);
  }

  private void caused(Document finding) {
    String kind = String.valueOf(finding.fields().get("kind"));
    String about = String.valueOf(finding.fields().get("about"));
    Instant opened = finding.field("opened_at", Instant.class).orElse(Instant.EPOCH);
    Optional<RunItem.Run> run = truth.run(about);
    boolean has =
        switch (kind) {
          case "run-stale", "run-dead", "run-reconciled" ->
              day.seen().decided.stream().anyMatch(d -> d.runId().equals(about));
          case "run-revived" -> run.flatMap(RunItem.Run::end).isPresent();
          case "run-stuck" ->
              run.flatMap(RunItem.Run::beats).flatMap(RunItem.Beats::stallsAt).isPresent()
                  || plan.all(RunItem.BeatsDark.class).size() > 0;
          case "run-overdue" -> run.filter(r -> r.start().isBefore(opened)).isPresent();
          case "heartbeats-dark" -> truth.possiblyDark(opened);
          default -> !kind.startsWith("run-");
        };
    verdicts.check(
        CAUSED, has, () -> kind + " of " + about + ", opened " + opened + ", has no cause");
  }
}
