package io.phasekeeper.local.scenario.world;

import io.phasekeeper.pipeline.Pipeline;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** The dates for which the world has put rows into each table. */
final class FilledDates {
  private final Pipeline pipeline;
  private final Map<String, Set<LocalDate>> byTable = new HashMap<>();

  FilledDates(Pipeline pipeline) {
    this.pipeline = pipeline;
  }

  void fill(String table, LocalDate date) {
    byTable.computeIfAbsent(table, any -> new HashSet<>()).add(date);
  }

  void clear(String table, LocalDate date) {
    byTable.getOrDefault(table, new HashSet<>()).remove(date);
  }

  /**
   * The outputs and sources that have rows for a date; of a source that is needed for some days
   * before it, of one of these days.
   */
  Set<String> withRows(LocalDate date) {
    Set<String> names = new LinkedHashSet<>();
    pipeline
        .processors()
        .forEach(
            (name, processor) ->
                processor
                    .table()
                    .filter(table -> has(table.name(), date, date))
                    .ifPresent(table -> names.add(name.value())));
    pipeline
        .sources()
        .forEach(
            (name, source) -> {
              LocalDate from = date.plusDays(firstDayNeeded(name));
              if (source.tables().stream()
                  .allMatch(shape -> has(shape.table().name(), from, date))) {
                names.add(name);
              }
            });
    return names;
  }

  private boolean has(String table, LocalDate from, LocalDate to) {
    return byTable.getOrDefault(table, Set.of()).stream()
        .anyMatch(date -> !date.isBefore(from) && !date.isAfter(to));
  }

  private int firstDayNeeded(String source) {
    return pipeline.processors().values().stream()
        .flatMap(processor -> processor.output().needs().stream())
        .filter(need -> need.name().equals(source))
        .mapToInt(need -> need.from())
        .min()
        .orElse(0);
  }
}
