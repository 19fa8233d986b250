package io.phasekeeper.warehouse;

import java.util.Optional;

/**
 * How a run ended: the newest row of the run history that ended it, and what it says of why.
 *
 * @param errors as JSON text
 */
public record EndedRun(
    RunRow row,
    Optional<String> failureCategory,
    Optional<String> skipReason,
    Optional<String> errors) {}
