package io.phasekeeper.pipeline;

import io.phasekeeper.warehouse.TableRef;
import java.util.Optional;

/**
 * A gate of a transition: rows that must be there before the phase starts.
 *
 * @param name unique in its pipeline; shown in findings ({@code rows:player_game_summary})
 * @param member whose gate it is; none: it holds whenever the phase would start
 * @param table where the rows are counted, on the data date
 * @param minimum how many are enough: in all, or per entity of the calendar
 */
public record GateRule(
    String name, Optional<ProcessorName> member, TableRef table, Minimum minimum, Action action) {

  /** What a failed gate does. */
  public enum Action {
    BLOCK,
    WARN
  }

  /**
   * A number of rows.
   *
   * @param perEntity times the calendar entities of the date that are not postponed or cancelled;
   *     else in all
   */
  public record Minimum(long rows, boolean perEntity) {
    public Minimum {
      if (rows < 0) {
        throw new IllegalArgumentException("a minimum of rows cannot be negative: " + rows);
      }
    }
  }
}
