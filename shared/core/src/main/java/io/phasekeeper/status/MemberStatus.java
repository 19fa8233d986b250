package io.phasekeeper.status;

import io.phasekeeper.pipeline.ProcessorName;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * One expected processor of a cycle, as people want to see it.
 *
 * @param at when it completed, or when what stands against it was reported
 * @param rows as it reported them
 * @param note why it is not complete, or what is odd about it; "" if there is nothing to say
 */
public record MemberStatus(
    ProcessorName processor, Word word, Optional<Instant> at, Optional<Long> rows, String note) {

  /** How far it is. */
  public enum Word {
    /** It counts. */
    COMPLETE,
    /** Nothing of it was reported. */
    MISSING,
    /** Its newest report says that it failed. */
    FAILED,
    /**
     * It reported something that does not count: partial, skipped, no data, success without rows.
     */
    NOT_COUNTED;

    /** As JSON and the terminal write it. */
    public String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
  }
}
