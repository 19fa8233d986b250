package io.phasekeeper.local.bench;

import io.phasekeeper.backfill.BackfillDesk;
import io.phasekeeper.backfill.BackfillOrder;
import io.phasekeeper.call.CallPorts;
import io.phasekeeper.call.Pause;
import io.phasekeeper.call.ServiceClient;
import io.phasekeeper.document.MemoryDocumentStore;
import io.phasekeeper.embedded.DuckDbWarehouse;
import io.phasekeeper.gate.CalendarSpan;
import io.phasekeeper.message.MemoryMessages;
import io.phasekeeper.operator.ActionResult;
import io.phasekeeper.operator.Asked;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.pipeline.PipelineFile;
import io.phasekeeper.warehouse.TableRef;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A backfill of 917 dates with work, over five seasons, from the order to the stored plan. In turn
 * with it, the calendar of these dates is read.
 */
final class BackfillBench implements Bench {
  private static final int DATES = 917;
  private static final int GAMES = 8;
  private static final LocalDate LAST = LocalDate.of(2026, 1, 11);
  private static final Instant NOW = LAST.plusDays(1).atTime(15, 0).toInstant(ZoneOffset.UTC);
  private static final int TIMES = 9;
  private static final double MOST_MILLIS = 2_000;

  @Override
  public void measure(Surroundings around, FigureTable table) throws IOException, WrongResult {
    Pipeline pipeline = PipelineFile.load(around.home().resolve("pipelines").resolve("nba.yaml"));
    try (DuckDbWarehouse warehouse = DuckDbWarehouse.inMemory()) {
      warehouse.defineAll(around.home().resolve("pipelines").resolve("nba").resolve("ddl"));
      around.say("backfill: a calendar of " + DATES + " dates");
      LocalDate first = calendar(pipeline, warehouse);
      Samples ours = new Samples();
      Samples bare = new Samples();
      around.say("backfill: " + first + " to " + LAST);
      for (int i = 0; i <= TIMES; i++) {
        long began = System.nanoTime();
        plan(pipeline, warehouse, first);
        long planned = System.nanoTime();
        CalendarSpan read =
            CalendarSpan.read(
                pipeline,
                warehouse,
                first,
                LAST,
                failure -> {
                  throw failure;
                });
        long done = System.nanoTime();
        if (!read.on(LAST).due()) {
          throw new WrongResult("the calendar knows nothing of " + LAST);
        }
        if (i > 0) { // the first is to warm up
          ours.addNanos(planned - began);
          bare.addNanos(done - planned);
        }
      }
      table.add(
          Figure.of(
                  "a backfill of " + DATES + " dates, planned and stored",
                  around.reading("ours", ours.median(), Unit.MILLIS),
                  around.reading("its calendar read", bare.median(), Unit.MILLIS))
              .toReach(Target.atMost(MOST_MILLIS, Unit.MILLIS)));
    }
  }

  private static void plan(Pipeline pipeline, DuckDbWarehouse warehouse, LocalDate first)
      throws WrongResult {
    CallPorts calls =
        new CallPorts(
            ServiceClient.unreachable(),
            variable -> Optional.of("https://service.example"),
            Pause.NONE,
            () -> 0);
    BackfillDesk desk =
        new BackfillDesk(
            new BenchPlatform(
                pipeline,
                new MemoryDocumentStore(),
                warehouse,
                new MemoryMessages(() -> NOW),
                () -> NOW,
                calls));
    ActionResult result =
        desk.begin(
            new BackfillOrder(
                first, LAST, Optional.empty(), BackfillOrder.USUALLY_IN_FLIGHT, false),
            new Asked("bench", "to be measured", Optional.empty()));
    if (!result.done() || !result.message().contains(" of " + DATES + " dates")) {
      throw new WrongResult(result.message());
    }
  }

  /** Games on so many dates, one day of eleven of a season without any. */
  private static LocalDate calendar(Pipeline pipeline, DuckDbWarehouse warehouse) {
    TableRef calendar = pipeline.calendar().orElseThrow().source().table();
    List<LocalDate> dates = new ArrayList<>();
    for (LocalDate date = LAST; dates.size() < DATES; date = date.minusDays(1)) {
      boolean season = pipeline.calendar().orElseThrow().inSeason(date);
      if (season && date.toEpochDay() % 11 != 0) {
        dates.add(date);
      }
    }
    for (LocalDate date : dates) {
      List<Map<String, Object>> games = new ArrayList<>();
      for (int game = 0; game < GAMES; game++) {
        games.add(
            Map.of(
                "game_id",
                date + "-" + game,
                "game_status",
                "final",
                "game_date_est",
                date.atTime(23, 0).toInstant(ZoneOffset.UTC)));
      }
      warehouse.replaceRows(calendar.name(), calendar.dateColumn(), date, games);
    }
    return dates.get(dates.size() - 1);
  }
}
