package io.phasekeeper.local.scenario.world;

import io.phasekeeper.call.ServiceClient;
import io.phasekeeper.local.scenario.Scenario;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * What comes of a call of ours.
 *
 * @param answer none: nobody answers in time
 * @param ordered what we may take to be under way now: the accepted dispatches
 * @param follows what the called ones do, now or later
 */
public record Reaction(
    Optional<ServiceClient.Answer> answer, List<Order> ordered, List<Scenario.Event> follows) {
  public Reaction {
    ordered = List.copyOf(ordered);
    follows = List.copyOf(follows);
  }

  /**
   * An output, or a source, for a date.
   *
   * @param named whether the call named the date; a job works for the day on which it runs,
   *     whatever it is needed for
   */
  public record Order(String output, LocalDate date, boolean named) {}
}
