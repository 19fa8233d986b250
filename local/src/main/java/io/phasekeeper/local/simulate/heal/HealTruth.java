package io.phasekeeper.local.simulate.heal;

import io.phasekeeper.pipeline.Need;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.pipeline.Processor;
import io.phasekeeper.pipeline.Source;
import io.phasekeeper.warehouse.CalendarEntry;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What could be known of a day of healing at a moment, by what happened in the world and not by
 * what we stored: small, and independent of the code that it judges.
 */
final class HealTruth {
  private final Pipeline pipeline;
  private final HealWorld world;
  private final Map<String, Processor> processors = new HashMap<>();

  /** How an output stands. */
  enum State {
    THERE,
    WANTING,
    ABSENT,
    FREE
  }

  HealTruth(Pipeline pipeline, HealWorld world) {
    this.pipeline = pipeline;
    this.world = world;
    pipeline.processors().values().forEach(p -> processors.put(p.name().value(), p));
  }

  List<Processor> outputs() {
    return List.copyOf(processors.values());
  }

  private Optional<Processor> processor(String output) {
    return Optional.ofNullable(processors.get(output));
  }

  /** How many games of a date ask for work. */
  int games(LocalDate date, Instant at) {
    return (int) playing(date, at).count();
  }

  private Stream<CalendarEntry> playing(LocalDate date, Instant at) {
    return world.games(date, at).entries().stream()
        .filter(game -> game.status().equals("scheduled"));
  }

  Optional<Instant> firstStart(LocalDate date, Instant at) {
    return playing(date, at).flatMap(game -> game.starts().stream()).min(Instant::compareTo);
  }

  private Optional<HealWorld.Rows> newest(Made of, Instant at) {
    List<HealWorld.Rows> versions = world.versions(of);
    for (int i = versions.size() - 1; i >= 0; i--) {
      if (!versions.get(i).at().isAfter(at)) {
        return Optional.of(versions.get(i));
      }
    }
    return Optional.empty();
  }

  long rows(Made of, Instant at) {
    return newest(of, at).map(HealWorld.Rows::count).orElse(0L);
  }

  Optional<Instant> written(Made of, Instant at) {
    return newest(of, at).map(HealWorld.Rows::at);
  }

  /** Only {@code stats} has a gate on its rows. */
  State state(Made of, Instant at) {
    long rows = rows(of, at);
    int games = games(of.date(), at);
    if (rows > 0) {
      boolean few =
          of.output().equals("stats") && games > 0 && rows < games * HealWorld.ROWS_PER_GAME;
      return few ? State.WANTING : State.THERE;
    }
    return processor(of.output()).isPresent() && games == 0 ? State.FREE : State.ABSENT;
  }

  /** Which of the hard inputs are not there. */
  List<Made> missing(Made of, Instant at) {
    List<Made> missing = new ArrayList<>();
    for (Need need : needs(of)) {
      List<Made> window = window(need, of.date());
      boolean any = window.stream().anyMatch(each -> rows(each, at) > 0);
      Made last = window.get(window.size() - 1);
      if (!need.hard()) {
        continue;
      }
      if (age(need.name()).isPresent()) {
        if (!any && newer(last, at).stream().noneMatch(each -> rows(each, at) > 0)) {
          missing.add(last);
        }
        continue;
      }
      int before = missing.size();
      boolean due = false;
      for (Made each : window) {
        boolean work = games(each.date(), at) > 0;
        due |= work;
        State state = state(each, at);
        if (work && (state == State.ABSENT || state == State.WANTING)) {
          missing.add(each);
        }
      }
      if (!any && due && missing.size() == before) {
        missing.add(last);
      }
    }
    return missing;
  }

  private List<Need> needs(Made of) {
    return processor(of.output()).map(p -> p.output().needs()).orElse(List.of());
  }

  private Optional<Long> age(String name) {
    return Optional.ofNullable(pipeline.sources().get(name))
        .flatMap(Source::maxAge)
        .map(age -> age.toDays());
  }

  private List<Made> window(Need need, LocalDate date) {
    LocalDate to = date.plusDays(need.to());
    LocalDate from = age(need.name()).map(to::minusDays).orElse(date.plusDays(need.from()));
    return from.datesUntil(to.plusDays(1)).map(day -> new Made(need.name(), day)).toList();
  }

  /** What was fetched since does as well, of a source that may be old. */
  private List<Made> newer(Made last, Instant at) {
    LocalDate today = at.atZone(pipeline.zone()).toLocalDate();
    return last.date().isBefore(today)
        ? last.date()
            .plusDays(1)
            .datesUntil(today.plusDays(1))
            .map(day -> new Made(last.output(), day))
            .toList()
        : List.of();
  }

  /** Whether something that it is made from is newer than it. */
  boolean outdated(Made of, Instant at) {
    Optional<Instant> own = written(of, at);
    return own.isPresent()
        && needs(of).stream()
            .flatMap(need -> window(need, of.date()).stream())
            .anyMatch(input -> written(input, at).filter(own.get()::isBefore).isPresent());
  }

  /** Whether something that it is made from was written in a time. */
  boolean inputCame(Made of, Instant from, Instant until) {
    return needs(of).stream()
        .flatMap(need -> window(need, of.date()).stream())
        .flatMap(input -> world.versions(input).stream())
        .anyMatch(rows -> !rows.at().isBefore(from) && !rows.at().isAfter(until));
  }

  /** Whether a source is too old. */
  boolean stale(String source, LocalDate today, Instant at) {
    long age = age(source).orElse(Long.MAX_VALUE);
    for (long days = 0; days <= age; days++) {
      if (rows(new Made(source, today.minusDays(days)), at) > 0) {
        return false;
      }
    }
    return true;
  }

  /** When its absence is to be noticed. */
  Optional<Instant> due(Made of, Instant at) {
    Processor processor = processor(of.output()).orElseThrow();
    Optional<Instant> start = firstStart(of.date(), at);
    return Stream.concat(
            processor.output().due().values().stream(), processor.output().alertAt().stream())
        .flatMap(due -> due.on(of.date(), pipeline.zone(), start).stream())
        .min(Instant::compareTo);
  }

  boolean useless(Made of, Instant at) {
    return processor(of.output())
        .filter(
            p ->
                p.output()
                    .uselessAfterFirstStart()
                    .contains(pipeline.cycles().of(at, of.date(), pipeline.zone())))
        .flatMap(p -> firstStart(of.date(), at))
        .filter(start -> !at.isBefore(start))
        .isPresent();
  }

  /** Whether it should be there, and is not. */
  boolean gap(Made of, Instant at, Instant firstTick) {
    Optional<Instant> due = due(of, at).filter(d -> !d.isAfter(at));
    return due.isPresent()
        && state(of, at) == State.ABSENT
        && !(due.get().isBefore(firstTick) && useless(of, at));
  }
}
