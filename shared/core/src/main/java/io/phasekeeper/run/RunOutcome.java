package io.phasekeeper.run;

import java.util.Optional;

/**
 * What is to become of a run without an end.
 *
 * @param becomes the status that its run history is to have
 * @param reconciles whether its rows are complete, so that it counts as done
 * @param category {@code failure_category}
 */
record RunOutcome(String becomes, boolean reconciles, Optional<String> category) {
  /**
   * By its own word if it gave one, and by its rows: what failed by its own word stays failed; what
   * completed counts as done if its rows are complete, and else is as much as its rows are; who
   * said nothing is done or has failed, as its rows say.
   *
   * @param reconciledStatus the status of what counts as done
   */
  static RunOutcome of(Optional<LastWord> told, RunData.Output output, String reconciledStatus) {
    boolean complete = output.state() == RunData.State.COMPLETE;
    if (told.isEmpty()) {
      return complete
          ? new RunOutcome(reconciledStatus, true, Optional.empty())
          : new RunOutcome("failed", false, Optional.of("timeout"));
    }
    return switch (told.get().said()) {
      case FAILED -> new RunOutcome("failed", false, Optional.of("processing_error"));
      case NOTHING -> new RunOutcome("skipped", false, Optional.empty());
      case COMPLETED ->
          switch (output.state()) {
            case COMPLETE -> new RunOutcome(reconciledStatus, true, Optional.empty());
            case NOWHERE -> new RunOutcome("success", false, Optional.empty());
            case WANTING, UNSEEN ->
                new RunOutcome(output.rows() > 0 ? "partial" : "skipped", false, Optional.empty());
          };
    };
  }

  boolean failed() {
    return becomes.equals("failed");
  }
}
