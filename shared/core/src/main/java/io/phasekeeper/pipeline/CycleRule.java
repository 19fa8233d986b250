package io.phasekeeper.pipeline;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;

/**
 * Tells the cycle of a run from its own start, never from the clock at arrival: by whether the
 * local date of the start is after, equal to, or before the data date.
 *
 * @param main the cycle whose ledger id is the bare date; also where entries without a time belong
 */
public record CycleRule(CycleName main, CycleName after, CycleName equal, CycleName before) {
  public CycleName of(Instant start, LocalDate dataDate, ZoneId zone) {
    int order = start.atZone(zone).toLocalDate().compareTo(dataDate);
    return order > 0 ? after : order == 0 ? equal : before;
  }

  /** Whether runs of a cycle begin on later dates than those of another; unknown ones come last. */
  public boolean later(CycleName one, CycleName other) {
    return order(one) > order(other);
  }

  private int order(CycleName cycle) {
    return cycle.equals(before) ? 0 : cycle.equals(equal) ? 1 : 2;
  }
}
