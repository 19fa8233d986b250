package io.phasekeeper.pipeline;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * An input that no phase of the pipeline makes, usable wherever a processor's name is.
 *
 * @param tables where it lies; at least one
 * @param maxAge older is stale ({@code stale-source})
 * @param per the column per whose value {@code maxAge} is judged; none: for the table as a whole
 * @param service the service that brings it, a key of the pipeline's services
 * @param heal how it is fetched again; without it nobody heals it
 */
public record Source(
    String name,
    String title,
    List<TableShape> tables,
    Optional<Duration> maxAge,
    Optional<String> per,
    Optional<String> service,
    Optional<HealAction> heal) {
  public Source {
    tables = List.copyOf(tables);
  }
}
