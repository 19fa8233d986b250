package io.phasekeeper.gate;

import io.phasekeeper.pipeline.Calendar;
import io.phasekeeper.pipeline.GateCheck;
import io.phasekeeper.pipeline.GateRule;
import io.phasekeeper.pipeline.OutputId;
import io.phasekeeper.pipeline.PhaseName;
import io.phasekeeper.pipeline.ProcessorName;
import io.phasekeeper.warehouse.CalendarEntry;
import io.phasekeeper.warehouse.CalendarTable;
import io.phasekeeper.warehouse.Measured;
import io.phasekeeper.warehouse.TableRef;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A table, its calendar and rows of one date, for tests of gates on data. */
final class GateExamples {
  static final LocalDate DATE = LocalDate.of(2026, 1, 23);
  static final Instant NOW = Instant.parse("2026-01-23T22:00:00Z");
  static final TableRef TABLE = new TableRef("d.store", "game_date", Map.of());
  static final TableRef INPUT = new TableRef("d.input", "game_date", Map.of());
  static final Calendar CALENDAR =
      new Calendar(
          new CalendarTable(
              new TableRef("d.games", "game_date", Map.of()),
              "id",
              "starts",
              "status",
              List.of("home", "away")),
          Set.of("postponed"),
          Duration.ofMinutes(150),
          List.of(new Calendar.Season("s", DATE.minusDays(3), List.of())),
          2,
          Set.of(new PhaseName("phase4")),
          Optional.of(new OutputId("{yyyymmdd}_{away}_{home}", List.of("home", "away"))),
          Optional.empty());

  static GateRule rule(GateCheck check) {
    return new GateRule(
        "g", Optional.of(new ProcessorName("store")), TABLE, check, GateRule.Action.BLOCK);
  }

  static CalendarEntry game(LocalDate date, String status, String home, String away) {
    return new CalendarEntry(
        date,
        home + away,
        Optional.of(Instant.parse(date + "T20:00:00Z")),
        status,
        List.of(home, away));
  }

  static GateDay day(CalendarEntry... games) {
    return new GateDay(DATE, CalendarSpan.of(CALENDAR, List.of(games)), NOW);
  }

  static Measured counted(LocalDate date, String part, long rows) {
    return new Measured(date, part, rows, rows, rows, Optional.empty(), Optional.empty());
  }

  static GateAnswers parts(Object... partsAndRows) {
    List<Measured> rows = new ArrayList<>();
    for (int i = 0; i < partsAndRows.length; i += 2) {
      rows.add(counted(DATE, (String) partsAndRows[i], (Integer) partsAndRows[i + 1]));
    }
    return GateAnswers.of(rows);
  }

  private GateExamples() {}
}
