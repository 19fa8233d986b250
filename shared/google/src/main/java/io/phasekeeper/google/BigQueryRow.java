package io.phasekeeper.google;

import com.google.cloud.bigquery.FieldList;
import com.google.cloud.bigquery.FieldValue;
import com.google.cloud.bigquery.FieldValueList;
import com.google.cloud.bigquery.LegacySQLTypeName;
import io.phasekeeper.outcome.PortFailure;
import io.phasekeeper.outcome.PortFailure.Kind;
import io.phasekeeper.outcome.PortFailure.Service;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.Function;

/**
 * One row of an answer of BigQuery's, by column. A column of another type than its reader expects,
 * because somebody changed it, is an {@code INVALID} failure that names it, never a guess; NULL is
 * of every type.
 *
 * @param what the question, for messages
 */
record BigQueryRow(String what, FieldList fields, FieldValueList values) {
  /** Whole numbers. Pandas makes a FLOAT64 of a column of them in which one is missing. */
  long whole(String column) {
    return maybeWhole(column).orElseThrow(() -> absent(column, "a whole number"));
  }

  Optional<Long> maybeWhole(String column) {
    return number(column)
        .map(number -> read(column, "a whole number", number, BigDecimal::longValueExact));
  }

  /** Any number; what is not a number, {@code NaN}, is as unknown as NULL. */
  Optional<BigDecimal> number(String column) {
    return value(column)
        .filter(value -> !value.equalsIgnoreCase("NaN"))
        .map(
            value -> {
              if (type(column).equals(LegacySQLTypeName.STRING)) {
                throw other(column, "a number", value);
              }
              return read(column, "a number", value, BigDecimal::new);
            });
  }

  LocalDate date(String column) {
    return maybeDate(column).orElseThrow(() -> absent(column, "a DATE"));
  }

  Optional<LocalDate> maybeDate(String column) {
    return value(column).map(value -> read(column, "a DATE", value, LocalDate::parse));
  }

  Optional<Instant> instant(String column) {
    return value(column)
        .map(
            value -> {
              if (!type(column).equals(LegacySQLTypeName.TIMESTAMP)) {
                throw other(column, "a TIMESTAMP", value);
              }
              return read(column, "a TIMESTAMP", value, BigQueryRow::instantOf);
            });
  }

  /** Any value of one cell, as it came. */
  Optional<String> text(String column) {
    return value(column);
  }

  boolean truth(String column) {
    return value(column).map(Boolean::parseBoolean).orElse(false);
  }

  private Optional<String> value(String column) {
    FieldValue value = values.get(column);
    if (value.isNull()) {
      return Optional.empty();
    }
    if (value.getAttribute() != FieldValue.Attribute.PRIMITIVE) {
      throw other(column, "a single value", value.getAttribute());
    }
    return Optional.of(value.getStringValue());
  }

  private LegacySQLTypeName type(String column) {
    return fields.get(column).getType();
  }

  private <A, B> B read(String column, String expected, A value, Function<A, B> reader) {
    try {
      return reader.apply(value);
    } catch (ArithmeticException | DateTimeException | NumberFormatException e) {
      throw other(column, expected, value);
    }
  }

  private PortFailure other(String column, String expected, Object value) {
    return failure(
        "column " + column + " is a " + type(column).getStandardType() + ": " + value, expected);
  }

  private PortFailure absent(String column, String expected) {
    return failure("column " + column + " is NULL", expected);
  }

  private PortFailure failure(String found, String expected) {
    return new PortFailure(
        Service.BIGQUERY,
        Kind.INVALID,
        "bigquery: " + what + ": " + found + "; expected " + expected);
  }

  /**
   * A TIMESTAMP as it came: whole microseconds, as we ask for; or seconds as a floating-point
   * number, {@code 1.768217642000001E9}, in what the client reads from a job's table, for which it
   * does not pass on what we asked for. That number still tells microseconds apart.
   */
  static Instant instantOf(String wire) {
    BigDecimal number = new BigDecimal(wire);
    boolean micros = wire.chars().noneMatch(c -> c == '.' || c == 'E' || c == 'e');
    return Instant.EPOCH.plus(
        (micros ? number : number.movePointRight(6).setScale(0, RoundingMode.HALF_EVEN))
            .longValueExact(),
        ChronoUnit.MICROS);
  }
}
