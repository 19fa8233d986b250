package io.phasekeeper.trigger;

import io.phasekeeper.pipeline.ProcessorName;
import java.time.Instant;
import java.util.Optional;

/**
 * A member that a trigger counted.
 *
 * @param completedAt of the fact it was counted by; none if nobody said when
 * @param byEvidence without any completion, by its ended run and its rows
 */
public record CountedMember(
    ProcessorName processor, Optional<Instant> completedAt, boolean byEvidence) {}
