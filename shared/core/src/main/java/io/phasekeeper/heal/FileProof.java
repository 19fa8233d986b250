package io.phasekeeper.heal;

import io.phasekeeper.file.FileStore.StoredFile;
import io.phasekeeper.pipeline.ExportFile;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/**
 * How an output stands that lies in files and in no table, purely: each file is there, holds the
 * date, and is not older than it may be. A file that holds a later date has gone on: what it held
 * before is asked for no more, and must not be put in its place.
 *
 * @param written when the file of this date was written; none if there is none of it
 */
record FileProof(Standing.State state, Optional<Instant> written, String explanation) {

  /**
   * Judges the files of an output together: the first that is wanting speaks for all.
   *
   * @param each at least one
   */
  static FileProof of(List<FileProof> each) {
    for (Standing.State state : List.of(Standing.State.UNSEEN, Standing.State.ABSENT)) {
      Optional<FileProof> found = each.stream().filter(one -> one.state() == state).findFirst();
      if (found.isPresent()) {
        return found.get();
      }
    }
    return each.stream()
        .filter(one -> one.written().isPresent())
        .min((a, b) -> a.written().orElseThrow().compareTo(b.written().orElseThrow()))
        .orElse(each.get(0));
  }

  static FileProof unseen(String why) {
    return new FileProof(Standing.State.UNSEEN, Optional.empty(), why);
  }

  /**
   * Judges a file for a date with work.
   *
   * @param found the file as it is; none if there is none
   */
  static FileProof of(ExportFile file, Optional<StoredFile> found, LocalDate date, ZoneId zone) {
    if (found.isEmpty()) {
      return absent(file.uri() + " is not there");
    }
    StoredFile stored = found.get();
    if (file.holdsDate().isPresent()) {
      String where = file.holdsDate().get();
      Optional<LocalDate> holds = stored.start().textAt(where).flatMap(FileProof::date);
      if (holds.isEmpty()) {
        String fault = stored.start().fault().orElse("tells no date at " + where);
        return absent(file.uri() + " " + fault);
      }
      if (holds.get().isBefore(date)) {
        return absent(file.uri() + " holds " + holds.get() + ", wanted " + date);
      }
      if (holds.get().isAfter(date)) {
        return gone(file.uri() + " holds " + holds.get() + " already");
      }
    } else if (stored.written().atZone(zone).toLocalDate().isAfter(dueOn(file, date, zone))) {
      return gone(file.uri() + " was written for a later date");
    }
    Optional<Instant> oldest =
        file.holdsDateBy()
            .flatMap(by -> file.maxAge().map(age -> by.on(date, zone).minus(age)))
            .filter(stored.written()::isBefore);
    return oldest.isPresent()
        ? absent(
            file.uri() + " was written at " + stored.written() + ", wanted after " + oldest.get())
        : new FileProof(
            Standing.State.THERE,
            Optional.of(stored.written()),
            file.uri() + " was written at " + stored.written());
  }

  /** The day on which a file of a date is to be there: one written later is of a later date. */
  private static LocalDate dueOn(ExportFile file, LocalDate date, ZoneId zone) {
    return file.holdsDateBy().map(by -> by.on(date, zone).atZone(zone).toLocalDate()).orElse(date);
  }

  private static Optional<LocalDate> date(String text) {
    try {
      return Optional.of(LocalDate.parse(text.length() > 10 ? text.substring(0, 10) : text));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static FileProof absent(String why) {
    return new FileProof(Standing.State.ABSENT, Optional.empty(), why);
  }

  private static FileProof gone(String why) {
    return new FileProof(Standing.State.FREE, Optional.empty(), why);
  }
}
