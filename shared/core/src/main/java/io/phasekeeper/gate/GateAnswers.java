package io.phasekeeper.gate;

import io.phasekeeper.outcome.PortFailure;
import io.phasekeeper.warehouse.KeyCount;
import io.phasekeeper.warehouse.Measured;
import java.util.List;
import java.util.Optional;

/**
 * What the warehouse said to a gate's questions, about all the dates that were asked.
 *
 * @param rows of the gate's table
 * @param input of the table that it is compared with, or made from
 * @param keys of the gate's table
 * @param failure why nobody can tell; then the rest is empty
 * @param failedTable the table that was asked then
 */
public record GateAnswers(
    List<Measured> rows,
    List<Measured> input,
    List<KeyCount> keys,
    Optional<PortFailure> failure,
    Optional<String> failedTable) {
  public GateAnswers {
    rows = List.copyOf(rows);
    input = List.copyOf(input);
    keys = List.copyOf(keys);
  }

  private GateAnswers(List<Measured> rows, List<Measured> input, List<KeyCount> keys) {
    this(rows, input, keys, Optional.empty(), Optional.empty());
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

  public static GateAnswers unseen(PortFailure failure, String table) {
    return new GateAnswers(
        List.of(), List.of(), List.of(), Optional.of(failure), Optional.of(table));
  }
}
