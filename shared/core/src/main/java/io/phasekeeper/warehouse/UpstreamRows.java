package io.phasekeeper.warehouse;

import java.time.LocalDate;
import java.util.List;

/**
 * What is there of the inputs of an output; the answer to an {@link UpstreamQuestion}.
 *
 * @param counts by window and date; dates without rows are absent
 * @param runs of each processor and date the newest rows, in no order; rows without a data date are
 *     among them, and rows without a processor
 */
public record UpstreamRows(List<Count> counts, List<HistoryRow> runs) {
  public UpstreamRows {
    counts = List.copyOf(counts);
    runs = List.copyOf(runs);
  }

  /**
   * The rows of a date.
   *
   * @param window its place among the question's windows
   */
  public record Count(int window, LocalDate date, long rows) {}

  /**
   * A row of the run history.
   *
   * @param cleanedUp whether a cleanup of stale runs wrote it (its {@code errors} name {@code
   *     stale_running_cleanup})
   */
  public record HistoryRow(RunRow row, boolean cleanedUp) {}
}
