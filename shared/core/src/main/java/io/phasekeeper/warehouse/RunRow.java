package io.phasekeeper.warehouse;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;

/**
 * One row of the run history, as it stands there: a start row and an end row share a run id.
 *
 * @param processorName the class name, as written
 * @param status {@code running}, {@code success}, {@code failed}, {@code partial}, {@code skipped};
 *     "" where the column is NULL
 * @param processedAt when the run ended; none while it runs
 */
public record RunRow(
    String processorName,
    String runId,
    String status,
    Optional<Instant> startedAt,
    Optional<Instant> processedAt,
    Optional<LocalDate> dataDate,
    Optional<Long> recordsProcessed) {}
