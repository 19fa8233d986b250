package io.phasekeeper.pipeline;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What is known of a processor's output beside its table: its shape, what it is made from, when it
 * is due, and how it is made again.
 *
 * @param key the columns that make a row unique, the date column among them; empty if unknown
 * @param columns further columns that may be named, with their GoogleSQL types
 * @param healthyRows on an ordinary day
 * @param needs what must be there before it can be made
 * @param due per cycle, when its rows are due
 * @param alertAt when its absence is critical ({@code predictions-late})
 * @param uselessAfterFirstStart the cycles in which making it has no use once the date's first
 *     calendar entity has begun
 * @param heal how it is made again, if not by the call of its phase's service
 */
public record Output(
    List<String> key,
    Map<String, String> columns,
    Optional<HealthyRows> healthyRows,
    List<Need> needs,
    Map<CycleName, Due> due,
    Optional<Due> alertAt,
    Set<CycleName> uselessAfterFirstStart,
    Optional<HealAction> heal) {
  /** Nothing. */
  public static final Output UNKNOWN =
      new Output(
          List.of(),
          Map.of(),
          Optional.empty(),
          List.of(),
          Map.of(),
          Optional.empty(),
          Set.of(),
          Optional.empty());

  public Output {
    key = List.copyOf(key);
    columns = Collections.unmodifiableMap(new LinkedHashMap<>(columns));
    needs = List.copyOf(needs);
    due = Collections.unmodifiableMap(new LinkedHashMap<>(due));
    uselessAfterFirstStart = Set.copyOf(uselessAfterFirstStart);
  }

  /**
   * How many rows an ordinary day makes.
   *
   * @param perEntity the numbers are per calendar entity of the date; else in all
   */
  public record HealthyRows(long from, long to, boolean perEntity) {
    public HealthyRows {
      if (from < 0 || to < from) {
        throw new IllegalArgumentException("not a range of rows: " + from + " to " + to);
      }
    }
  }
}
