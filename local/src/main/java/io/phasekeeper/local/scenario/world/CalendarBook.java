package io.phasekeeper.local.scenario.world;

import io.phasekeeper.local.scenario.Change;
import io.phasekeeper.local.scenario.Game;
import io.phasekeeper.local.scenario.Scenario;
import io.phasekeeper.pipeline.Calendar;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.warehouse.CalendarTable;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What the schedule says about each date of a play: its entities, their parts, and how their status
 * moves with the clock.
 */
final class CalendarBook {
  /** How many parts (teams) there are, at least: SCENARIOS.md, "rosters: 30 teams". */
  private static final int PARTS = 30;

  private static final Duration USUAL_LENGTH = Duration.ofMinutes(150);
  private static final DateTimeFormatter COMPACT = DateTimeFormatter.BASIC_ISO_DATE;

  private final Optional<Calendar> calendar;
  private final ZoneId zone;
  private final List<String> parts;
  private final Map<LocalDate, List<Entity>> dates = new TreeMap<>();

  /** An entity with everything that the scenario left out. */
  private record Entity(String id, List<String> parts, Instant starts, String status) {}

  CalendarBook(Pipeline pipeline, Scenario scenario) {
    this.calendar = pipeline.calendar();
    this.zone = pipeline.zone();
    this.parts = everyPart(scenario);
  }

  /** Every part that the scenario names in any calendar, and made-up ones up to thirty. */
  private static List<String> everyPart(Scenario scenario) {
    Set<String> named = new TreeSet<>();
    Stream.concat(scenario.world().stream(), scenario.events().stream().map(e -> e.change()))
        .filter(Change.CalendarDates.class::isInstance)
        .flatMap(change -> ((Change.CalendarDates) change).dates().values().stream())
        .flatMap(List::stream)
        .forEach(
            game -> {
              game.home().ifPresent(named::add);
              game.away().ifPresent(named::add);
            });
    List<String> all = new ArrayList<>(named);
    for (int n = 1; all.size() < PARTS; n++) {
      all.add(String.format(Locale.ROOT, "T%02d", n));
    }
    return List.copyOf(all);
  }

  List<String> parts() {
    return parts;
  }

  /** The schedule now says this about the date. */
  void put(LocalDate date, List<Game> games) {
    Set<String> taken = new HashSet<>();
    games.forEach(
        game -> {
          game.home().ifPresent(taken::add);
          game.away().ifPresent(taken::add);
        });
    List<Entity> entities = new ArrayList<>();
    for (Game game : games) {
      List<String> both =
          hasParts()
              ? List.of(
                  game.home().orElseGet(() -> free(date, taken)),
                  game.away().orElseGet(() -> free(date, taken)))
              : List.of();
      String id =
          game.id()
              .orElse(
                  COMPACT.format(date) + String.format(Locale.ROOT, "%03d", entities.size() + 1));
      Instant starts = date.atTime(game.starts()).atZone(zone).toInstant();
      entities.add(new Entity(id, both, starts, game.status()));
    }
    dates.put(date, entities);
  }

  private boolean hasParts() {
    return calendar.map(c -> c.source().partColumns().size() > 1).orElse(false);
  }

  /** A part without a game on the date, another one each day. */
  private String free(LocalDate date, Set<String> taken) {
    int first = (int) (date.toEpochDay() * 7 % parts.size());
    for (int i = 0; i < parts.size(); i++) {
      String part = parts.get((first + i) % parts.size());
      if (taken.add(part)) {
        return part;
      }
    }
    String extra = "X" + taken.size();
    taken.add(extra);
    return extra;
  }

  /** When the status of any of the date's entities changes, after a moment. */
  List<Instant> turns(LocalDate date, Instant after) {
    return dates.getOrDefault(date, List.of()).stream()
        .flatMap(
            entity ->
                switch (entity.status()) {
                  case Game.SCHEDULED -> Stream.of(entity.starts(), over(entity));
                  case Game.LIVE -> Stream.of(over(entity));
                  default -> Stream.<Instant>empty();
                })
        .filter(turn -> turn.isAfter(after))
        .distinct()
        .sorted()
        .toList();
  }

  private Instant over(Entity entity) {
    Duration lasts = calendar.map(Calendar::lasts).filter(d -> !d.isZero()).orElse(USUAL_LENGTH);
    return entity.starts().plus(lasts);
  }

  private String status(Entity entity, Instant now) {
    boolean moves = entity.status().equals(Game.SCHEDULED) || entity.status().equals(Game.LIVE);
    if (moves && !now.isBefore(over(entity))) {
      return Game.FINAL;
    }
    if (entity.status().equals(Game.SCHEDULED) && !now.isBefore(entity.starts())) {
      return Game.LIVE;
    }
    return entity.status();
  }

  /** The rows of the date in the calendar's table, as they stand now. */
  List<Map<String, Object>> rows(LocalDate date, Instant now, CalendarTable table) {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (Entity entity : dates.getOrDefault(date, List.of())) {
      Map<String, Object> row = new LinkedHashMap<>(table.table().where());
      row.put(table.table().dateColumn(), date);
      row.put(table.idColumn(), entity.id());
      row.put(table.startsColumn(), entity.starts());
      row.put(table.statusColumn(), status(entity, now));
      for (int i = 0; i < Math.min(table.partColumns().size(), entity.parts().size()); i++) {
        row.put(table.partColumns().get(i), entity.parts().get(i));
      }
      row.put("processed_at", now);
      rows.add(row);
    }
    return rows;
  }

  /** Where the date's rows go: each part of each entity; of all parts if there is no entity. */
  List<Slot> slots(LocalDate date) {
    List<Slot> slots = new ArrayList<>();
    for (Entity entity : dates.getOrDefault(date, List.of())) {
      if (entity.parts().isEmpty()) {
        slots.add(new Slot(entity.id(), ""));
      } else {
        String name =
            COMPACT.format(date) + "_" + entity.parts().get(1) + "_" + entity.parts().get(0);
        entity.parts().forEach(part -> slots.add(new Slot(name, part)));
      }
    }
    return slots.isEmpty() ? everySlot(date) : slots;
  }

  /** One place for every part that there is, in made-up entities. */
  List<Slot> everySlot(LocalDate date) {
    if (!hasParts()) {
      return List.of(new Slot(COMPACT.format(date), ""));
    }
    List<Slot> slots = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      int pair = i / 2 * 2;
      String other = parts.get(Math.min(pair + 1, parts.size() - 1));
      slots.add(new Slot(COMPACT.format(date) + "_" + other + "_" + parts.get(pair), parts.get(i)));
    }
    return slots;
  }
}
