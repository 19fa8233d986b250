package io.phasekeeper.warehouse;

import java.time.Instant;
import java.util.Optional;

/**
 * The start row of a run that has no end: nothing under its run id says that it ended since.
 *
 * @param row its status is {@code running}, or "" where the column is NULL
 * @param phase as written there
 * @param errors what stands in {@code errors}, as JSON text
 * @param endedBefore when an earlier run under its id ended, if one did
 */
public record OpenRun(
    RunRow row, Optional<String> phase, Optional<String> errors, Optional<Instant> endedBefore) {}
