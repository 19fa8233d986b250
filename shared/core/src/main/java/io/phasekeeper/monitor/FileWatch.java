package io.phasekeeper.monitor;

import io.phasekeeper.file.FileStart;
import io.phasekeeper.file.FileStore;
import io.phasekeeper.finding.FindingDraft;
import io.phasekeeper.finding.FindingKind;
import io.phasekeeper.outcome.PortFailure;
import io.phasekeeper.pipeline.DueTime;
import io.phasekeeper.pipeline.ExportFile;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Watches a file that is made for others: on a date with work it is there, holds that date or a
 * later one, and is not too old.
 */
final class FileWatch implements Watch {
  private static final DueTime NOON = DueTime.parse("12:00 D");

  private final ExportFile file;
  private final FileStore files;

  FileWatch(ExportFile file, FileStore files) {
    this.file = file;
    this.files = files;
  }

  @Override
  public String name() {
    return "file:" + file.name();
  }

  @Override
  public String kind() {
    return "file";
  }

  @Override
  public String about() {
    return file.uri();
  }

  @Override
  public List<LocalDate> dates(LocalDate today) {
    return List.of(today.minusDays(1), today);
  }

  @Override
  public boolean dated() {
    return true;
  }

  /** Once it was as it should be for a date, it is not looked at for that date again. */
  @Override
  public Duration every() {
    return Duration.ofDays(3);
  }

  @Override
  public Map<LocalDate, Observation> look(List<LocalDate> dates, Looking looking) {
    Map<LocalDate, Observation> seen = new LinkedHashMap<>();
    for (LocalDate date : dates) {
      seen.put(date, look(date, looking));
    }
    return seen;
  }

  private Observation look(LocalDate date, Looking looking) {
    if (looking.calendar().on(date).free()) {
      return Observation.passes("nothing is due on this date");
    }
    Instant due = file.holdsDateBy().orElse(NOON).on(date, looking.zone());
    if (due.isBefore(looking.firstTick())) {
      return Observation.leftOut("it was due before we first looked");
    }
    if (looking.now().isBefore(due)) {
      return Observation.waiting("due at " + due, due);
    }
    if (looking.calendar().on(date).due()) {
      try {
        return judged(files.find(file.uri()), date, looking.now());
      } catch (PortFailure e) {
        return e.kind() == PortFailure.Kind.MISSING
            ? stale(file.uri() + " is not there: " + e.getMessage(), date)
            : unseen(e, date);
      }
    }
    return Observation.waiting(
        "cannot tell whether it is due", looking.now().plus(Duration.ofHours(1)));
  }

  private Observation judged(Optional<FileStore.StoredFile> found, LocalDate date, Instant now) {
    if (found.isEmpty()) {
      return stale(file.uri() + " is not there", date);
    }
    FileStore.StoredFile stored = found.get();
    Optional<String> wrong =
        file.holdsDate().flatMap(where -> wrongContent(stored.start(), where, date));
    if (wrong.isPresent()) {
      return stale(wrong.get(), date);
    }
    Duration age = Duration.between(stored.written(), now);
    if (file.maxAge().filter(limit -> age.compareTo(limit) > 0).isPresent()) {
      return stale(
          file.uri() + " is " + age.toHours() + " h old, wanted at most " + file.maxAge().get(),
          date);
    }
    return Observation.passes(file.uri() + " was written at " + stored.written());
  }

  private Optional<String> wrongContent(FileStart start, String where, LocalDate date) {
    if (start.fault().isPresent()) {
      return start.fault().map(fault -> file.uri() + " " + fault);
    }
    Optional<String> text = start.textAt(where);
    if (text.isEmpty()) {
      return Optional.of(
          file.uri()
              + " does not tell its date: found no text at "
              + where
              + (start.whole() ? "" : " in the first " + FileStore.START_BYTES / 1024 + " KB")
              + " of a JSON object that begins with "
              + begin(start.text()));
    }
    try {
      LocalDate holds =
          LocalDate.parse(text.get().length() > 10 ? text.get().substring(0, 10) : text.get());
      return holds.isBefore(date)
          ? Optional.of(file.uri() + " holds " + holds + ", wanted " + date)
          : Optional.empty();
    } catch (DateTimeException e) {
      return Optional.of(
          file.uri() + ": found \"" + text.get() + "\" at " + where + "; expected a date");
    }
  }

  private static String begin(String start) {
    return start.isEmpty()
        ? "nothing"
        : "\"" + start.substring(0, Math.min(40, start.length())).replace('\n', ' ') + "\"";
  }

  private Observation unseen(PortFailure failure, LocalDate date) {
    return Observation.unseen(failure, file.uri())
        .with(
            List.of(
                FindingDraft.of(
                        FindingKind.WAREHOUSE_UNSEEN,
                        failure.service().word(),
                        file.uri() + " cannot be read",
                        "look at Cloud Storage's status and at our right to read the bucket")
                    .on(date)
                    .with("reason", String.valueOf(failure.getMessage()))));
  }

  private Observation stale(String what, LocalDate date) {
    return Observation.fails(
        what,
        FindingDraft.of(
                FindingKind.STALE_SOURCE,
                file.uri(),
                what,
                file.madeBy()
                    .map(maker -> "run " + maker + " again for " + date)
                    .orElse("look at what writes it"))
            .on(date));
  }
}
