package io.phasekeeper.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.phasekeeper.outcome.PortFailure;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.pipeline.PipelineFile;
import io.phasekeeper.warehouse.CalendarEntry;
import io.phasekeeper.warehouse.CalendarTable;
import io.phasekeeper.warehouse.EndedRun;
import io.phasekeeper.warehouse.OpenRun;
import io.phasekeeper.warehouse.RunEnd;
import io.phasekeeper.warehouse.RunRow;
import io.phasekeeper.warehouse.TableRef;
import io.phasekeeper.warehouse.Warehouse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;

/** The calendar is asked seldom, and never believed when it did not answer. */
class WorkCalendarTest {
  private static final LocalDate DATE = LocalDate.of(2026, 1, 10);
  private static final Instant NOON = Instant.parse("2026-01-10T17:00:00Z");
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Pipeline NBA = PipelineFile.load(Path.of("../../pipelines/nba.yaml"));

  private final List<PortFailure> unseen = new ArrayList<>();
  private final Games games = new Games();
  private final WorkCalendar calendar = new WorkCalendar(NBA, games);

  @Test
  void anAnswerHoldsForAQuarterOfAnHour() {
    assertThat(on(DATE, NOON).entities()).isEqualTo(1);
    games.today = 2;

    assertThat(on(DATE, NOON).entities()).isEqualTo(1);
    assertThat(on(DATE, NOON.plus(WorkCalendar.FRESH).minus(SECOND)).entities()).isEqualTo(1);
    assertThat(on(DATE, NOON.plus(WorkCalendar.FRESH)).entities()).isEqualTo(2);
  }

  @Test
  void anAnswerFromLaterThanNowIsNotBelieved() {
    assertThat(on(DATE, NOON).entities()).isEqualTo(1);
    games.today = 2;

    assertThat(on(DATE, NOON.minus(SECOND)).entities()).isEqualTo(2);
  }

  @Test
  void datesThatAreNearAreAskedForTogetherWithAWeekOnBothSides() {
    assertThat(on(DATE, NOON).due()).isTrue();
    assertThat(on(DATE.plusDays(4), NOON).due()).isTrue();
    assertThat(on(DATE.minusDays(4), NOON).due()).isTrue();
    assertThat(games.asked).containsExactly("2025-12-30 to 2026-01-21");

    assertThat(on(DATE.plusDays(5), NOON).due()).isTrue();
    assertThat(games.asked).containsExactly("2025-12-30 to 2026-01-21", "2026-01-04 to 2026-01-26");
  }

  @Test
  void manyDatesAreOneQuestionAndNoneAgainForAQuarterOfAnHour() {
    assertThat(twoWeeks(NOON))
        .containsOnlyKeys(DATE.minusDays(14).datesUntil(DATE.plusDays(2)).toList())
        .hasEntrySatisfying(DATE, work -> assertThat(work.due()).isTrue());
    assertThat(games.asked).containsExactly("2025-12-20 to 2026-01-18");

    Instant before = NOON.plus(WorkCalendar.FRESH).minus(SECOND);
    assertThat(twoWeeks(before)).hasSize(16);
    assertThat(on(DATE, before).due()).isTrue();
    assertThat(games.asked).hasSize(1);

    assertThat(twoWeeks(NOON.plus(WorkCalendar.FRESH))).hasSize(16);
    assertThat(games.asked).hasSize(2);
  }

  private Map<LocalDate, DayWork> twoWeeks(Instant now) {
    return calendar.between(DATE.minusDays(14), DATE.plusDays(1), now, unseen::add);
  }

  @Test
  void aFailureIsToldAndNotRemembered() {
    games.down = true;
    DayWork work = on(DATE, NOON);
    assertThat(work.state()).isEqualTo(DayWork.State.UNKNOWN);
    assertThat(work.explanation())
        .startsWith("the calendar cannot be read: ")
        .contains("no answer");
    assertThat(unseen).hasSize(1);

    games.down = false;
    assertThat(on(DATE, NOON.plus(SECOND)).entities()).isEqualTo(1);
    assertThat(unseen).hasSize(1);
  }

  @Test
  void anEmptyCalendarIsUnknownAndAskedAgain() {
    games.today = 0;
    assertThat(on(DATE, NOON).state()).isEqualTo(DayWork.State.UNKNOWN);
    games.today = 3;
    assertThat(on(DATE, NOON.plus(SECOND)).entities()).isEqualTo(3);
  }

  @Test
  void whatIsRememberedIsBounded() {
    for (int day = 0; day <= 490; day++) {
      assertThat(on(DATE.plusDays(day), NOON).due()).isTrue();
    }
    games.today = 2;
    assertThat(on(DATE, NOON).entities()).isEqualTo(1);
    assertThat(on(DATE.plusDays(495), NOON).entities()).isEqualTo(2);
    assertThat(on(DATE.plusDays(500), NOON).entities()).isEqualTo(2);
    assertThat(on(DATE, NOON).entities()).isEqualTo(2);
  }

  @Test
  void aPipelineWithoutACalendarAlwaysHasWork() {
    Pipeline without =
        new Pipeline(
            "plain",
            "hash",
            NBA.zone(),
            NBA.cycles(),
            Map.of(),
            Map.of(),
            Map.of(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            -3,
            1);
    WorkCalendar none = new WorkCalendar(without, games);
    assertThat(none.on(DATE, NOON, unseen::add)).isEqualTo(DayWork.noCalendar());
    assertThat(none.between(DATE, DATE, NOON, unseen::add)).isEmpty();
    assertThat(games.asked).isEmpty();
  }

  private DayWork on(LocalDate date, Instant now) {
    return calendar.on(date, now, unseen::add);
  }

  /** A warehouse of games: so many on every date. */
  private static final class Games implements Warehouse {
    private final List<String> asked = new ArrayList<>();
    private int today = 1;
    private boolean down;

    @Override
    public List<CalendarEntry> calendar(CalendarTable table, LocalDate from, LocalDate to) {
      if (down) {
        throw new PortFailure(
            PortFailure.Service.BIGQUERY, PortFailure.Kind.UNAVAILABLE, "no answer");
      }
      asked.add(from + " to " + to);
      List<CalendarEntry> entries = new ArrayList<>();
      for (LocalDate date = from; !date.isAfter(to); date = date.plusDays(1)) {
        for (int game = 0; game < today; game++) {
          entries.add(
              new CalendarEntry(date, "game-" + game, Optional.empty(), "scheduled", List.of()));
        }
      }
      return entries;
    }

    @Override
    public SortedMap<LocalDate, Long> rowCounts(TableRef table, LocalDate from, LocalDate to) {
      throw new AssertionError("the calendar asks for no rows of " + table);
    }

    @Override
    public io.phasekeeper.warehouse.UpstreamRows upstream(
        io.phasekeeper.warehouse.UpstreamQuestion question) {
      throw new AssertionError("the calendar asks only for itself");
    }

    @Override
    public List<io.phasekeeper.warehouse.Measured> measure(
        io.phasekeeper.warehouse.Measure question) {
      throw new AssertionError("the calendar asks only for itself");
    }

    @Override
    public List<io.phasekeeper.warehouse.Compared> compare(
        io.phasekeeper.warehouse.Comparison question) {
      throw new AssertionError("the calendar asks only for itself");
    }

    @Override
    public List<io.phasekeeper.warehouse.KeyCount> keyCounts(
        TableRef table, List<String> key, LocalDate from, LocalDate to) {
      throw new AssertionError("the calendar asks only for itself");
    }

    @Override
    public List<RunRow> runs(String table, LocalDate from, LocalDate to, int limit) {
      throw new AssertionError("the calendar asks for no runs");
    }

    @Override
    public List<OpenRun> openRuns(
        String table, LocalDate from, LocalDate to, Collection<LocalDate> also, int limit) {
      throw new AssertionError("the calendar asks for no runs");
    }

    @Override
    public List<RunRow> endedRuns(
        String table, LocalDate from, LocalDate to, Instant since, int limit) {
      throw new AssertionError("the calendar asks for no runs");
    }

    @Override
    public List<EndedRun> newestEnds(String table, LocalDate from, LocalDate to, int each) {
      throw new AssertionError("the calendar asks for no runs");
    }

    @Override
    public List<RunRow> rowsOfRuns(
        String table, LocalDate from, LocalDate to, Collection<String> runIds) {
      throw new AssertionError("the calendar asks for no runs");
    }

    @Override
    public Map<String, List<Duration>> usualDurations(
        String table, LocalDate from, LocalDate to, int each) {
      throw new AssertionError("the calendar asks for no runs");
    }

    @Override
    public long endRun(String table, RunEnd end) {
      throw new AssertionError("the calendar asks for no runs");
    }

    @Override
    public long appendRunEnd(String table, RunEnd end) {
      throw new AssertionError("the calendar asks for no runs");
    }

    @Override
    public void append(String table, List<Map<String, Object>> rows) {
      throw new AssertionError("the calendar writes nothing");
    }
  }
}
