package io.phasekeeper.ledger;

import io.phasekeeper.event.ReportStatus;
import io.phasekeeper.pipeline.CycleName;
import io.phasekeeper.pipeline.ProcessorName;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * One thing that a ledger document knows of one run of a processor.
 *
 * @param key names it for ever within its document: the key of its report, or {@code own@…} for an
 *     entry that only another writer made
 * @param storedIn the cycle whose document holds it
 * @param completedAt none where nobody said when
 * @param startedAt none where only the end is known
 * @param recordCount none where nobody said, or it could not be read
 * @param source who said so
 * @param countable false for what is only recorded: an unknown status, an unreadable count
 */
public record Fact(
    ProcessorName processor,
    String key,
    CycleName storedIn,
    ReportStatus status,
    Optional<Instant> completedAt,
    Optional<Instant> startedAt,
    Optional<Long> recordCount,
    Optional<String> executionId,
    Optional<String> correlationId,
    boolean incremental,
    List<String> entitiesChanged,
    Optional<String> error,
    Source source,
    boolean countable) {

  /** Entries without any id are one fact if their times are at most this far apart. */
  static final Duration SAME_TIME = Duration.ofMinutes(5);

  /** Newest last; ties by execution id, then key, so that everybody picks the same one. */
  public static final Comparator<Fact> BY_TIME =
      Comparator.<Fact, Instant>comparing(f -> f.completedAt().orElse(Instant.MIN))
          .thenComparing(f -> f.executionId().orElse(""))
          .thenComparing(Fact::key);

  public Fact {
    entitiesChanged = List.copyOf(entitiesChanged);
  }

  /** Who stated a fact. */
  public enum Source {
    /** A completion message. */
    MESSAGE,
    /** A person, by {@code complete}. */
    OPERATOR,
    /** The rows of a run that stopped without a word: reconciled by the cleanup of runs. */
    RECONCILED,
    /** Another writer, by a map under the processor's own key. */
    OTHER_WRITER,
    /** Another writer, by a bare word: done at an unknown time. */
    BARE
  }

  /** A success that says of itself that it made rows, at a known time. */
  public boolean done() {
    return countable
        && status == ReportStatus.SUCCESS
        && recordCount.map(count -> count > 0).orElse(completedAt.isPresent());
  }

  /**
   * A completion that counts only once the table says so: partial, without rows, or without time.
   */
  public boolean claim() {
    return countable && status.claimsRows() && !done();
  }

  /** When the run began, as far as is known. */
  public Optional<Instant> began() {
    return startedAt.or(() -> completedAt);
  }

  /** Whether an entry under an own key and a report tell of one run. */
  boolean sameRunAs(Fact other) {
    if (agree(executionId, other.executionId) || agree(correlationId, other.correlationId)) {
      return true;
    }
    return !identified()
        && !other.identified()
        && completedAt.isPresent()
        && other.completedAt.isPresent()
        && Duration.between(completedAt.get(), other.completedAt.get()).abs().compareTo(SAME_TIME)
            <= 0;
  }

  private boolean identified() {
    return executionId.isPresent() || correlationId.isPresent();
  }

  private static boolean agree(Optional<String> one, Optional<String> other) {
    return one.isPresent() && one.equals(other);
  }
}
