package io.phasekeeper.pipeline;

import io.phasekeeper.warehouse.CalendarEntry;
import io.phasekeeper.warehouse.CalendarTable;
import java.time.Duration;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The pipeline's calendar and which of its entries ask for work.
 *
 * @param withoutWork statuses, lower case, of entries that ask for none: postponed, cancelled
 * @param lasts how long an entity takes from its start: a game is over after 2 h 30
 * @param seasons in order; empty if the pipeline knows none
 * @param outputId how output tables name an entity; none: by the calendar's own id
 * @param maxAge how old its newest row may be
 * @param bootstrapDays the first days of a season, on which {@code bootstrapPhases} make no rows
 */
public record Calendar(
    CalendarTable source,
    Set<String> withoutWork,
    Duration lasts,
    List<Season> seasons,
    int bootstrapDays,
    Set<PhaseName> bootstrapPhases,
    Optional<OutputId> outputId,
    Optional<Duration> maxAge) {
  public Calendar {
    withoutWork = Set.copyOf(withoutWork);
    seasons = List.copyOf(seasons);
    bootstrapPhases = Set.copyOf(bootstrapPhases);
  }

  /** A calendar whose ids outputs use too, and which may be of any age. */
  public Calendar(
      CalendarTable source,
      Set<String> withoutWork,
      Duration lasts,
      List<Season> seasons,
      int bootstrapDays,
      Set<PhaseName> bootstrapPhases) {
    this(
        source,
        withoutWork,
        lasts,
        seasons,
        bootstrapDays,
        bootstrapPhases,
        Optional.empty(),
        Optional.empty());
  }

  /** A calendar without seasons, whose entities take no time. */
  public Calendar(CalendarTable source, Set<String> withoutWork) {
    this(source, withoutWork, Duration.ZERO, List.of(), 0, Set.of());
  }

  /**
   * A season of the calendar.
   *
   * @param starts its first date
   * @param ends its last date; none: it lasts until the next begins
   * @param breaks without work, in order
   */
  public record Season(
      String name, LocalDate starts, Optional<LocalDate> ends, List<Break> breaks) {
    public Season {
      breaks = List.copyOf(breaks);
    }

    /** A season that lasts until the next begins. */
    public Season(String name, LocalDate starts, List<Break> breaks) {
      this(name, starts, Optional.empty(), breaks);
    }
  }

  /** Days without work, both included. */
  public record Break(LocalDate from, LocalDate to) {
    public Break {
      if (to.isBefore(from)) {
        throw new IllegalArgumentException(
            "a break cannot end before it begins: " + from + ", " + to);
      }
    }

    public boolean holds(LocalDate date) {
      return !date.isBefore(from) && !date.isAfter(to);
    }
  }

  /** Its table's shape. */
  TableShape shape() {
    Map<String, String> columns = new LinkedHashMap<>();
    columns.put(source.startsColumn(), "TIMESTAMP");
    columns.put(source.statusColumn(), "STRING");
    source.partColumns().forEach(column -> columns.put(column, "STRING"));
    return new TableShape(
        source.table(), List.of(source.table().dateColumn(), source.idColumn()), columns);
  }

  public boolean asksForWork(CalendarEntry entry) {
    return !withoutWork.contains(entry.status().toLowerCase(Locale.ROOT));
  }

  /** How output tables name an entity. */
  public String idInOutputs(CalendarEntry entry) {
    return outputId.map(id -> id.of(entry)).orElse(entry.id());
  }

  /** The season that a date belongs to: the last that had begun, unless it is over. */
  public Optional<Season> seasonOf(LocalDate date) {
    return seasons.stream()
        .filter(season -> !date.isBefore(season.starts()))
        .reduce((earlier, later) -> later.starts().isBefore(earlier.starts()) ? earlier : later)
        .filter(season -> season.ends().map(end -> !date.isAfter(end)).orElse(true));
  }

  /** Whether entities are to be expected around the date: it is in season, and in no break. */
  public boolean inSeason(LocalDate date) {
    return (seasons.isEmpty() || seasonOf(date).isPresent()) && !inBreak(date);
  }

  /** Whether the date lies in a declared break of a season. */
  public boolean inBreak(LocalDate date) {
    return seasons.stream().flatMap(s -> s.breaks().stream()).anyMatch(b -> b.holds(date));
  }

  /** Whether the phase makes no rows on the date because its season has only just begun. */
  public boolean isBootstrap(PhaseName phase, LocalDate date) {
    return bootstrapPhases.contains(phase)
        && seasons.stream()
            .anyMatch(
                s ->
                    !date.isBefore(s.starts())
                        && date.isBefore(s.starts().plusDays(bootstrapDays)));
  }
}
