package io.phasekeeper.warehouse;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;

/**
 * How the rows of one date, and of one part of it, stand; the answer to a {@link Measure}.
 *
 * @param part the value of the column that was asked for; "" where it is NULL, or none was
 * @param rows at least one
 * @param population how many rows belong to it
 * @param satisfying how many of those satisfy the condition
 * @param oldest when the first of the rows was written; none if no row tells
 */
public record Measured(
    LocalDate date,
    String part,
    long rows,
    long population,
    long satisfying,
    Optional<Instant> oldest,
    Optional<Instant> newest) {}
