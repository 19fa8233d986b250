package io.phasekeeper.pipeline;

import java.time.Duration;
import java.util.Optional;

/**
 * A file that the pipeline makes for others.
 *
 * @param uri {@code gs://bucket/object}
 * @param madeBy the processor that writes it
 * @param holdsDateBy when its content must be of the data date, on a date with work
 * @param holdsDate where its JSON content tells its date: keys with dots between; none: its content
 *     is not looked at
 * @param maxAge older than this at that time is stale
 */
public record ExportFile(
    String name,
    String uri,
    Optional<ProcessorName> madeBy,
    Optional<DueTime> holdsDateBy,
    Optional<Duration> maxAge,
    Optional<String> holdsDate) {}
