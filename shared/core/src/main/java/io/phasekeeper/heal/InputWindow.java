package io.phasekeeper.heal;

import io.phasekeeper.warehouse.TableRef;
import java.time.LocalDate;
import java.util.List;

/**
 * One thing that an output of a date is made from, over a window of dates.
 *
 * @param output the processor or source that makes it; the table's own name where nobody does
 * @param hard without it the output cannot be made
 * @param newestIsEnough rows of any date of the window will do: a source that may be so old
 * @param tables where it lies; rows in any of them are rows
 */
record InputWindow(
    String output,
    boolean hard,
    LocalDate from,
    LocalDate to,
    boolean newestIsEnough,
    List<TableRef> tables) {
  InputWindow {
    tables = List.copyOf(tables);
  }

  List<OutputDate> dates() {
    return from.datesUntil(to.plusDays(1)).map(date -> new OutputDate(output, date)).toList();
  }

  boolean ofOneDay() {
    return from.equals(to);
  }

  /** For people: {@code player_game_summary of 2026-01-01 to 2026-01-10}. */
  @Override
  public String toString() {
    return output + " of " + from + (ofOneDay() ? "" : " to " + to);
  }
}
