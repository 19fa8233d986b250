package io.phasekeeper.status;

import io.phasekeeper.platform.Platform;
import io.phasekeeper.run.Run;
import io.phasekeeper.run.RunLook;
import io.phasekeeper.warehouse.RunRow;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;

/** Reads the runs of a date. It judges with the cleanup's own code, and writes nothing. */
public final class RunsReader {
  /** More rows of one date are not read. */
  private static final int MOST_ROWS = 5_000;

  private final Platform platform;
  private final RunLook look;

  public RunsReader(Platform platform) {
    this.platform = platform;
    this.look = new RunLook(platform);
  }

  /**
   * The date's runs now.
   *
   * @throws IllegalArgumentException if the pipeline has no run history
   * @throws io.phasekeeper.outcome.PortFailure if warehouse or documents cannot be read
   */
  public RunsOfDay read(LocalDate date) {
    String history =
        platform
            .pipeline()
            .runHistory()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "pipeline "
                            + platform.pipeline().id()
                            + " has no run_history; name its table in the pipeline file"));
    Instant now = platform.clock().instant();
    List<RunRow> rows = platform.warehouse().runs(history, date, date, MOST_ROWS);
    return new RunsOfDay(
        platform.pipeline().id(),
        date,
        platform.pipeline().zone(),
        now,
        look.look(Run.merge(rows), true, now),
        rows.size() == MOST_ROWS);
  }
}
