package io.phasekeeper.local.simulate.heal;

import io.phasekeeper.warehouse.AskedWarehouse;
import io.phasekeeper.warehouse.CalendarEntry;
import io.phasekeeper.warehouse.CalendarTable;
import io.phasekeeper.warehouse.EndedRun;
import io.phasekeeper.warehouse.Measure;
import io.phasekeeper.warehouse.Measured;
import io.phasekeeper.warehouse.MemoryWarehouse;
import io.phasekeeper.warehouse.RunRow;
import io.phasekeeper.warehouse.TableRef;
import io.phasekeeper.warehouse.UpstreamQuestion;
import io.phasekeeper.warehouse.UpstreamRows;
import io.phasekeeper.warehouse.Warehouse;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/** The tables of a day, answered from what is there at the moment. */
final class HealTables {
  private final HealWorld world;
  private final MemoryWarehouse nothing = new MemoryWarehouse();

  HealTables(HealWorld world) {
    this.world = world;
  }

  /** The table {@code sim_….stats} holds {@code stats}. */
  private static Made made(TableRef table, LocalDate date) {
    return new Made(table.bareName(), date);
  }

  private SortedMap<LocalDate, Long> counts(TableRef table, LocalDate from, LocalDate to) {
    SortedMap<LocalDate, Long> counts = new TreeMap<>();
    for (LocalDate date = from; !date.isAfter(to); date = date.plusDays(1)) {
      long rows = world.truth().rows(made(table, date), world.now());
      if (rows > 0) {
        counts.put(date, rows);
      }
    }
    return counts;
  }

  private UpstreamRows answer(UpstreamQuestion question) {
    List<UpstreamRows.Count> counts = new ArrayList<>();
    for (int i = 0; i < question.tables().size(); i++) {
      int window = i;
      UpstreamQuestion.Window asked = question.tables().get(i);
      counts(asked.table(), asked.from(), asked.to())
          .forEach((date, rows) -> counts.add(new UpstreamRows.Count(window, date, rows)));
    }
    List<UpstreamRows.HistoryRow> runs = new ArrayList<>();
    question.runs().ifPresent(asked -> runs(asked, runs));
    return new UpstreamRows(counts, runs);
  }

  private void runs(UpstreamQuestion.Runs asked, List<UpstreamRows.HistoryRow> into) {
    Instant now = world.now();
    for (HealWorld.Run run : world.runs()) {
      LocalDate date = run.of().date();
      String name = world.className(run.of());
      boolean wanted =
          !run.start().isAfter(now)
              && !date.isBefore(asked.from())
              && !date.isAfter(asked.to())
              && asked.names().contains(name);
      if (wanted) {
        into.add(new UpstreamRows.HistoryRow(row(run, name, "running", Optional.empty()), false));
        Optional<Instant> end = run.end().filter(e -> !e.isAfter(now));
        if (end.isPresent()) {
          into.add(new UpstreamRows.HistoryRow(row(run, name, run.status(), end), false));
        }
      }
    }
  }

  private static RunRow row(
      HealWorld.Run run, String name, String status, Optional<Instant> processedAt) {
    return new RunRow(
        name,
        run.id(),
        status,
        Optional.of(run.start()),
        processedAt,
        Optional.of(run.of().date()),
        Optional.empty());
  }

  private List<Measured> measured(Measure question) {
    List<Measured> answers = new ArrayList<>();
    counts(question.table(), question.from(), question.to())
        .forEach(
            (date, rows) -> {
              Optional<Instant> at =
                  world.truth().written(made(question.table(), date), world.now());
              answers.add(new Measured(date, "", rows, rows, rows, at, at));
            });
    return answers;
  }

  /** Only what a day is asked is answered; anything else finds no table. */
  Warehouse behind(Runnable asked) {
    return new AskedWarehouse() {
      @Override
      protected <T> T ask(Function<Warehouse, T> question) {
        asked.run();
        return question.apply(nothing);
      }

      @Override
      public SortedMap<LocalDate, Long> rowCounts(TableRef table, LocalDate from, LocalDate to) {
        return ask(any -> counts(table, from, to));
      }

      @Override
      public List<CalendarEntry> calendar(CalendarTable calendar, LocalDate from, LocalDate to) {
        return ask(any -> world.calendar(from, to));
      }

      @Override
      public List<Measured> measure(Measure question) {
        return ask(any -> measured(question));
      }

      /** No run of these days is refused for what it is made from. */
      @Override
      public List<EndedRun> newestEnds(String table, LocalDate from, LocalDate to, int each) {
        return ask(any -> List.of());
      }

      @Override
      public UpstreamRows upstream(UpstreamQuestion question) {
        return ask(any -> answer(question));
      }
    };
  }
}
