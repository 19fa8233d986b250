package io.phasekeeper.ledger;

import io.phasekeeper.document.Document;
import java.time.Instant;
import java.util.Optional;

/**
 * What we noted on a ledger document when we last decided on it: derived, rewritten at every
 * decision, never a reason to trigger.
 *
 * @param digest of everything that was decided on; equal means: nothing new
 * @param dueAt {@code _due_at}: when to look again without news; none: only on news
 * @param decidedAt when
 * @param heldSince since when a gate holds it
 * @param findingsOpen whether findings of this ledger may be open
 * @param generationHint {@code _trigger_generation}; may be stale
 */
public record LedgerNotes(
    String digest,
    Optional<Instant> dueAt,
    Optional<Instant> decidedAt,
    Optional<Instant> heldSince,
    boolean findingsOpen,
    long generationHint) {
  public static final LedgerNotes NONE =
      new LedgerNotes("", Optional.empty(), Optional.empty(), Optional.empty(), false, 0);

  static LedgerNotes of(Document document) {
    return new LedgerNotes(
        document.field("_digest", String.class).orElse(""),
        document.field("_due_at", Instant.class),
        document.field("_decided_at", Instant.class),
        document.field("_held_since", Instant.class),
        document.field("_findings_open", Boolean.class).orElse(false),
        document.field("_trigger_generation", Long.class).orElse(0L));
  }

  /** Whether there is nothing to do now: same facts, and not yet due. */
  public boolean quiet(String nowDigest, Instant now) {
    return digest.equals(nowDigest) && dueAt.map(now::isBefore).orElse(true);
  }
}
