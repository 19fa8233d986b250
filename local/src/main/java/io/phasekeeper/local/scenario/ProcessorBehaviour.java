package io.phasekeeper.local.scenario;

import java.time.Duration;
import java.util.Optional;

/**
 * How a simulated processor behaves when it is asked to work.
 *
 * @param takes from its start to its completion; 1 min unless said
 * @param rows how many rows it puts in the place of the date's; none: it leaves the table alone
 * @param says the status of its completion
 * @param publishes whether it sends its completion
 * @param crashesAfter it stops without a word so long after its start
 * @param never it does not even start
 * @param writes whether a run that succeeds writes the files that the pipeline file says it makes
 */
public record ProcessorBehaviour(
    Duration takes,
    Optional<Integer> rows,
    String says,
    boolean publishes,
    Optional<Duration> crashesAfter,
    boolean never,
    boolean writes) {

  /** One that writes its files. */
  public ProcessorBehaviour(
      Duration takes,
      Optional<Integer> rows,
      String says,
      boolean publishes,
      Optional<Duration> crashesAfter,
      boolean never) {
    this(takes, rows, says, publishes, crashesAfter, never, true);
  }
}
