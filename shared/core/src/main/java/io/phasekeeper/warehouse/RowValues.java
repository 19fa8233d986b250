package io.phasekeeper.warehouse;

import io.phasekeeper.outcome.PortFailure;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;

/**
 * The values that a row or a parameter may hold: {@code String}, {@code Long}, {@code Double},
 * {@code Boolean}, {@code Instant} (microseconds at most) and {@code LocalDate}. NULL is a column
 * left out.
 */
public final class RowValues {
  private RowValues() {}

  /**
   * The value, with smaller numbers widened.
   *
   * @throws PortFailure {@code INVALID} if a row cannot hold it
   */
  public static Object checked(String table, String column, Object value) {
    if (value instanceof Integer || value instanceof Short || value instanceof Byte) {
      return ((Number) value).longValue();
    }
    if (value instanceof Float number) {
      return number.doubleValue();
    }
    if (value instanceof Instant at) {
      return at.truncatedTo(ChronoUnit.MICROS);
    }
    if (value instanceof String
        || value instanceof Long
        || value instanceof Double
        || value instanceof Boolean
        || value instanceof LocalDate) {
      return value;
    }
    throw new PortFailure(
        PortFailure.Service.BIGQUERY,
        PortFailure.Kind.INVALID,
        "column "
            + column
            + " of "
            + table
            + " was given a "
            + (value == null ? "null" : value.getClass().getSimpleName() + ": " + value)
            + "; expected a string, a number, a boolean, an instant or a date");
  }
}
