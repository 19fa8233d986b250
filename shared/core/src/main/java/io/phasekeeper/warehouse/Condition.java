package io.phasekeeper.warehouse;

import java.util.List;

/**
 * What a row's column must be for the row to count. As in SQL, NULL satisfies no comparison, not
 * even {@code NOT_EQUAL}.
 *
 * @param values {@link RowValues row values}: one for a comparison, one or more for {@code IN},
 *     none for the two about NULL
 */
public record Condition(String column, Operator operator, List<Object> values) {
  /** How the column is compared. */
  public enum Operator {
    EQUAL("="),
    NOT_EQUAL("!="),
    ABOVE(">"),
    AT_LEAST(">="),
    BELOW("<"),
    AT_MOST("<="),
    IN("IN"),
    IS_NULL("IS NULL"),
    NOT_NULL("IS NOT NULL");

    private final String sql;

    Operator(String sql) {
      this.sql = sql;
    }

    /** As GoogleSQL writes it. */
    String sql() {
      return sql;
    }

    /** Whether it tells more from less, which only numbers are asked for. */
    public boolean orders() {
      return switch (this) {
        case ABOVE, AT_LEAST, BELOW, AT_MOST -> true;
        case EQUAL, NOT_EQUAL, IN, IS_NULL, NOT_NULL -> false;
      };
    }
  }

  public Condition {
    values = values.stream().map(value -> RowValues.checked("a condition", column, value)).toList();
    boolean aboutNull = operator == Operator.IS_NULL || operator == Operator.NOT_NULL;
    boolean right =
        operator == Operator.IN ? !values.isEmpty() : values.size() == (aboutNull ? 0 : 1);
    if (!right) {
      throw new IllegalArgumentException(
          column + " " + operator + " with " + values.size() + " values");
    }
    if (operator.orders() && !(values.get(0) instanceof Number)) {
      throw new IllegalArgumentException(
          column + " " + operator.sql() + " " + values.get(0) + ": expected a number");
    }
  }

  public static Condition of(String column, Operator operator, Object... values) {
    return new Condition(column, operator, List.of(values));
  }

  @Override
  public String toString() {
    String right =
        operator == Operator.IN ? " " + values : values.isEmpty() ? "" : " " + values.get(0);
    return column + " " + operator.sql().toLowerCase(java.util.Locale.ROOT) + right;
  }
}
