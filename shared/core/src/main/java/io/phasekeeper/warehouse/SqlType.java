package io.phasekeeper.warehouse;

import java.time.Instant;
import java.time.LocalDate;

/** The GoogleSQL types that our columns and parameters have. */
public enum SqlType {
  STRING,
  INT64,
  FLOAT64,
  BOOL,
  TIMESTAMP,
  DATE;

  /**
   * The type of a {@link RowValues row value}.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static SqlType of(Object value) {
    if (value instanceof String) {
      return STRING;
    }
    if (value instanceof Long || value instanceof Integer) {
      return INT64;
    }
    if (value instanceof Double) {
      return FLOAT64;
    }
    if (value instanceof Boolean) {
      return BOOL;
    }
    if (value instanceof Instant) {
      return TIMESTAMP;
    }
    if (value instanceof LocalDate) {
      return DATE;
    }
    throw new IllegalArgumentException(
        "no GoogleSQL type for a " + value.getClass().getName() + ": " + value);
  }
}
