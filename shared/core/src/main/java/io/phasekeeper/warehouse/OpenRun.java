package io.phasekeeper.warehouse;

import java.util.Optional;

/**
 * The start row of a run that has no end: nothing under its run id says that it ended.
 *
 * @param row its status is {@code running}
 * @param phase as written there
 * @param errors what stands in {@code errors}, as JSON text
 */
public record OpenRun(RunRow row, Optional<String> phase, Optional<String> errors) {}
