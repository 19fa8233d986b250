package io.phasekeeper.heal;

import java.time.LocalDate;
import java.util.Comparator;

/**
 * An output of one data date: what may be missing, and is made again.
 *
 * @param output the name of a processor or a source
 */
public record OutputDate(String output, LocalDate date) {
  /** The newest date first; of one date by name. */
  static final Comparator<OutputDate> NEWEST_FIRST =
      Comparator.comparing(OutputDate::date).reversed().thenComparing(OutputDate::output);

  /** As stored, such as {@code player_daily_cache:2026-01-11}. */
  public String key() {
    return output + ":" + date;
  }

  @Override
  public String toString() {
    return output + " of " + date;
  }
}
