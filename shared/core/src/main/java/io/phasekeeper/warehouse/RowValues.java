package io.phasekeeper.warehouse;

import io.phasekeeper.outcome.PortFailure;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The values that a row or a parameter may hold: {@code String}, {@code Long}, {@code Double},
 * {@code Boolean}, {@code Instant} (microseconds at most) and {@code LocalDate}. NULL is a column
 * left out.
 */
public final class RowValues {
  /** What a {@code long} cannot hold any more. */
  private static final double MOST = 0x1p63;

  private static final Map<Class<?>, String> WORDS =
      Map.of(
          String.class, "a STRING",
          Long.class, "a whole number",
          Double.class, "a number",
          Boolean.class, "a BOOL",
          Instant.class, "a TIMESTAMP",
          LocalDate.class, "a DATE");

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

  /**
   * The value of a column whose type a reader expects; empty for NULL. A whole number may be a
   * {@code Double}: pandas makes a FLOAT64 of whole numbers among which one is missing.
   *
   * @throws PortFailure {@code INVALID} if it is of another type: somebody changed the column
   */
  static <T> Optional<T> as(Class<T> type, String column, @Nullable Object value) {
    if (value == null || value.equals(Double.NaN)) {
      return Optional.empty();
    }
    if (type.isInstance(value)) {
      return Optional.of(type.cast(value));
    }
    if (type == Long.class
        && value instanceof Double number
        && number == Math.rint(number)
        && Math.abs(number) < MOST) {
      return Optional.of(type.cast(number.longValue()));
    }
    if (type == Double.class && value instanceof Long number) {
      return Optional.of(type.cast(number.doubleValue()));
    }
    throw changed(column, value, WORDS.getOrDefault(type, type.getSimpleName()));
  }

  /** What is told of a column that holds a value of another type than its reader expects. */
  static PortFailure changed(String column, Object value, String expected) {
    return new PortFailure(
        PortFailure.Service.BIGQUERY,
        PortFailure.Kind.INVALID,
        "column "
            + column
            + " is a "
            + SqlType.of(value)
            + ": "
            + value
            + "; expected "
            + expected);
  }
}
