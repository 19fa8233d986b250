package io.phasekeeper.document;

import java.util.List;
import java.util.Optional;

/**
 * Documents of one collection whose top-level fields satisfy every condition, in the order of one
 * field, at most {@code limit} of them. A document without a named field, or with a value of
 * another type there, never matches.
 *
 * @param orderBy a top-level field, ascending; none: by document id, or in any order where a
 *     condition is a bound ({@code AT_MOST}, {@code AT_LEAST}): Firestore orders those by their
 *     field
 */
public record DocumentQuery(
    String collection, List<Condition> conditions, Optional<String> orderBy, int limit) {
  public DocumentQuery {
    conditions = List.copyOf(conditions);
    if (limit < 1) {
      throw new IllegalArgumentException("limit must be at least 1, not " + limit);
    }
  }

  /** Compares a top-level field with a string, number, boolean or instant. */
  public record Condition(String field, Operator operator, Object value) {
    public Condition {
      value = DocumentValues.frozen(value);
    }
  }

  /** How a field is compared; values of different types never match. */
  public enum Operator {
    EQUAL,
    AT_MOST,
    AT_LEAST
  }

  public static DocumentQuery in(String collection, int limit) {
    return new DocumentQuery(collection, List.of(), Optional.empty(), limit);
  }

  public DocumentQuery where(String field, Operator operator, Object value) {
    var more = new java.util.ArrayList<>(conditions);
    more.add(new Condition(field, operator, value));
    return new DocumentQuery(collection, more, orderBy, limit);
  }

  public DocumentQuery orderedBy(String field) {
    return new DocumentQuery(collection, conditions, Optional.of(field), limit);
  }
}
