package io.phasekeeper.warehouse;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * The run history (CONTRACT §6) as the cleanup of runs needs it. Rows without a data date belong to
 * every window of dates. A row <em>ends</em> its run if it has a {@code processed_at}, or a status
 * other than {@code running}; any column may be NULL: a row without status and {@code processed_at}
 * is a start.
 */
public interface RunHistory {
  /**
   * The start rows of runs that no row has ended since, newest start first; at most {@code limit}.
   * Rows without a run id are left out: nothing can be said about them. {@code sql/open-runs.sql}.
   *
   * @param also data dates outside of {@code from} to {@code to} that are looked at, too
   */
  List<OpenRun> openRuns(
      String table, LocalDate from, LocalDate to, Collection<LocalDate> also, int limit);

  /**
   * The rows that ended a run at or after a moment, newest first; at most {@code limit}. {@code
   * sql/ended-runs.sql}.
   */
  List<RunRow> endedRuns(String table, LocalDate from, LocalDate to, Instant since, int limit);

  /**
   * How the runs of each processor ended that ended last, by processor, newest first. Rows without
   * a run id are left out. {@code sql/newest-ends.sql}.
   *
   * @param each at most so many of each processor
   */
  List<EndedRun> newestEnds(String table, LocalDate from, LocalDate to, int each);

  /**
   * Every row of the named runs, oldest start first. {@code sql/rows-of-runs.sql}.
   *
   * @param runIds none: nobody is asked
   */
  List<RunRow> rowsOfRuns(String table, LocalDate from, LocalDate to, Collection<String> runIds);

  /**
   * How long the last successful runs of each processor took, by {@code processor_name} as written
   * there, newest first. Reconciled runs are left out: nobody knows when they ended. {@code
   * sql/usual-durations.sql}.
   *
   * @param each at most so many of each processor
   */
  Map<String, List<Duration>> usualDurations(String table, LocalDate from, LocalDate to, int each);

  /**
   * Ends a run in its start row, unless the row says something else by now, or any other row has
   * ended the run meanwhile: one statement, {@code sql/end-run.sql}. Twice is the same as once.
   *
   * @return the rows that were changed; 0: it had ended, and nothing was written
   * @throws io.phasekeeper.outcome.PortFailure {@code STREAMING} if the row was streamed just now
   *     and cannot be changed; {@code BUSY} if too much is changing
   */
  long endRun(String table, RunEnd end);

  /**
   * Ends a run in a second row, made of its start row, unless any row has ended it meanwhile: for a
   * start row that cannot be changed yet. {@code sql/append-run-end.sql}.
   *
   * @return 1, or 0: it had ended, and nothing was written
   */
  long appendRunEnd(String table, RunEnd end);
}
