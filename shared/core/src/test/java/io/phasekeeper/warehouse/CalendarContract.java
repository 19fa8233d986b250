package io.phasekeeper.warehouse;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How a {@link Warehouse} reads the calendar. */
public interface CalendarContract extends WarehouseUnderTest {
  private CalendarTable schedule() {
    String table =
        newTable(
            "game_date",
            WarehouseUnderTest.columns(
                "game_date", "DATE",
                "game_id", "STRING",
                "game_date_est", "TIMESTAMP",
                "game_status", "STRING",
                "home_team", "STRING",
                "away_team", "STRING"));
    return new CalendarTable(
        WarehouseUnderTest.all(table),
        "game_id",
        "game_date_est",
        "game_status",
        List.of("home_team", "away_team"));
  }

  private static Map<String, Object> game(LocalDate date, String id, String starts, String status) {
    return WarehouseUnderTest.row(
        "game_date",
        date,
        "game_id",
        id,
        "game_date_est",
        Instant.parse(starts),
        "game_status",
        status,
        "home_team",
        "TOR",
        "away_team",
        "POR");
  }

  @Test
  default void theCalendarHasItsEntriesByDateAndId() {
    CalendarTable schedule = schedule();
    warehouse()
        .append(
            schedule.table().name(),
            List.of(
                game(JAN_12, "0022500001", "2026-01-13T00:00:00Z", "scheduled"),
                game(JAN_11, "0022500003", "2026-01-12T00:30:00.123456Z", "final"),
                game(JAN_11, "0022500002", "2026-01-12T03:00:00Z", "postponed"),
                game(JAN_10, "0022500000", "2026-01-11T00:00:00Z", "final")));

    assertThat(warehouse().calendar(schedule, JAN_11, JAN_12))
        .containsExactly(
            entry(JAN_11, "0022500002", "2026-01-12T03:00:00Z", "postponed"),
            entry(JAN_11, "0022500003", "2026-01-12T00:30:00.123456Z", "final"),
            entry(JAN_12, "0022500001", "2026-01-13T00:00:00Z", "scheduled"));
    assertThat(warehouse().calendar(schedule, JAN_12, JAN_10)).isEmpty();
  }

  private static CalendarEntry entry(LocalDate date, String id, String starts, String status) {
    return new CalendarEntry(
        date, id, Optional.of(Instant.parse(starts)), status, List.of("TOR", "POR"));
  }

  @Test
  default void anEntityThatTheTableRepeatsIsOneEntryTheOneWithTheLatestStart() {
    CalendarTable schedule = schedule();
    List<Map<String, Object>> rows =
        new ArrayList<>(
            List.of(
                game(JAN_11, "1", "2026-01-12T01:00:00Z", "scheduled"),
                game(JAN_11, "1", "2026-01-12T02:00:00Z", "final"),
                game(JAN_11, "1", "2026-01-12T02:00:00Z", "final"),
                game(JAN_11, "2", "2026-01-12T02:00:00Z", "final"),
                game(JAN_11, "2", "2026-01-12T02:00:00Z", "scheduled")));
    Map<String, Object> withoutStart = game(JAN_11, "1", "2026-01-12T03:00:00Z", "zz");
    withoutStart.remove("game_date_est");
    rows.add(withoutStart);
    warehouse().append(schedule.table().name(), rows);

    assertThat(warehouse().calendar(schedule, JAN_11, JAN_11))
        .containsExactly(
            entry(JAN_11, "1", "2026-01-12T02:00:00Z", "final"),
            entry(JAN_11, "2", "2026-01-12T02:00:00Z", "scheduled"));
  }

  @Test
  default void anEntityThatMovedIsOnBothItsDates() {
    CalendarTable schedule = schedule();
    warehouse()
        .append(
            schedule.table().name(),
            List.of(
                game(JAN_11, "1", "2026-01-12T01:00:00Z", "postponed"),
                game(JAN_12, "1", "2026-01-13T01:00:00Z", "scheduled")));

    assertThat(warehouse().calendar(schedule, JAN_11, JAN_12))
        .extracting(CalendarEntry::date)
        .containsExactly(JAN_11, JAN_12);
  }

  @Test
  default void whatTheCalendarLeavesOutIsEmptyAndAnEntryWithoutIdIsNone() {
    CalendarTable schedule = schedule();
    warehouse()
        .append(
            schedule.table().name(),
            List.of(
                WarehouseUnderTest.row("game_date", JAN_11, "game_id", "1", "away_team", "POR"),
                WarehouseUnderTest.row("game_date", JAN_11, "game_status", "scheduled")));

    assertThat(warehouse().calendar(schedule, JAN_11, JAN_11))
        .containsExactly(new CalendarEntry(JAN_11, "1", Optional.empty(), "", List.of("POR")));
  }

  @Test
  default void aCalendarMayHaveNoPartsAndAConditionOfItsOwn() {
    CalendarTable schedule = schedule();
    warehouse()
        .append(
            schedule.table().name(),
            List.of(
                game(JAN_11, "1", "2026-01-12T01:00:00Z", "final"),
                game(JAN_11, "2", "2026-01-12T01:00:00Z", "scheduled")));
    CalendarTable finals =
        new CalendarTable(
            new TableRef(schedule.table().name(), "game_date", Map.of("game_status", "final")),
            "game_id",
            "game_date_est",
            "game_status",
            List.of());

    assertThat(warehouse().calendar(finals, JAN_11, JAN_11))
        .containsExactly(
            new CalendarEntry(
                JAN_11,
                "1",
                Optional.of(Instant.parse("2026-01-12T01:00:00Z")),
                "final",
                List.of()));
  }
}
