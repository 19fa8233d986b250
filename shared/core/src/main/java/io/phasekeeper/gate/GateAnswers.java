package io.phasekeeper.gate;

import io.phasekeeper.outcome.PortFailure;
import io.phasekeeper.warehouse.Compared;
import io.phasekeeper.warehouse.KeyCount;
import io.phasekeeper.warehouse.Measured;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the warehouse said to a gate's questions, about all the dates that were asked.
 *
 * @param rows of the gate's table
 * @param input of the table that it is compared with, or made from
 * @param keys of the gate's table
 * @param compared of both tables
 * @param failure why nobody can tell; then the rest is empty
 * @param failedTable the table that was asked then
 */
public record GateAnswers(
    List<Measured> rows,
    List<Measured> input,
    List<KeyCount> keys,
    List<Compared> compared,
    Optional<PortFailure> failure,
    Optional<String> failedTable) {
  public GateAnswers {
    rows = List.copyOf(rows);
    input = List.copyOf(input);
    keys = List.copyOf(keys);
    compared = List.copyOf(compared);
  }

  private GateAnswers(List<Measured> rows, List<Measured> input, List<KeyCount> keys) {
    this(rows, input, keys, List.of(), Optional.empty(), Optional.empty());
  }

  public static GateAnswers of(List<Measured> rows) {
    return new GateAnswers(rows, List.of(), List.of());
  }

  public static GateAnswers of(List<Measured> rows, List<Measured> input) {
    return new GateAnswers(rows, input, List.of());
  }

  public static GateAnswers ofKeys(List<KeyCount> keys) {
    return new GateAnswers(List.of(), List.of(), keys);
  }

  public static GateAnswers ofCompared(List<Compared> compared) {
    List<Measured> rows = new ArrayList<>();
    List<Measured> input = new ArrayList<>();
    for (Compared each : compared) {
      if (each.outputRows() > 0) {
        rows.add(measured(each.date(), each.outputRows(), each.outputNewest()));
      }
      if (each.inputRows() > 0) {
        input.add(measured(each.date(), each.inputRows(), each.inputNewest()));
      }
    }
    return new GateAnswers(rows, input, List.of(), compared, Optional.empty(), Optional.empty());
  }

  private static Measured measured(LocalDate date, long rows, Optional<Instant> newest) {
    return new Measured(date, "", rows, rows, rows, Optional.empty(), newest);
  }

  public static GateAnswers unseen(PortFailure failure, String table) {
    return new GateAnswers(
        List.of(), List.of(), List.of(), List.of(), Optional.of(failure), Optional.of(table));
  }
}
