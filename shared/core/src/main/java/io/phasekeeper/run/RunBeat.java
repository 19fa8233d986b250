package io.phasekeeper.run;

import io.phasekeeper.document.Document;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The last beat of a processor, as its document says (CONTRACT §5). The document is named {@code
 * {processor}_{data_date or None}_{run_id}} or {@code {processor}} alone; what its fields leave
 * out, its name tells.
 *
 * @param processorName class or snake_case name, as written
 * @param dataDate none for {@code None}, or where nobody says
 * @param last when it last beat; never after {@code now}, unless its clock is far ahead
 * @param progress none where it tells none
 * @param message what it says of itself
 */
public record RunBeat(
    String processorName,
    Optional<String> runId,
    Optional<LocalDate> dataDate,
    Instant last,
    Optional<Instant> startedAt,
    String status,
    Optional<Long> progress,
    Optional<Long> total,
    Optional<String> message) {
  /** Clocks of processors differ from ours by at most so much. */
  static final Duration SKEW = Duration.ofMinutes(5);

  /** A beat that says nothing of itself. */
  public RunBeat(
      String processorName,
      Optional<String> runId,
      Optional<LocalDate> dataDate,
      Instant last,
      Optional<Instant> startedAt,
      String status,
      Optional<Long> progress,
      Optional<Long> total) {
    this(
        processorName, runId, dataDate, last, startedAt, status, progress, total, Optional.empty());
  }

  private static final Pattern LONG_ID = Pattern.compile("(.+?)_(\\d{4}-\\d{2}-\\d{2}|None)_(.+)");

  /** The beat of a document; none if it does not say when it last beat. */
  public static Optional<RunBeat> of(Document document) {
    Optional<Instant> last = time(document.fields().get("last_heartbeat"));
    if (last.isEmpty()) {
      return Optional.empty();
    }
    Matcher id = LONG_ID.matcher(document.path().id());
    boolean named = id.matches();
    String processor =
        text(document, "processor_name")
            .orElseGet(() -> named ? id.group(1) : document.path().id());
    Optional<String> run =
        text(document, "run_id").or(() -> named ? Optional.of(id.group(3)) : Optional.empty());
    Optional<LocalDate> date =
        date(document.fields().get("data_date"))
            .or(() -> named ? date(id.group(2)) : Optional.empty());
    return Optional.of(
        new RunBeat(
            processor,
            run,
            date,
            last.get(),
            time(document.fields().get("started_at")),
            text(document, "status").orElse(""),
            whole(document.fields().get("progress")),
            whole(document.fields().get("total")),
            text(document, "status_message")));
  }

  /**
   * The ids under which a run's beats may stand.
   *
   * @param names every name of its processor
   */
  public static Set<String> ids(Collection<String> names, Run run) {
    Set<String> ids = new LinkedHashSet<>();
    for (String name : names) {
      if (usable(name)) {
        String date = run.dataDate().map(LocalDate::toString).orElse("None");
        // A document's id cannot hold a slash; our clients replace it likewise.
        String id = run.id().replace('/', '∕');
        ids.add(name + "_" + date + "_" + id);
        ids.add(name + "_None_" + id);
        ids.add(name);
      }
    }
    ids.removeIf(id -> !usable(id));
    return ids;
  }

  private static boolean usable(String id) {
    return !id.isEmpty() && !id.contains("/") && id.length() <= 1_400;
  }

  /**
   * Whether it tells of a run: by the run id where it names one; else by processor and date, and
   * then only if it is no beat of an earlier run.
   *
   * @param names every name of the run's processor
   */
  public boolean tellsOf(Run run, Collection<String> names) {
    if (runId.isPresent()) {
      return runId.get().equals(run.id());
    }
    boolean earlier = run.startedAt().filter(start -> last.isBefore(start.minus(SKEW))).isPresent();
    return !earlier
        && names.contains(processorName)
        && dataDate.isPresent()
        && dataDate.equals(run.dataDate());
  }

  /**
   * Of beats that were read for a run, those that are its own: the others tell only that a document
   * which it shares with another run is in use.
   */
  static List<RunBeat> own(List<RunBeat> beats, Run run) {
    return beats.stream().filter(beat -> beat.runId().map(run.id()::equals).orElse(true)).toList();
  }

  /** The progress that it tells; none for 0 of 0, which tells none. */
  Optional<Long> told() {
    return total.filter(all -> all == 0).isPresent() ? Optional.empty() : progress;
  }

  /**
   * The moment of the beat as far as it can be believed: from a clock up to 5 min ahead it counts
   * as now; one further ahead tells nothing.
   */
  Optional<Instant> believed(Instant now) {
    if (last.isAfter(now.plus(SKEW))) {
      return Optional.empty();
    }
    return Optional.of(last.isAfter(now) ? now : last);
  }

  /** The newest of the beats that can be believed. */
  static Optional<RunBeat> newest(List<RunBeat> beats, Instant now) {
    List<RunBeat> believed = new ArrayList<>(beats);
    believed.removeIf(beat -> beat.believed(now).isEmpty());
    return believed.stream().max(java.util.Comparator.comparing(RunBeat::last));
  }

  private static Optional<String> text(Document document, String field) {
    return document
        .field(field, String.class)
        .map(String::strip)
        .filter(text -> !text.isEmpty() && !text.equals("None"));
  }

  private static Optional<Long> whole(@Nullable Object value) {
    if (value instanceof Long number) {
      return Optional.of(number);
    }
    return value instanceof Double number ? Optional.of(Math.round(number)) : Optional.empty();
  }

  private static Optional<LocalDate> date(@Nullable Object value) {
    if (value instanceof Instant at) {
      return Optional.of(LocalDate.ofInstant(at, ZoneOffset.UTC));
    }
    try {
      return value instanceof String text && text.length() >= 10
          ? Optional.of(LocalDate.parse(text.substring(0, 10)))
          : Optional.empty();
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  /** A timestamp, or a text as Python writes it; without an offset it is UTC. */
  private static Optional<Instant> time(@Nullable Object value) {
    if (value instanceof Instant at) {
      return Optional.of(at);
    }
    if (!(value instanceof String text)) {
      return Optional.empty();
    }
    try {
      return Optional.of(OffsetDateTime.parse(text.replace(' ', 'T')).toInstant());
    } catch (DateTimeException e) {
      try {
        return Optional.of(LocalDateTime.parse(text.replace(' ', 'T')).toInstant(ZoneOffset.UTC));
      } catch (DateTimeException none) {
        return Optional.empty();
      }
    }
  }
}
