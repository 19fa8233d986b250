package io.phasekeeper.event;

import io.phasekeeper.pipeline.PhaseName;
import io.phasekeeper.pipeline.ProcessorName;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * A processor's report that a run of it has ended (CONTRACT §2), normalised.
 *
 * @param phase the phase whose completion topic it came on
 * @param nameAsSent {@code processor_name}, for what cannot be identified
 * @param processor the configured processor; none if nobody configured that name
 * @param recordCount none if it was absent or could not be read
 * @param timestamp the message's own; its publish time where it has none, or one from the future
 * @param duration of the run; zero where absent
 * @param messageId Pub/Sub's, the same in every delivery
 * @param doubts what was found that is not as agreed, such as a negative count; a completion with
 *     doubts is recorded and never counted
 * @param remarks what is not as agreed and yet does no harm, such as an unreadable timestamp
 */
public record Completion(
    PhaseName phase,
    String nameAsSent,
    Optional<ProcessorName> processor,
    LocalDate dataDate,
    ReportStatus status,
    String statusAsSent,
    Optional<Long> recordCount,
    Optional<String> executionId,
    Optional<String> correlationId,
    Instant timestamp,
    Duration duration,
    boolean incremental,
    List<String> entitiesChanged,
    Optional<String> error,
    String messageId,
    List<String> doubts,
    List<String> remarks) {
  public Completion {
    entitiesChanged = List.copyOf(entitiesChanged);
    doubts = List.copyOf(doubts);
    remarks = List.copyOf(remarks);
  }

  /** When the run began: what tells its cycle. */
  public Instant startedAt() {
    return timestamp.minus(duration);
  }

  /**
   * The key of its report: one for every delivery of one message, another for a second message of
   * the same run. It carries the timestamp always, not only in the second message, because the
   * merge is blind and cannot know whether it is the first (docs/decisions/0002).
   */
  public String reportKey() {
    return executionId.map(id -> id + "@" + timestamp).orElse("m-" + messageId);
  }
}
