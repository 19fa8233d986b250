package io.phasekeeper.local.simulate.heal;

import io.phasekeeper.local.simulate.Draw;
import io.phasekeeper.warehouse.CalendarEntry;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Draws days of healing, each from the seed and its own number alone. */
final class HealDrawer {
  /** So many days before, games were played of which everything is there. */
  static final int ANCHOR = 10;

  private static final LocalDate FIRST = LocalDate.of(2026, 1, 5);

  /** Whatever can be healed is healed so long after the last fault. */
  private static final Duration SETTLED = Duration.ofHours(7);

  private static final List<String> OUTPUTS =
      List.of("scores", "stats", "context", "cache", "features", "picks");
  private static final List<String> TARGETS =
      List.of(
          HealWorkers.ANALYTICS,
          HealWorkers.PRECOMPUTE,
          HealWorkers.PRECOMPUTE,
          HealWorkers.TOPIC,
          HealWorkers.JOB);

  private final long number;
  private final Draw draw;
  private final LocalDate today;
  private final Instant begins;
  private final List<CalendarEntry> games = new ArrayList<>();
  private final List<LocalDate> dates = new ArrayList<>();
  private final List<HealItem> items = new ArrayList<>();
  private Instant last;

  private HealDrawer(long seed, long number) {
    this.number = number;
    // Another chance than that of the other days of the same number.
    this.draw = new Draw(seed ^ 0x5DEECE66DL, number);
    this.today = FIRST.plusDays(draw.below(330));
    this.begins = at(today, LocalTime.of(0, 40)).plus(draw.minutes(0, 160));
    this.last = begins;
  }

  static HealPlanned day(long seed, long number) {
    HealDrawer drawer = new HealDrawer(seed, number);
    drawer.calendar();
    if (drawer.draw.percent(8)) {
      drawer.badNight();
    }
    if (drawer.draw.percent(1)) {
      drawer.hollowNight();
    }
    drawer.gaps();
    drawer.faults();
    drawer.troubles();
    return drawer.plan();
  }

  private static Instant at(LocalDate day, LocalTime time) {
    return day.atTime(time).atZone(HealDays.PIPELINE.zone()).toInstant();
  }

  private void calendar() {
    game(today.minusDays(ANCHOR), 0);
    game(today.minusDays(ANCHOR), 1);
    for (int day = -3; day <= 1; day++) {
      LocalDate date = today.plusDays(day);
      boolean work = draw.percent(day == 0 ? 85 : day == -1 ? 75 : 45);
      if (work) {
        dates.add(date);
        int kind = draw.below(100);
        LocalTime start =
            kind < 75
                ? LocalTime.of(19, 0)
                : kind < 88 ? LocalTime.of(15, 30) : LocalTime.of(12, 30);
        for (int n = draw.between(1, 4); n > 0; n--) {
          games.add(game(date, n, start.plusMinutes(30L * draw.below(4)), "scheduled"));
        }
      }
    }
    if (dates.isEmpty()) {
      dates.add(today);
      game(today, 1);
    }
  }

  private void game(LocalDate date, int n) {
    games.add(game(date, n, LocalTime.of(19, 0), "scheduled"));
  }

  private static CalendarEntry game(LocalDate date, int n, LocalTime start, String status) {
    return new CalendarEntry(date, date + "-" + n, Optional.of(at(date, start)), status, List.of());
  }

  /** Of every date the same is missing, and whoever makes it fails for hours. */
  private void badNight() {
    boolean early = draw.percent(50);
    for (LocalDate date : dates) {
      for (String output :
          early ? List.of("scores", "stats", "context") : List.of("context", "cache")) {
        items.add(new HealItem.NotMade(new Made(output, date), false));
      }
    }
    HealItem.Answer how =
        draw.one(
            List.of(
                HealItem.Answer.BROKEN,
                HealItem.Answer.AWAY,
                HealItem.Answer.UNREACHED,
                HealItem.Answer.FORBIDDEN));
    Instant until = begins.plus(draw.minutes(60, 300));
    items.add(new HealItem.Answers(HealWorkers.ANALYTICS, begins, until, how));
    last = later(last, until);
  }

  /** Of two dates the same is missing, and whoever makes it says so, and makes nothing. */
  private void hollowNight() {
    if (dates.size() < 2) {
      return;
    }
    boolean cache = draw.percent(50);
    int first = draw.below(dates.size() - 1);
    for (LocalDate date : dates.subList(first, first + 2)) {
      items.add(new HealItem.NotMade(new Made(cache ? "cache" : "context", date), false));
    }
    Instant until = begins.plus(draw.minutes(600, 900));
    items.add(
        new HealItem.Effects(
            cache ? HealWorkers.PRECOMPUTE : HealWorkers.ANALYTICS,
            begins,
            until,
            HealItem.Effect.HOLLOW));
    last = later(last, until);
  }

  private LocalDate date() {
    return draw.percent(70) && dates.contains(today) ? today : draw.one(dates);
  }

  private void gaps() {
    for (int n = draw.below(4); n > 0; n--) {
      Made of = new Made(draw.one(OUTPUTS), date());
      items.add(new HealItem.NotMade(of, of.output().equals("stats") && draw.percent(40)));
      if (draw.percent(30)) {
        int end = draw.below(100);
        items.add(
            new HealItem.TheirRun(
                of,
                around(),
                draw.minutes(3, 40),
                end < 60
                    ? HealItem.End.ROWS
                    : end < 80 ? HealItem.End.FAILED : HealItem.End.NEVER));
      }
    }
    if (draw.percent(12)) {
      LocalDate of = draw.one(dates);
      boolean never = draw.percent(15);
      Instant until = never ? begins.plus(Duration.ofDays(9)) : around();
      items.add(new HealItem.NoSourceRows(new Made("feed", of), until));
      last = never ? last : later(last, until);
    }
    if (draw.percent(12)) {
      for (int day = -2; day <= 1; day++) {
        items.add(
            new HealItem.NoSourceRows(
                new Made("roster", today.plusDays(day)), begins.plus(Duration.ofDays(9))));
      }
    }
    for (int n = draw.below(8); n >= 6; n--) {
      change();
    }
  }

  private void change() {
    LocalDate date = draw.one(dates);
    List<CalendarEntry> of = games.stream().filter(g -> g.date().equals(date)).toList();
    CalendarEntry game = draw.one(of);
    int kind = draw.below(100);
    Instant starts = game.starts().orElseThrow();
    if (kind < 40) {
      change(date, game.id(), "postponed", starts);
    } else if (kind < 75) {
      change(date, game.id(), "scheduled", starts.plus(draw.minutes(-330, 120)));
    } else {
      LocalDate other = draw.percent(50) ? date : today.plusDays(draw.between(-1, 2));
      change(other, other + "-9", "scheduled", at(other, LocalTime.of(20, 0)));
    }
  }

  private void change(LocalDate date, String id, String status, Instant starts) {
    Instant at = around();
    items.add(new HealItem.GameChange(at, date, id, status, starts));
    last = later(last, at);
  }

  private void faults() {
    for (int n = draw.below(5); n >= 3; n--) {
      Instant from = around();
      HealItem.Answer how = draw.one(List.of(HealItem.Answer.values()));
      Instant until = from.plus(lasting());
      items.add(new HealItem.Answers(draw.one(TARGETS), from, until, how));
      last = later(last, until);
    }
    for (int n = draw.below(6); n >= 4; n--) {
      Instant from = around();
      HealItem.Effect how = draw.one(List.of(HealItem.Effect.values()));
      Instant until = from.plus(lasting());
      items.add(new HealItem.Effects(draw.one(TARGETS), from, until, how));
      last = later(last, until);
    }
  }

  private Duration lasting() {
    return draw.percent(4) ? draw.minutes(500, 800) : draw.minutes(20, 240);
  }

  private void troubles() {
    if (draw.percent(10)) {
      Instant from = around();
      items.add(new HealItem.WarehouseDown(from, from.plus(draw.minutes(5, 60))));
    }
    if (draw.percent(12)) {
      Instant from = around();
      items.add(
          new HealItem.StoreFails(
              from, from.plus(draw.minutes(5, 40)), draw.between(1, 70), draw.percent(50)));
    }
    if (draw.percent(8)) {
      Instant from = around();
      items.add(new HealItem.Conflicts(from, from.plus(draw.minutes(10, 60))));
    }
    if (draw.percent(6)) {
      Instant from = around();
      items.add(new HealItem.Silence(from, from.plus(Duration.ofHours(1))));
    }
    if (draw.percent(6)) {
      Instant from = around();
      Duration by = draw.seconds(20, 600);
      items.add(
          new HealItem.ClockStep(
              from, from.plus(draw.minutes(20, 90)), draw.percent(50) ? by : by.negated()));
    }
    if (draw.percent(20)) {
      Instant from = around();
      items.add(new HealItem.Restarts(from, from.plus(draw.minutes(30, 300))));
    }
    for (int n = draw.below(9); n >= 6; n--) {
      items.add(new HealItem.Death(around(), draw.between(1, 90), draw.percent(50)));
    }
    if (draw.percent(15)) {
      items.add(new HealItem.TwoAtOnce(around(), draw.between(1, 80)));
    }
    items.forEach(item -> item.trouble().ifPresent(trouble -> last = later(last, trouble.until())));
  }

  /** A moment at which something may be due. */
  private Instant around() {
    LocalTime due =
        draw.one(
            List.of(
                LocalTime.of(4, 0),
                LocalTime.of(6, 0),
                LocalTime.of(8, 0),
                LocalTime.of(10, 0),
                LocalTime.of(11, 30),
                LocalTime.of(14, 0)));
    Instant moment = at(today, due).plus(draw.seconds(-2_400, 3_600));
    return moment.isBefore(begins) ? begins : moment;
  }

  private HealPlanned plan() {
    Instant evening = at(today, LocalTime.of(22, 0));
    return new HealPlanned(
        number, today, games, begins, later(evening, last.plus(SETTLED)), draw.percent(70), items);
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }
}
