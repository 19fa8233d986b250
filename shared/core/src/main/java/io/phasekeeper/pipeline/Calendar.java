package io.phasekeeper.pipeline;

import io.phasekeeper.warehouse.CalendarTable;
import java.util.Set;

/**
 * The pipeline's calendar and which of its entries ask for work.
 *
 * @param withoutWork statuses, lower case, of entries that ask for none: postponed, cancelled
 */
public record Calendar(CalendarTable source, Set<String> withoutWork) {
  public Calendar {
    withoutWork = Set.copyOf(withoutWork);
  }

  public boolean asksForWork(io.phasekeeper.warehouse.CalendarEntry entry) {
    return !withoutWork.contains(entry.status().toLowerCase(java.util.Locale.ROOT));
  }
}
