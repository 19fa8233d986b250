package io.phasekeeper.warehouse;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;

/**
 * What is to be written into the run history of a run that stopped without a word.
 *
 * @param runId whose start row is to be changed
 * @param dataDate of that row, which is its partition; none where the column is NULL
 * @param seenStatus what that row said when it was judged; a row that says anything else by now is
 *     left alone
 * @param status what it is to say
 * @param failureCategory none: NULL
 * @param errors JSON
 * @param endedAt {@code processed_at}: when it was judged, by which the row is known again
 * @param durationSeconds from its start; none where nobody knows when it began
 * @param records none: {@code records_processed} stays as it is
 * @param from the first data date on which a row may say that the run has ended; only the columns
 *     that say so are read of all dates to {@code to}
 * @param to the last such date
 */
public record RunEnd(
    String runId,
    Optional<LocalDate> dataDate,
    String seenStatus,
    String status,
    Optional<String> failureCategory,
    String errors,
    Instant endedAt,
    Optional<Double> durationSeconds,
    Optional<Long> records,
    LocalDate from,
    LocalDate to) {}
