package io.phasekeeper.run;

import io.phasekeeper.warehouse.RunRow;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * One run of a processor, merged from every row under its run id: the newest row that ended it
 * speaks for it, whoever wrote it. Two runs under one id are one here, which began with the later
 * of them: rather one that is dead is seen late than one that is alive is failed.
 *
 * @param processorName as written there; "" where nobody wrote it
 * @param startedAt none where nobody wrote it
 * @param status of its newest row, in lower case; {@code running} while no row has ended it
 * @param endedAt when it ended; none while it runs, and where a status without a time says so
 * @param records of the row that ended it
 * @param ended whether any row has ended it
 */
public record Run(
    String id,
    String processorName,
    Optional<LocalDate> dataDate,
    Optional<Instant> startedAt,
    String status,
    Optional<Instant> endedAt,
    Optional<Long> records,
    boolean ended) {
  public static final String RUNNING = "running";

  private static final Comparator<RunRow> BY_TIME =
      Comparator.<RunRow, Instant>comparing(
              row -> row.processedAt().or(row::startedAt).orElse(Instant.EPOCH))
          .thenComparing(RunRow::status)
          .thenComparing(RunRow::processorName);

  /** Each run of the rows once, in the order of their first rows; rows without an id are no run. */
  public static List<Run> merge(Collection<RunRow> rows) {
    Map<String, List<RunRow>> byId = new LinkedHashMap<>();
    for (RunRow row : rows) {
      if (!row.runId().isEmpty()) {
        byId.computeIfAbsent(row.runId(), any -> new ArrayList<>()).add(row);
      }
    }
    return byId.values().stream().map(Run::of).toList();
  }

  /** The run of all rows under one id; at least one. */
  static Run of(List<RunRow> rows) {
    List<RunRow> newestFirst = rows.stream().sorted(BY_TIME.reversed()).toList();
    Optional<RunRow> end = newestFirst.stream().filter(Run::ends).findFirst();
    List<RunRow> speaking = new ArrayList<>();
    end.ifPresent(speaking::add);
    speaking.addAll(newestFirst);
    return new Run(
        rows.get(0).runId(),
        speaking.stream()
            .map(RunRow::processorName)
            .filter(name -> !name.isEmpty())
            .findFirst()
            .orElse(""),
        speaking.stream().flatMap(row -> row.dataDate().stream()).findFirst(),
        end.flatMap(RunRow::startedAt)
            .or(
                () ->
                    rows.stream()
                        .flatMap(row -> row.startedAt().stream())
                        .max(Comparator.naturalOrder())),
        end.map(row -> status(row).isEmpty() ? "unknown" : status(row)).orElse(RUNNING),
        end.flatMap(RunRow::processedAt),
        end.flatMap(RunRow::recordsProcessed),
        end.isPresent());
  }

  /** Whether a row ends its run: it has a time of ending, or says anything but running. */
  static boolean ends(RunRow row) {
    return row.processedAt().isPresent() || !(status(row).isEmpty() || status(row).equals(RUNNING));
  }

  private static String status(RunRow row) {
    return row.status().toLowerCase(Locale.ROOT);
  }

  /** The same run, begun at another time than its row says. */
  Run begunAt(Instant start) {
    return new Run(
        id, processorName, dataDate, Optional.of(start), status, endedAt, records, ended);
  }

  /** Whether it reported success. */
  public boolean succeeded() {
    return ended && status.equals("success");
  }
}
