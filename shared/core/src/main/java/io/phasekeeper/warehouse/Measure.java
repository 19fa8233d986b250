package io.phasekeeper.warehouse;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * A question about the rows of some dates of a table.
 *
 * @param from first date, included
 * @param to last date, included
 * @param part the STRING column whose values are told apart; none: the date as a whole
 * @param population the conditions that a row must all satisfy to belong to the population; none:
 *     every row does
 * @param satisfied the conditions that are counted in the population
 * @param written the TIMESTAMP column that says when a row was written, if there is one
 */
public record Measure(
    TableRef table,
    LocalDate from,
    LocalDate to,
    Optional<String> part,
    List<Condition> population,
    List<Condition> satisfied,
    Optional<String> written) {
  public Measure {
    population = List.copyOf(population);
    satisfied = List.copyOf(satisfied);
  }

  /** How many rows there are, and when they were written. */
  public static Measure of(
      TableRef table,
      LocalDate from,
      LocalDate to,
      Optional<String> part,
      Optional<String> written) {
    return new Measure(table, from, to, part, List.of(), List.of(), written);
  }
}
