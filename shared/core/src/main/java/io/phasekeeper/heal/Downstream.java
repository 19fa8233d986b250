package io.phasekeeper.heal;

import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Which outputs of which dates are made from some others, however far down, purely. */
final class Downstream {
  private final OutputGraph graph;

  Downstream(OutputGraph graph) {
    this.graph = graph;
  }

  /**
   * @param outputs of the dates {@code from} to {@code to}
   * @param last later dates are left out, as are those before {@code from}
   * @return for each output that is made from them the first and the last date that may be
   */
  Map<String, DateSpan> of(
      Collection<String> outputs, LocalDate from, LocalDate to, LocalDate last) {
    Map<String, DateSpan> reached = new LinkedHashMap<>();
    Deque<Map.Entry<String, DateSpan>> next = new ArrayDeque<>();
    outputs.forEach(output -> next.add(Map.entry(output, new DateSpan(from, to))));
    while (!next.isEmpty()) {
      Map.Entry<String, DateSpan> each = next.remove();
      dependents(each.getKey(), each.getValue())
          .forEach(
              (output, span) -> {
                Optional<DateSpan> clipped = span.within(from, last);
                DateSpan known = reached.get(output);
                if (clipped.isPresent()) {
                  DateSpan more = known == null ? clipped.get() : known.and(clipped.get());
                  if (!more.equals(known)) {
                    reached.put(output, more);
                    next.add(Map.entry(output, more));
                  }
                }
              });
    }
    return reached;
  }

  /** A window moves with its date, so that the ends of a span tell of all between. */
  private Map<String, DateSpan> dependents(String output, DateSpan span) {
    Map<String, DateSpan> dependents = new LinkedHashMap<>();
    for (LocalDate end : new LocalDate[] {span.first(), span.last()}) {
      for (OutputDate each :
          graph.dependents(new OutputDate(output, end), LocalDate.MIN, LocalDate.MAX)) {
        dependents.merge(each.output(), new DateSpan(each.date(), each.date()), DateSpan::and);
      }
    }
    return dependents;
  }
}
