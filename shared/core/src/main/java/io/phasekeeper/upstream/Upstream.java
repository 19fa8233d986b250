package io.phasekeeper.upstream;

import io.phasekeeper.pipeline.ProcessorName;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Whether the inputs of one output are there: one verdict, and what it was made of.
 *
 * @param processor who asks
 * @param date of its output
 * @param at when it was judged
 * @param finding of the hard input that is worst; of none if nothing is needed
 * @param inputs all of them, in the pipeline file's order
 */
public record Upstream(
    ProcessorName processor,
    LocalDate date,
    Instant at,
    Finding finding,
    List<InputStanding> inputs) {
  public Upstream {
    inputs = List.copyOf(inputs);
  }

  /**
   * A verdict and why.
   *
   * @param safe whether a processor may start on it
   * @param age since the run began or ended that it is about; none if it is about no run
   * @param evidence one sentence
   */
  public record Finding(
      UpstreamVerdict verdict, boolean safe, Optional<Duration> age, String evidence) {
    /** What must not be started on is worse than what may, whatever it is. */
    static final Comparator<Finding> BADNESS =
        Comparator.<Finding, Boolean>comparing(each -> !each.safe())
            .thenComparing(Finding::verdict);

    static Finding ok(String evidence) {
      return new Finding(UpstreamVerdict.OK, true, Optional.empty(), evidence);
    }

    static Finding unknown(String evidence) {
      return new Finding(UpstreamVerdict.UNKNOWN, false, Optional.empty(), evidence);
    }
  }

  /**
   * One input over its window.
   *
   * @param name of the processor, source or table that the pipeline file names
   * @param table {@code dataset.table}; none for a processor that has none
   * @param hard whether the output cannot be made without it
   * @param finding of its worst date
   * @param days each date that was looked at, in order; one for an input of which the newest is
   *     enough, its last
   */
  public record InputStanding(
      String name,
      Optional<String> table,
      boolean hard,
      LocalDate from,
      LocalDate to,
      Finding finding,
      List<Day> days) {
    public InputStanding {
      days = List.copyOf(days);
    }
  }

  /**
   * One input on one date.
   *
   * @param rows of the table; none if it has none
   * @param runId the run that it is about
   */
  public record Day(LocalDate date, Finding finding, Optional<Long> rows, Optional<String> runId) {}

  /** Whether the processor may start. */
  public boolean safe() {
    return finding.safe();
  }

  public UpstreamVerdict verdict() {
    return finding.verdict();
  }
}
