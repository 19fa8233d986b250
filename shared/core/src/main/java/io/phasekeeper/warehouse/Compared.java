package io.phasekeeper.warehouse;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;

/**
 * How an output stands beside its input on one date; the answer to a {@link Comparison}.
 *
 * @param outputRows 0: the output has none
 * @param outputNewest when the newest of its rows was written; none if no row tells
 * @param inputRows 0: the input has none
 * @param things how many values of the column that was asked for the input has; its rows, if none
 *     was
 * @param later how many of those have no row as old as the output's newest
 */
public record Compared(
    LocalDate date,
    long outputRows,
    Optional<Instant> outputNewest,
    long inputRows,
    Optional<Instant> inputNewest,
    long things,
    long later) {}
