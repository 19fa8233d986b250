package io.phasekeeper.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.phasekeeper.outcome.PortFailure;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.pipeline.PipelineFile;
import io.phasekeeper.warehouse.CalendarEntry;
import io.phasekeeper.warehouse.MemoryWarehouse;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CalendarSpanTest {
  private static final Pipeline NBA = PipelineFile.load(Path.of("../../pipelines/nba.yaml"));
  private static final LocalDate DATE = LocalDate.of(2026, 1, 23);

  private static CalendarEntry game(LocalDate date, String status, String home, String away) {
    return new CalendarEntry(
        date,
        home + away + date,
        Optional.of(Instant.parse(date + "T20:00:00Z")),
        status,
        List.of(home, away));
  }

  private static CalendarSpan of(CalendarEntry... games) {
    return CalendarSpan.of(NBA.calendar().orElseThrow(), List.of(games));
  }

  @ParameterizedTest
  @CsvSource({"7, true", "-7, true", "8, false", "-8, false", "0, true"})
  void itKnowsADateThatHasAnEntryWithinSoManyDays(int days, boolean known) {
    CalendarSpan span = of(game(DATE.plusDays(days), "postponed", "BOS", "NYK"));

    assertThat(span.knowsAround(DATE, 7)).isEqualTo(known);
    assertThat(span.on(DATE).state() == DayWork.State.KNOWN).isEqualTo(known);
  }

  @Test
  void theLastEntitiesOfAPartAreThoseThatAskedForWorkBeforeTheDate() {
    CalendarSpan span =
        of(
            game(DATE.minusDays(6), "final", "BOS", "NYK"),
            game(DATE.minusDays(4), "final", "CHI", "BOS"),
            game(DATE.minusDays(3), "Postponed", "BOS", "MIA"),
            game(DATE.minusDays(2), "final", "CHI", "MIA"),
            game(DATE.minusDays(1), "final", "BOS", "DAL"),
            game(DATE, "scheduled", "BOS", "LAL"));

    assertThat(span.lastOf("BOS", DATE, 2))
        .extracting(CalendarEntry::date)
        .containsExactly(DATE.minusDays(1), DATE.minusDays(4));
    assertThat(span.lastOf("BOS", DATE, 9)).hasSize(3);
  }

  @Test
  void theFirstStartIsTheEarliest() {
    CalendarEntry late =
        new CalendarEntry(
            DATE, "late", Optional.of(Instant.parse(DATE + "T23:00:00Z")), "scheduled", List.of());

    assertThat(of(late, game(DATE, "scheduled", "BOS", "NYK")).on(DATE).firstStart())
        .contains(Instant.parse(DATE + "T20:00:00Z"));
    assertThat(of(game(DATE, "cancelled", "BOS", "NYK")).on(DATE).firstStart()).isEmpty();
  }

  @Test
  void aCalendarThatCannotBeReadKnowsNothingAndSaysWhy() {
    List<PortFailure> unseen = new ArrayList<>();

    CalendarSpan span = CalendarSpan.read(NBA, new MemoryWarehouse(), DATE, DATE, unseen::add);

    assertThat(unseen).hasSize(1);
    assertThat(span.unreadable()).hasValueSatisfying(why -> assertThat(why).contains("no table"));
    assertThat(span.on(DATE).state()).isEqualTo(DayWork.State.UNKNOWN);
    assertThat(of().unreadable()).isEmpty();
  }
}
