package io.phasekeeper.pipeline;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;

/**
 * What a keyword such as {@code TODAY} means in a job's body: so many days from the current date of
 * a zone. {@code AUTO} of nightly jobs may be yesterday in UTC.
 */
public record SymbolicDate(ZoneId zone, int days) {
  public LocalDate at(Instant now) {
    return LocalDate.ofInstant(now, zone).plusDays(days);
  }
}
