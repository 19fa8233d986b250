package io.phasekeeper.heal;

import io.phasekeeper.outcome.PortFailure;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.transition.Unseen;
import io.phasekeeper.warehouse.Measure;
import io.phasekeeper.warehouse.Measured;
import io.phasekeeper.warehouse.TableRef;
import io.phasekeeper.warehouse.Warehouse;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * When the rows of outputs were written: one statement per table for all dates, once it is asked.
 */
final class WritingTimes {
  private final Pipeline pipeline;
  private final Warehouse warehouse;
  private final OutputGraph graph;
  private final Consumer<Unseen.Question> unseen;
  private final Map<String, Map<LocalDate, Times>> known = new HashMap<>();
  private final Set<String> untold = new HashSet<>();

  /**
   * @param unseen told of each table that could not be asked
   */
  WritingTimes(
      Pipeline pipeline, Warehouse warehouse, OutputGraph graph, Consumer<Unseen.Question> unseen) {
    this.pipeline = pipeline;
    this.warehouse = warehouse;
    this.graph = graph;
    this.unseen = unseen;
  }

  /**
   * Of one output and date.
   *
   * @param begun when the table that came last had its first row
   */
  record Times(Instant begun, Instant newest) {
    Times and(Times other) {
      return new Times(
          begun.isAfter(other.begun()) ? begun : other.begun(),
          newest.isAfter(other.newest()) ? newest : other.newest());
    }
  }

  /**
   * None if no row tells.
   *
   * @param dates of this output that are of interest in this tick
   */
  Optional<Times> of(OutputDate of, DateSpan dates) {
    return Optional.ofNullable(
        known.computeIfAbsent(of.output(), output -> read(output, dates)).get(of.date()));
  }

  /** Whether nobody could tell when an output was written, when that was asked. */
  boolean untold(String output) {
    return untold.contains(output);
  }

  private Map<LocalDate, Times> read(String output, DateSpan dates) {
    Map<LocalDate, Times> times = new HashMap<>();
    for (TableRef table : graph.tables(output)) {
      Measure asked =
          Measure.of(
              table, dates.first(), dates.last(), Optional.empty(), pipeline.writtenColumn());
      try {
        for (Measured each : warehouse.measure(asked)) {
          each.newest()
              .map(newest -> new Times(each.oldest().orElse(newest), newest))
              .ifPresent(found -> times.merge(each.date(), found, Times::and));
        }
      } catch (PortFailure e) {
        untold.add(output);
        unseen.accept(new Unseen.Question(e, table.name()));
      }
    }
    return times;
  }
}
