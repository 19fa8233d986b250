package io.phasekeeper.warehouse;

import java.time.LocalDate;
import java.util.Optional;

/**
 * How often keys are repeated on a date.
 *
 * @param rows at least one
 * @param keys how many different ones
 * @param repeated how many keys have more than one row
 * @param example one of those, its columns parted by {@code |}; "-" stands for NULL
 */
public record KeyCount(
    LocalDate date, long rows, long keys, long repeated, Optional<String> example) {}
