package io.phasekeeper.warehouse;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * What is asked about the inputs of one output, all at once.
 *
 * @param tables the windows whose rows are counted; at most {@link #MOST}
 * @param runs the runs that make them; none if the pipeline has no run history
 */
public record UpstreamQuestion(List<Window> tables, Optional<Runs> runs) {
  /** A statement of more parts than that is not written. */
  public static final int MOST = 100;

  /** Of each processor and date the newest rows are read; older ones say nothing any more. */
  public static final int ROWS_EACH = 50;

  public UpstreamQuestion {
    tables = List.copyOf(tables);
    if ((tables.isEmpty() && runs.isEmpty()) || tables.size() > MOST) {
      throw new IllegalArgumentException(
          "a question is about 1 to " + MOST + " windows or runs, not " + tables.size());
    }
  }

  /** The rows of some dates of a table, both ends included. */
  public record Window(TableRef table, LocalDate from, LocalDate to) {}

  /**
   * The runs of some processors for some data dates, both ends included.
   *
   * @param table {@code dataset.table} of the run history
   * @param names every name under which they may stand in {@code processor_name}; at least one
   */
  public record Runs(String table, List<String> names, LocalDate from, LocalDate to) {
    public Runs {
      names = List.copyOf(names);
      if (names.isEmpty()) {
        throw new IllegalArgumentException("runs of nobody");
      }
    }
  }
}
