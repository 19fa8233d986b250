package io.phasekeeper.pipeline;

import io.phasekeeper.warehouse.TableRef;
import java.util.List;
import java.util.Optional;

/**
 * One processor of a phase.
 *
 * @param className as in messages and run history, such as {@code PlayerDailyCacheProcessor}
 * @param aliases further names under which it reports
 * @param table its output
 * @param entity what its {@code entities_changed} name: a key of the pipeline's {@code entities}
 * @param rowsPerEntity whether rows are due only on dates that have calendar entities
 * @param output what else is known of what it makes
 */
public record Processor(
    ProcessorName name,
    PhaseName phase,
    String className,
    List<String> aliases,
    Optional<TableRef> table,
    Optional<String> entity,
    boolean rowsPerEntity,
    Output output) {
  public Processor {
    aliases = List.copyOf(aliases);
  }

  /** A processor of whose output nothing more is known. */
  public Processor(
      ProcessorName name,
      PhaseName phase,
      String className,
      List<String> aliases,
      Optional<TableRef> table,
      Optional<String> entity,
      boolean rowsPerEntity) {
    this(name, phase, className, aliases, table, entity, rowsPerEntity, Output.UNKNOWN);
  }
}
