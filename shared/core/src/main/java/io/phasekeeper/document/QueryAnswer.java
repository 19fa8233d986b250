package io.phasekeeper.document;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a query answers, for the stores that look through the documents themselves. Values are
 * ordered as Firestore orders them: null, booleans, numbers, instants, strings (by code point).
 */
public final class QueryAnswer {
  private QueryAnswer() {}

  /** The matching documents in the query's order, at most its limit. */
  public static List<Document> of(DocumentQuery query, Iterable<Document> collection) {
    List<Document> matching = new ArrayList<>();
    for (Document document : collection) {
      if (matches(query, document.fields())) {
        matching.add(document);
      }
    }
    if (matching.size() > 1) {
      matching.sort(order(query));
    }
    return List.copyOf(
        matching.size() > query.limit() ? matching.subList(0, query.limit()) : matching);
  }

  /** Whether fields satisfy every condition and hold the field that the query is ordered by. */
  public static boolean matches(DocumentQuery query, Map<String, Object> fields) {
    for (DocumentQuery.Condition each : query.conditions()) {
      if (!satisfies(fields.get(each.field()), each)) {
        return false;
      }
    }
    return query.orderBy().isEmpty() || fields.containsKey(query.orderBy().get());
  }

  private static boolean satisfies(@Nullable Object value, DocumentQuery.Condition condition) {
    Object wanted = condition.value();
    if (condition.operator() == DocumentQuery.Operator.EQUAL && wanted.equals(value)) {
      return true;
    }
    if (value == null || rank(value) != rank(wanted) || rank(value) == OTHER) {
      return false;
    }
    int compared = compare(value, wanted);
    return switch (condition.operator()) {
      case EQUAL -> compared == 0;
      case AT_MOST -> compared <= 0;
      case AT_LEAST -> compared >= 0;
    };
  }

  private static Comparator<Document> order(DocumentQuery query) {
    Comparator<Document> byId = (a, b) -> byCodePoint(a.path().id(), b.path().id());
    return query
        .orderBy()
        .map(
            field ->
                ((Comparator<Document>)
                        (a, b) -> compare(a.fields().get(field), b.fields().get(field)))
                    .thenComparing(byId))
        .orElse(byId);
  }

  private static final int OTHER = 5;

  private static int rank(@Nullable Object value) {
    if (value == null) {
      return 0;
    }
    if (value instanceof Boolean) {
      return 1;
    }
    if (value instanceof Number) {
      return 2;
    }
    if (value instanceof Instant) {
      return 3;
    }
    return value instanceof String ? 4 : OTHER;
  }

  private static int compare(@Nullable Object a, @Nullable Object b) {
    int byRank = Integer.compare(rank(a), rank(b));
    if (byRank != 0) {
      return byRank;
    }
    if (a instanceof Boolean left && b instanceof Boolean right) {
      return left.compareTo(right);
    }
    if (a instanceof Long left && b instanceof Long right) {
      return left.compareTo(right);
    }
    if (a instanceof Number left && b instanceof Number right) {
      return Double.compare(left.doubleValue(), right.doubleValue());
    }
    if (a instanceof Instant left && b instanceof Instant right) {
      return left.compareTo(right);
    }
    if (a instanceof String left && b instanceof String right) {
      return byCodePoint(left, right);
    }
    return 0;
  }

  /** The order of the UTF-8 bytes, which is not {@link String#compareTo}'s beyond U+FFFF. */
  private static int byCodePoint(String a, String b) {
    int length = Math.min(a.length(), b.length());
    for (int i = 0; i < length; i++) {
      char left = a.charAt(i);
      char right = b.charAt(i);
      if (left != right) {
        boolean pairs = Character.isSurrogate(left) != Character.isSurrogate(right);
        return pairs && left >= 0xD800 && right >= 0xD800
            ? Boolean.compare(Character.isSurrogate(left), Character.isSurrogate(right))
            : Character.compare(left, right);
      }
    }
    return Integer.compare(a.length(), b.length());
  }
}
