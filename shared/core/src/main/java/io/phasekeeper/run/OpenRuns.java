package io.phasekeeper.run;

import io.phasekeeper.document.Document;
import io.phasekeeper.document.DocumentPath;
import io.phasekeeper.document.DocumentStore;
import io.phasekeeper.document.FieldChange;
import io.phasekeeper.function.Beat;
import io.phasekeeper.outcome.PortFailure;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.platform.Platform;
import io.phasekeeper.transition.Unseen;
import io.phasekeeper.warehouse.OpenRun;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the runs without an end: those of the last two weeks' data dates, and of the dates long
 * past that somebody works on, as beats tell, and once an hour the whole history. Remembers in
 * {@code phasekeeper_beats/{pipeline}:runs} which dates those are, and when it last looked.
 */
final class OpenRuns {
  /** The newest so many runs without an end are looked at in one tick. */
  static final int MOST = 10_000;

  /** Each date outside the usual window is a partition more; of more, those heard of last. */
  private static final int MOST_FAR = 50;

  /** No pipeline reaches further back. */
  private static final int YEARS_BACK = 10;

  private final Platform platform;
  private final Pipeline pipeline;
  private final DocumentStore documents;
  private final DocumentPath path;

  OpenRuns(Platform platform) {
    this.platform = platform;
    this.pipeline = platform.pipeline();
    this.documents = platform.documents();
    this.path = path(pipeline);
  }

  /** Where it is noted when was looked; read at the beginning of a tick. */
  static DocumentPath path(Pipeline pipeline) {
    return Beat.path(pipeline, "runs");
  }

  /** Data dates, both of them included. */
  record Window(LocalDate from, LocalDate to) {
    /** The usual ones: from so many days before today, to tomorrow. */
    static Window at(Instant now, Pipeline pipeline) {
      LocalDate today = now.atZone(pipeline.zone()).toLocalDate();
      return new Window(today.minusDays(RunCleanup.DAYS_BACK), today.plusDays(1));
    }

    /** All data dates that there may be. */
    static Window all(Instant now) {
      LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
      return new Window(today.minusYears(YEARS_BACK), today.plusYears(1));
    }

    boolean covers(LocalDate date) {
      return !date.isBefore(from) && !date.isAfter(to);
    }
  }

  /**
   * What was found.
   *
   * @param cutOff whether there are more
   * @param lookedAt when runs of the usual dates were last looked for, before this
   * @param farLookedAt the same for all other dates
   * @param farDates those of them on which runs go on, if the whole history was looked at now
   */
  record Look(
      List<OpenRun> open,
      boolean cutOff,
      Window window,
      Optional<Instant> lookedAt,
      Optional<Instant> farLookedAt,
      Optional<Set<LocalDate>> farDates) {
    /** When a run would have been seen, had its row been there. */
    Optional<Instant> lookedAt(Run run) {
      return run.dataDate().map(window::covers).orElse(true) ? lookedAt : farLookedAt;
    }
  }

  /**
   * @param lately who beat lately
   * @throws PortFailure if the history cannot be read
   */
  Look look(Collection<RunBeat> lately, RunTick tick) {
    Window window = Window.at(tick.now, pipeline);
    Optional<Document> stored = tick.known(path);
    Optional<Instant> lookedAt = time(stored, "looked_at");
    Optional<Instant> farLookedAt = time(stored, "far_looked_at");
    Set<LocalDate> known = dates(stored);
    Optional<Set<LocalDate>> found =
        farLookedAt.filter(at -> hour(at).equals(hour(tick.now))).isPresent()
            ? Optional.empty()
            : farDates(window, tick);
    Set<LocalDate> far = new LinkedHashSet<>();
    lately.stream()
        .sorted(Comparator.comparing(RunBeat::last).reversed())
        .filter(beat -> LastWord.of(beat).isEmpty())
        .flatMap(beat -> beat.dataDate().stream())
        .filter(date -> !window.covers(date))
        .forEach(far::add);
    far.addAll(found.orElse(known));
    List<OpenRun> open =
        platform
            .warehouse()
            .openRuns(
                pipeline.runHistory().orElseThrow(),
                window.from(),
                window.to(),
                far.stream().limit(MOST_FAR).toList(),
                MOST);
    return new Look(open, open.size() == MOST, window, lookedAt, farLookedAt, found);
  }

  private static Instant hour(Instant at) {
    return at.truncatedTo(ChronoUnit.HOURS);
  }

  /** The dates before the window of runs that began lately; none if nobody can tell now. */
  private Optional<Set<LocalDate>> farDates(Window window, RunTick tick) {
    String table = pipeline.runHistory().orElseThrow();
    Instant lately = tick.now.minus(Duration.ofDays(RunCleanup.DAYS_BACK));
    try {
      Set<LocalDate> dates = new LinkedHashSet<>();
      platform
          .warehouse()
          .openRuns(
              table,
              window.to().minusYears(YEARS_BACK),
              window.from().minusDays(1),
              List.of(),
              MOST)
          .stream()
          .map(OpenRun::row)
          .filter(row -> row.startedAt().filter(at -> !at.isBefore(lately)).isPresent())
          .flatMap(row -> row.dataDate().stream())
          .limit(MOST_FAR)
          .forEach(dates::add);
      return Optional.of(dates);
    } catch (PortFailure e) {
      tick.unseen.add(new Unseen.Question(e, table));
      return Optional.empty();
    }
  }

  /**
   * Remembers that it was looked, once whatever was seen is remembered, too: two ticks at once, or
   * one that dies between, must not take what the other saw for new.
   */
  void remember(Look look, Instant now) {
    documents.merge(path, List.of(FieldChange.set("looked_at", now)));
    look.farDates()
        .ifPresent(
            dates ->
                documents.merge(
                    path,
                    List.of(
                        FieldChange.set("pipeline", pipeline.id()),
                        FieldChange.set("far_looked_at", now),
                        FieldChange.set(
                            "far_dates", dates.stream().map(LocalDate::toString).toList()))));
  }

  private static Optional<Instant> time(Optional<Document> stored, String field) {
    return stored.flatMap(document -> document.field(field, Instant.class));
  }

  private static Set<LocalDate> dates(Optional<Document> stored) {
    Set<LocalDate> dates = new LinkedHashSet<>();
    if (stored.map(document -> document.fields().get("far_dates")).orElse(null)
        instanceof List<?> list) {
      list.forEach(date -> dates.add(LocalDate.parse(String.valueOf(date))));
    }
    return dates;
  }
}
