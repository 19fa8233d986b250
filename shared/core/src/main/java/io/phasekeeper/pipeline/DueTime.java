package io.phasekeeper.pipeline;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A wall-clock time relative to a data date, written {@code "07:30 D+1"} or {@code "11:00 D"}, in
 * the pipeline's zone. In a DST gap it is the moment after the gap; in an overlap the first of the
 * two.
 */
public record DueTime(LocalTime time, int dayOffset) implements Comparable<DueTime> {
  private static final Pattern FORM = Pattern.compile("(\\d{2}:\\d{2}) D(?:([+-]\\d{1,3}))?");

  /**
   * @throws IllegalArgumentException if {@code text} has another form
   */
  public static DueTime parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "found \"" + text + "\"; expected a time and a day such as \"07:30 D+1\" or \"11:00 D\"");
    }
    LocalTime time;
    try {
      time = LocalTime.parse(matcher.group(1));
    } catch (java.time.DateTimeException e) {
      throw new IllegalArgumentException("no such time of day: \"" + matcher.group(1) + "\"", e);
    }
    String days = matcher.group(2);
    return new DueTime(time, days == null ? 0 : Integer.parseInt(days));
  }

  /** The moment it means for a data date. */
  public Instant on(LocalDate dataDate, ZoneId zone) {
    return dataDate.plusDays(dayOffset).atTime(time).atZone(zone).toInstant();
  }

  @Override
  public int compareTo(DueTime other) {
    return dayOffset != other.dayOffset
        ? Integer.compare(dayOffset, other.dayOffset)
        : time.compareTo(other.time);
  }

  @Override
  public String toString() {
    return time + " D" + (dayOffset == 0 ? "" : (dayOffset > 0 ? "+" : "") + dayOffset);
  }
}
