package io.phasekeeper.heal;

import java.time.LocalDate;
import java.util.Optional;

/** Some dates in a row, both ends included. */
public record DateSpan(LocalDate first, LocalDate last) {
  public DateSpan {
    if (last.isBefore(first)) {
      throw new IllegalArgumentException(
          "found dates from " + first + " to " + last + "; expected the earlier first");
    }
  }

  public boolean has(LocalDate date) {
    return !date.isBefore(first) && !date.isAfter(last);
  }

  /** From the earlier of both to the later. */
  DateSpan and(DateSpan other) {
    return new DateSpan(
        other.first.isBefore(first) ? other.first : first,
        other.last.isAfter(last) ? other.last : last);
  }

  /** As much of it as lies within two dates. */
  Optional<DateSpan> within(LocalDate from, LocalDate to) {
    LocalDate begin = first.isBefore(from) ? from : first;
    LocalDate end = last.isAfter(to) ? to : last;
    return end.isBefore(begin) ? Optional.empty() : Optional.of(new DateSpan(begin, end));
  }
}
