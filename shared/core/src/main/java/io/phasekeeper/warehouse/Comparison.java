package io.phasekeeper.warehouse;

import java.time.LocalDate;
import java.util.Optional;

/**
 * A question about an output beside its input, by date.
 *
 * @param from first date, included
 * @param to last date, included
 * @param per the STRING column of the input whose values are counted; none: its rows are
 * @param written the TIMESTAMP column of both tables that says when a row was written
 */
public record Comparison(
    TableRef output,
    TableRef input,
    LocalDate from,
    LocalDate to,
    Optional<String> per,
    String written) {}
