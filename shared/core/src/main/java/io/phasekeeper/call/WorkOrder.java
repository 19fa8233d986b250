package io.phasekeeper.call;

import io.phasekeeper.pipeline.CycleName;
import java.time.LocalDate;
import java.util.Optional;

/**
 * That an output, or a source, is to be made for some dates.
 *
 * @param output name of the processor or of the source
 * @param from first date
 * @param to last date, included
 * @param cycle in which it is made; none: the pipeline's main one
 * @param correlationId what the runs that come of it carry, where the service takes it
 * @param orderId the same whenever the same order is sent again
 */
public record WorkOrder(
    String output,
    LocalDate from,
    LocalDate to,
    Optional<CycleName> cycle,
    String correlationId,
    String orderId) {
  public WorkOrder {
    if (to.isBefore(from)) {
      throw new IllegalArgumentException(
          "order " + orderId + " for " + output + " is from " + from + " to " + to);
    }
  }

  /** An order for one date. */
  public static WorkOrder on(
      String output,
      LocalDate date,
      Optional<CycleName> cycle,
      String correlationId,
      String orderId) {
    return new WorkOrder(output, date, date, cycle, correlationId, orderId);
  }
}
