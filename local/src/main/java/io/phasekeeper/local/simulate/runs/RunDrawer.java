package io.phasekeeper.local.simulate.runs;

import io.phasekeeper.local.simulate.Draw;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.pipeline.Processor;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Draws days of runs, each from the seed and its own number alone. */
final class RunDrawer {
  private static final LocalDate FIRST = LocalDate.of(2026, 1, 5);
  private static final Duration STALE = Duration.ofHours(4);

  /** Whatever is due is done so long after the last thing that happens. */
  private static final Duration SETTLED = Duration.ofMinutes(80);

  private static final DateTimeFormatter IN_ID =
      DateTimeFormatter.ofPattern("yyyyMMdd_HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final Pipeline pipeline;
  private final long number;
  private final Draw draw;
  private final LocalDate date;
  private final int entities;
  private final Instant base;
  private final List<RunItem> items = new ArrayList<>();
  private final Set<Processor> drawn = new HashSet<>();
  private int runs;

  private RunDrawer(Pipeline pipeline, long seed, long number) {
    this.pipeline = pipeline;
    this.number = number;
    // Another chance than that of the transitions' day of the same number.
    this.draw = new Draw(~seed, number);
    this.date = FIRST.plusDays(draw.below(330));
    this.entities = draw.between(1, 13);
    int cycle = draw.below(100);
    this.base =
        cycle < 60
            ? at(date.plusDays(1), LocalTime.of(6, 15))
            : cycle < 85
                ? at(date, LocalTime.of(10, 20))
                : at(date.minusDays(1), LocalTime.of(17, 0));
  }

  static RunPlan day(Pipeline pipeline, long seed, long number) {
    RunDrawer drawer = new RunDrawer(pipeline, seed, number);
    drawer.draw();
    return drawer.plan();
  }

  private Instant at(LocalDate day, LocalTime time) {
    return day.atTime(time).atZone(pipeline.zone()).toInstant();
  }

  private void draw() {
    List<Processor> processors =
        pipeline.processors().values().stream().filter(p -> p.table().isPresent()).toList();
    for (int n = draw.between(1, 6); n > 0; n--) {
      Processor processor = draw.one(processors);
      boolean first = drawn.add(processor);
      run(processor, first);
      if (draw.percent(15)) {
        run(processor, false); // two runs of one class
      }
    }
    drawn.stream().sorted(Comparator.comparing(p -> p.name().value())).forEach(this::rows);
    troubles();
  }

  private void run(Processor processor, boolean first) {
    Instant start = base.plus(draw.seconds(0, 5_400));
    int fate = draw.below(100);
    boolean alone = first && draw.percent(20);
    Duration ahead = draw.percent(15) ? draw.seconds(-240, 300) : Duration.ZERO;
    if (fate < 30) {
      Instant end = start.plus(draw.minutes(2, 60));
      add(processor, start, beats(end, ahead, alone), ended(end));
    } else if (fate < 38) {
      add(processor, start, Optional.empty(), ended(start.plus(draw.minutes(5, 180))));
    } else if (fate < 43) {
      Instant end = start.plus(draw.minutes(300, 540));
      add(processor, start, beats(end, ahead, alone), ended(end));
    } else if (fate < 60) {
      Instant last = start.plus(draw.minutes(1, 60));
      Optional<String> says =
          draw.percent(30)
              ? Optional.of(draw.percent(60) ? "completed" : "failed")
              : Optional.empty();
      RunItem.Beats beats = new RunItem.Beats(last, ahead, Optional.empty(), alone, says);
      add(processor, start, Optional.of(beats), Optional.empty());
    } else if (fate < 68) {
      add(processor, start, Optional.empty(), Optional.empty());
    } else if (fate < 75) {
      Instant last = start.plus(draw.minutes(1, 60));
      Instant end = last.plus(draw.minutes(20, 200));
      add(processor, start, beats(last, ahead, alone), success(end));
    } else if (fate < 80) {
      add(
          processor,
          start,
          Optional.empty(),
          success(start.plus(STALE).plus(draw.minutes(-9, 60))));
    } else if (fate < 87) {
      Instant last = start.plus(draw.minutes(90, 180));
      Instant stalls = start.plus(draw.minutes(1, 20));
      add(
          processor,
          start,
          Optional.of(new RunItem.Beats(last, ahead, Optional.of(stalls), alone, Optional.empty())),
          draw.percent(50) ? success(last) : Optional.empty());
    } else if (fate < 95) {
      Instant last = start.plus(draw.minutes(1, 60));
      Instant end = last.plus(draw.seconds(720, 1_200));
      add(processor, start, beats(last, ahead, alone), ended(end));
    } else {
      Instant end = start.plus(draw.minutes(1, 40));
      add(processor, start, beats(end, ahead, alone), Optional.of(new RunItem.End(end, "failed")));
    }
  }

  private static Optional<RunItem.Beats> beats(Instant until, Duration ahead, boolean alone) {
    return Optional.of(new RunItem.Beats(until, ahead, Optional.empty(), alone, Optional.empty()));
  }

  private Optional<RunItem.End> ended(Instant at) {
    return Optional.of(new RunItem.End(at, draw.percent(85) ? "success" : "failed"));
  }

  private static Optional<RunItem.End> success(Instant at) {
    return Optional.of(new RunItem.End(at, "success"));
  }

  private void add(
      Processor processor,
      Instant start,
      Optional<RunItem.Beats> beats,
      Optional<RunItem.End> end) {
    runs++;
    String id =
        processor.className()
            + "_"
            + IN_ID.format(start)
            + "_"
            + String.format(Locale.ROOT, "%08x", number * 16 + runs);
    items.add(
        new RunItem.Run(
            id,
            processor.name(),
            processor.className(),
            draw.percent(96) ? Optional.of(date) : Optional.empty(),
            start,
            beats,
            end));
  }

  private void rows(Processor processor) {
    int fate = draw.below(100);
    if (fate < 25) {
      items.add(new RunItem.RowsMissing(processor.name(), base.plus(Duration.ofDays(3))));
    } else if (fate < 45) {
      items.add(new RunItem.RowsMissing(processor.name(), base.plus(draw.minutes(5, 300))));
    } else if (fate < 60) {
      items.add(new RunItem.RowsOfBefore(processor.name(), base.plus(draw.minutes(5, 300))));
    }
  }

  private void troubles() {
    if (draw.percent(40)) {
      items.add(new RunItem.RowsStream());
    }
    if (draw.percent(12)) {
      Instant from = around();
      items.add(new RunItem.BeatsDark(from, from.plus(draw.minutes(20, 180))));
      if (draw.percent(30)) {
        // What is decided just before anybody knows that it is dark may be written then.
        Instant decided = from.plus(RunTruth.DEAD).minusSeconds(30);
        items.add(
            new RunItem.ChangesRefused(
                decided, decided.plus(draw.minutes(5, 30)), RunItem.Refusal.BUSY));
      }
    }
    if (draw.percent(8)) {
      Instant from = around();
      items.add(new RunItem.WarehouseDown(from, from.plus(draw.minutes(5, 50))));
    }
    if (draw.percent(18)) {
      Instant from = around();
      items.add(
          new RunItem.ChangesRefused(
              from,
              from.plus(draw.minutes(5, 90)),
              draw.percent(50) ? RunItem.Refusal.BUSY : RunItem.Refusal.ANSWER_LOST));
    }
    if (draw.percent(6)) {
      Instant from = around();
      items.add(new RunItem.Conflicts(from, from.plus(draw.minutes(10, 60))));
    }
    if (draw.percent(6)) {
      Instant from = around();
      items.add(new RunItem.Silence(from, from.plus(Duration.ofHours(1))));
    }
    for (int n = draw.below(8); n >= 5; n--) {
      items.add(new RunItem.Death(around(), draw.between(1, 45), draw.percent(50)));
    }
    if (draw.percent(12)) {
      items.add(new RunItem.TwoAtOnce(around(), draw.between(1, 40)));
    }
  }

  /** A moment while something may be due. */
  private Instant around() {
    List<RunItem.Run> all =
        items.stream().filter(RunItem.Run.class::isInstance).map(RunItem.Run.class::cast).toList();
    RunItem.Run run = draw.one(all);
    Instant due =
        run.beats()
            .map(b -> b.until().plus(Duration.ofMinutes(15)))
            .orElse(run.start().plus(STALE));
    return due.plus(draw.seconds(-1_200, 900));
  }

  private RunPlan plan() {
    Instant first =
        items.stream()
            .filter(RunItem.Run.class::isInstance)
            .map(item -> ((RunItem.Run) item).start())
            .min(Comparator.naturalOrder())
            .orElse(base);
    Instant last = first;
    for (RunItem item : items) {
      last = later(last, lastOf(item));
    }
    return new RunPlan(
        number, date, entities, first.minus(Duration.ofMinutes(10)), last.plus(SETTLED), items);
  }

  private static Instant lastOf(RunItem item) {
    if (item instanceof RunItem.Run run) {
      Instant due =
          run.beats()
              .map(b -> b.until().plus(Duration.ofMinutes(20)))
              .orElse(run.start().plus(STALE));
      return run.end().map(end -> later(due, end.at())).orElse(due);
    }
    if (item instanceof RunItem.Death death) {
      return death.from();
    }
    if (item instanceof RunItem.TwoAtOnce two) {
      return two.from();
    }
    if (item instanceof RunItem.BeatsDark dark) {
      return dark.until();
    }
    return item.trouble().map(RunItem.Stretch::until).orElse(Instant.EPOCH);
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }
}
