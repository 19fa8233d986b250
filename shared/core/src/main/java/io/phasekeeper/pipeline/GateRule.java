package io.phasekeeper.pipeline;

import io.phasekeeper.warehouse.TableRef;
import java.util.Optional;

/**
 * A gate on data: of a transition, or of an output.
 *
 * @param name unique in its pipeline; shown in findings ({@code rows:player_game_summary})
 * @param member whose gate it is; none: of a transition's gate, that it holds whenever the phase
 *     would start
 * @param table what is asked
 * @param check what it must be like
 */
public record GateRule(
    String name, Optional<ProcessorName> member, TableRef table, GateCheck check, Action action) {

  /** What a failed gate does. */
  public enum Action {
    BLOCK,
    WARN
  }

  /** A gate on a number of rows. */
  public GateRule(
      String name, Optional<ProcessorName> member, TableRef table, Minimum minimum, Action action) {
    this(
        name,
        member,
        table,
        new GateCheck.Rows(minimum.rows(), minimum.perEntity(), Optional.empty()),
        action);
  }

  /** The number of rows that is asked for, if that is what the gate asks. */
  public Optional<GateCheck.Rows> rows() {
    return check instanceof GateCheck.Rows rows ? Optional.of(rows) : Optional.empty();
  }

  /**
   * The least number of rows of a gate on rows.
   *
   * @throws IllegalStateException for any other gate
   */
  public Minimum minimum() {
    GateCheck.Rows rows =
        rows().orElseThrow(() -> new IllegalStateException(name + " is no gate on rows"));
    return new Minimum(rows.rows(), rows.perEntity());
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
