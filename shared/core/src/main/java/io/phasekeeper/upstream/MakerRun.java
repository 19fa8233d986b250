package io.phasekeeper.upstream;

import io.phasekeeper.pipeline.Processor;
import io.phasekeeper.pipeline.ProcessorIdentity;
import io.phasekeeper.warehouse.RunRow;
import io.phasekeeper.warehouse.UpstreamRows.HistoryRow;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One run of whoever makes an input, merged from the rows under its id: the newest one that ended
 * it speaks for it. A run id that two processors or two dates share is a run of each; one that
 * began again after its end runs.
 *
 * @param processorName as written; "" where nobody wrote it
 * @param status in lower case; {@code running} while it runs, "" if it ended and nobody said how
 * @param cleanedUp whether a cleanup of stale runs ended it
 */
public record MakerRun(
    String id,
    String processorName,
    Optional<LocalDate> dataDate,
    Optional<Instant> startedAt,
    Optional<Instant> endedAt,
    String status,
    boolean running,
    boolean cleanedUp) {
  private static final String RUNNING = "running";

  private static final Pattern TIME = Pattern.compile(".+_(\\d{8}_\\d{6})_[0-9A-Za-z]+");
  private static final DateTimeFormatter ID_TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd_HHmmss", Locale.ROOT);

  private static final Comparator<HistoryRow> BY_TIME =
      Comparator.<HistoryRow, Instant>comparing(
              each -> each.row().processedAt().or(each.row()::startedAt).orElse(Instant.EPOCH))
          .thenComparing(each -> each.row().status());

  /** Later runs are later; of two that began at once, the one that ended. */
  public static final Comparator<MakerRun> BY_BEGIN =
      Comparator.<MakerRun, Instant>comparing(MakerRun::begin)
          .thenComparing(run -> !run.running())
          .thenComparing(run -> run.endedAt().orElse(Instant.EPOCH))
          .thenComparing(MakerRun::id);

  /** Whose run it is, as far as a row says. */
  private record Whose(String processor, LocalDate date) {}

  public static List<MakerRun> merge(List<HistoryRow> rows) {
    Map<String, List<HistoryRow>> byId = new LinkedHashMap<>();
    for (HistoryRow each : rows) {
      byId.computeIfAbsent(each.row().runId(), any -> new ArrayList<>()).add(each);
    }
    List<MakerRun> runs = new ArrayList<>();
    byId.values().forEach(each -> runs.addAll(ofOneId(each)));
    return runs;
  }

  private static List<MakerRun> ofOneId(List<HistoryRow> rows) {
    Set<Whose> owners = new LinkedHashSet<>();
    for (HistoryRow each : rows) {
      String name = each.row().processorName();
      each.row()
          .dataDate()
          .filter(date -> !name.isEmpty())
          .ifPresent(date -> owners.add(new Whose(name, date)));
    }
    if (owners.size() < 2) {
      return List.of(of(rows));
    }
    return owners.stream()
        .map(whose -> of(rows.stream().filter(each -> mayBe(whose, each.row())).toList()))
        .toList();
  }

  private static boolean mayBe(Whose whose, RunRow row) {
    return (row.processorName().isEmpty() || row.processorName().equals(whose.processor()))
        && (row.dataDate().isEmpty() || row.dataDate().get().equals(whose.date()));
  }

  /** The run of these rows; at least one. */
  private static MakerRun of(List<HistoryRow> rows) {
    List<HistoryRow> newestFirst = rows.stream().sorted(BY_TIME.reversed()).toList();
    Optional<HistoryRow> end = newestFirst.stream().filter(each -> ends(each.row())).findFirst();
    Optional<Instant> lastStart =
        rows.stream()
            .filter(each -> !ends(each.row()))
            .flatMap(each -> each.row().startedAt().stream())
            .max(Comparator.naturalOrder());
    Optional<Instant> endedAt = end.flatMap(each -> each.row().processedAt());
    boolean again =
        lastStart.filter(start -> endedAt.filter(start::isAfter).isPresent()).isPresent();
    boolean running = end.isEmpty() || again;
    Optional<HistoryRow> speaks = end.filter(each -> !running);
    return new MakerRun(
        rows.get(0).row().runId(),
        newestFirst.stream()
            .map(each -> each.row().processorName())
            .filter(name -> !name.isEmpty())
            .findFirst()
            .orElse(""),
        newestFirst.stream().flatMap(each -> each.row().dataDate().stream()).findFirst(),
        (running ? lastStart : end.flatMap(each -> each.row().startedAt()).or(() -> lastStart))
            .or(() -> startOf(rows.get(0).row().runId())),
        speaks.flatMap(each -> each.row().processedAt()),
        running ? RUNNING : speaks.map(each -> status(each.row())).orElse(""),
        running,
        speaks.map(HistoryRow::cleanedUp).orElse(false));
  }

  /**
   * The time in {@code PlayerGameSummaryProcessor_20260112_113008_d1cb5a05}, where no row tells.
   */
  private static Optional<Instant> startOf(String id) {
    Matcher found = TIME.matcher(id);
    try {
      return found.matches()
          ? Optional.of(LocalDateTime.parse(found.group(1), ID_TIME).toInstant(ZoneOffset.UTC))
          : Optional.empty();
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  private static boolean ends(RunRow row) {
    return row.processedAt().isPresent() || !(status(row).isEmpty() || status(row).equals(RUNNING));
  }

  private static String status(RunRow row) {
    return row.status().toLowerCase(Locale.ROOT);
  }

  private Instant begin() {
    return startedAt.or(() -> endedAt).orElse(Instant.EPOCH);
  }

  /** Of a processor, by its name; where nobody wrote one, by the class with which its id begins. */
  public boolean isOf(ProcessorIdentity identity, Processor maker) {
    return processorName.isEmpty()
        ? id.startsWith(maker.className() + "_")
        : identity.of(processorName, Optional.empty()).filter(maker.name()::equals).isPresent();
  }

  /** Whether it says that rows were made. */
  public boolean succeeded() {
    return !running && (status.equals("success") || status.equals("partial"));
  }

  /** Whether it ended badly. */
  public boolean failed() {
    return !running && status.equals("failed");
  }

  /** Whether it did nothing, on purpose. */
  public boolean skipped() {
    return !running && (status.equals("skipped") || status.equals("no_data"));
  }
}
