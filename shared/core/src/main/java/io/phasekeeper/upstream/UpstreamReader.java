package io.phasekeeper.upstream;

import io.phasekeeper.gate.DayWork;
import io.phasekeeper.outcome.PortFailure;
import io.phasekeeper.pipeline.Calendar;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.pipeline.Processor;
import io.phasekeeper.pipeline.ProcessorName;
import io.phasekeeper.platform.Platform;
import io.phasekeeper.warehouse.CalendarEntry;
import io.phasekeeper.warehouse.UpstreamQuestion;
import io.phasekeeper.warehouse.UpstreamRows;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Tells a processor whether its inputs are there: reads them all over their whole windows in one
 * statement, and judges. What was read is believed for {@link #FRESH}; ages are always of now. Of
 * many who ask the same at once, one reads, and the others wait for what it finds.
 */
public final class UpstreamReader {
  /** What was read is as old as this at most. */
  public static final Duration FRESH = Duration.ofSeconds(60);

  private static final Duration CALENDAR_FRESH = Duration.ofMinutes(15);
  private static final int MOST_REMEMBERED = 1_000;

  private final Platform platform;
  private final Pipeline pipeline;
  private final RunLife life;
  private final Map<Key, Known<Facts>> known = new ConcurrentHashMap<>();
  private final Map<Key, FutureTask<Known<Facts>>> reading = new ConcurrentHashMap<>();
  private final Map<Window, Known<List<CalendarEntry>>> calendars = new ConcurrentHashMap<>();

  public UpstreamReader(Platform platform) {
    this.platform = platform;
    this.pipeline = platform.pipeline();
    this.life = new RunLife(platform);
  }

  private record Key(ProcessorName processor, LocalDate date) {}

  private record Window(LocalDate from, LocalDate to) {}

  private record Known<T>(T what, Instant at) {
    boolean fresh(Duration limit, Instant now) {
      return !now.isBefore(at) && now.isBefore(at.plus(limit));
    }
  }

  /**
   * The verdict for an output.
   *
   * @param accepted verdicts on which the processor starts all the same
   * @throws PortFailure if the warehouse cannot be read now; what is never there is {@code unknown}
   */
  public Upstream read(ProcessorName processor, LocalDate date, Set<UpstreamVerdict> accepted) {
    Processor asking = pipeline.processor(processor);
    Instant now = platform.clock().instant();
    Key key = new Key(processor, date);
    Optional<Known<Facts>> fresh = fresh(key, now);
    if (fresh.isPresent()) {
      return UpstreamJudge.judge(processor, date, fresh.get().what(), accepted, now);
    }
    List<Input> inputs = Input.of(pipeline, asking, date);
    try {
      Known<Facts> read = readOnce(key, inputs, now);
      return UpstreamJudge.judge(processor, date, read.what(), accepted, now);
    } catch (PortFailure e) {
      if (e.kind() == PortFailure.Kind.MISSING || e.kind() == PortFailure.Kind.INVALID) {
        return UpstreamJudge.unknown(processor, date, inputs, disagreement(e), now);
      }
      throw e;
    }
  }

  private Optional<Known<Facts>> fresh(Key key, Instant now) {
    return Optional.ofNullable(known.get(key)).filter(each -> each.fresh(FRESH, now));
  }

  /** Reads, or waits for whoever reads the same just now; a failure is everybody's. */
  private Known<Facts> readOnce(Key key, List<Input> inputs, Instant now) {
    FutureTask<Known<Facts>> mine =
        new FutureTask<>(
            () -> {
              // Whoever read the same may have ended just before this began.
              Optional<Known<Facts>> meanwhile = fresh(key, now);
              Known<Facts> read = meanwhile.orElseGet(() -> new Known<>(facts(inputs, now), now));
              put(known, key, read);
              return read;
            });
    FutureTask<Known<Facts>> first = reading.putIfAbsent(key, mine);
    if (first == null) {
      try {
        mine.run();
      } finally {
        reading.remove(key, mine);
      }
    }
    return found(first == null ? mine : first);
  }

  private static Known<Facts> found(FutureTask<Known<Facts>> task) {
    try {
      return task.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw e.getCause() instanceof RuntimeException failure
          ? failure
          : new IllegalStateException("reading what an output needs", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PortFailure(
          PortFailure.Service.BIGQUERY,
          PortFailure.Kind.UNAVAILABLE,
          "interrupted while another caller read what this output needs",
          e);
    }
  }

  private static String disagreement(PortFailure failure) {
    return "config-invalid: the pipeline file names what is not there, or is otherwise: "
        + failure.getMessage();
  }

  private static <K, V> void put(Map<K, V> into, K key, V value) {
    if (into.size() >= MOST_REMEMBERED) {
      into.clear();
    }
    into.put(key, value);
  }

  private Facts facts(List<Input> inputs, Instant now) {
    List<Input> tables = inputs.stream().filter(each -> each.table().isPresent()).toList();
    Optional<UpstreamQuestion.Runs> asked = asked(inputs);
    UpstreamRows found =
        tables.isEmpty() && asked.isEmpty()
            ? new UpstreamRows(List.of(), List.of())
            : platform.warehouse().upstream(new UpstreamQuestion(windows(tables), asked));
    List<MakerRun> runs = MakerRun.merge(found.runs());
    return new Facts(
        pipeline,
        inputs,
        Facts.rows(tables, found),
        Facts.byMaker(pipeline, inputs, runs),
        work(inputs, now),
        life.of(runs, now));
  }

  private static List<UpstreamQuestion.Window> windows(List<Input> tables) {
    return tables.stream()
        .map(
            input ->
                new UpstreamQuestion.Window(input.table().orElseThrow(), input.from(), input.to()))
        .toList();
  }

  private Optional<UpstreamQuestion.Runs> asked(List<Input> inputs) {
    List<Input> made = inputs.stream().filter(each -> each.maker().isPresent()).toList();
    if (made.isEmpty() || pipeline.runHistory().isEmpty()) {
      return Optional.empty();
    }
    Set<String> names = new LinkedHashSet<>();
    for (Input each : made) {
      Processor maker = each.maker().orElseThrow();
      names.add(maker.name().value());
      names.add(maker.className());
      names.add("Async" + maker.className());
      names.addAll(maker.aliases());
    }
    return Optional.of(
        new UpstreamQuestion.Runs(
            pipeline.runHistory().get(), List.copyOf(names), first(made), last(made)));
  }

  private static LocalDate first(List<Input> inputs) {
    return inputs.stream().map(Input::from).min(Comparator.naturalOrder()).orElseThrow();
  }

  private static LocalDate last(List<Input> inputs) {
    return inputs.stream().map(Input::to).max(Comparator.naturalOrder()).orElseThrow();
  }

  /** The calendar's word on every date of the inputs, asked once. */
  private Map<LocalDate, DayWork> work(List<Input> inputs, Instant now) {
    Map<LocalDate, DayWork> work = new HashMap<>();
    if (inputs.isEmpty() || pipeline.calendar().isEmpty()) {
      return work;
    }
    Calendar calendar = pipeline.calendar().get();
    Set<LocalDate> dates = new TreeSet<>();
    inputs.forEach(input -> dates.addAll(input.dates()));
    Window window =
        new Window(
            first(inputs).minusDays(DayWork.DAYS_AROUND),
            last(inputs).plusDays(DayWork.DAYS_AROUND));
    List<CalendarEntry> entries;
    try {
      entries = entries(calendar, window, now);
    } catch (PortFailure e) {
      if (e.kind() != PortFailure.Kind.MISSING && e.kind() != PortFailure.Kind.INVALID) {
        throw e;
      }
      dates.forEach(
          date ->
              work.put(date, DayWork.unreadable("the calendar cannot be read: " + e.getMessage())));
      return work;
    }
    for (LocalDate date : dates) {
      List<CalendarEntry> around = new ArrayList<>(entries);
      around.removeIf(
          each ->
              each.date().isBefore(date.minusDays(DayWork.DAYS_AROUND))
                  || each.date().isAfter(date.plusDays(DayWork.DAYS_AROUND)));
      work.put(date, DayWork.of(calendar, date, around));
    }
    return work;
  }

  private List<CalendarEntry> entries(Calendar calendar, Window window, Instant now) {
    Known<List<CalendarEntry>> remembered = calendars.get(window);
    if (remembered != null && remembered.fresh(CALENDAR_FRESH, now)) {
      return remembered.what();
    }
    List<CalendarEntry> entries =
        platform.warehouse().calendar(calendar.source(), window.from(), window.to());
    if (!entries.isEmpty()) {
      put(calendars, window, new Known<>(entries, now));
    }
    return entries;
  }
}
