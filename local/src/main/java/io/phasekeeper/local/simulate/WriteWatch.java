package io.phasekeeper.local.simulate;

import io.phasekeeper.document.Document;
import io.phasekeeper.document.DocumentPath;
import io.phasekeeper.document.FieldChange;
import io.phasekeeper.document.MemoryDocumentStore;
import io.phasekeeper.finding.FindingBook;
import io.phasekeeper.finding.FindingKind;
import io.phasekeeper.trigger.TriggerId;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Watches what our instances write: what was marked as triggered, when something falls due next,
 * and whether a judgement has anything new to look at.
 */
final class WriteWatch {
  private static final String NOT_BEGUN = ":" + FindingKind.PHASE_NOT_BEGUN.word() + ":";

  private final MemoryDocumentStore stored;
  private final DayClock clock;
  private final Observed seen;
  private final Map<DocumentPath, Instant> dues = new HashMap<>();

  /** Whether something was written since it was last asked that a judgement may look at. */
  private boolean changed;

  /** Ledgers in which the message that is being worked on left something undecided. */
  private final Set<DocumentPath> undecided = new HashSet<>();

  /** Open findings that a phase was not begun: the tick after its first completion closes them. */
  private final Set<DocumentPath> notBegun = new HashSet<>();

  WriteWatch(MemoryDocumentStore stored, DayClock clock, Observed seen) {
    this.stored = stored;
    this.clock = clock;
    this.seen = seen;
  }

  void changes() {
    changed = true;
  }

  boolean takeChanged() {
    boolean was = changed || !undecided.isEmpty();
    changed = false;
    undecided.clear();
    return was;
  }

  /** Whether a message may be news to the watch over phases that nobody began. */
  boolean anyNotBegun() {
    return !notBegun.isEmpty();
  }

  /** The earliest due time that stands in any document. */
  Optional<Instant> earliestDue() {
    Instant earliest = null;
    for (Instant due : dues.values()) {
      if (earliest == null || due.isBefore(earliest)) {
        earliest = due;
      }
    }
    return Optional.ofNullable(earliest);
  }

  /**
   * A message merges its report, which is undecided until its own judgement of that ledger is
   * noted: then the next tick would find the same, and need not come. What it brings twice is no
   * news. Whatever else it writes, such as an own key that it mends, the tick has to look at.
   */
  void byMessage(DocumentPath ledger, List<FieldChange> changes, Optional<Document> before) {
    written(ledger, changes, true);
    if (Notes.decided(changes)) {
      undecided.remove(ledger);
    } else if (!before.map(Document::fields).equals(stored.get(ledger).map(Document::fields))) {
      undecided.add(ledger);
    }
  }

  static boolean isLedger(DocumentPath path) {
    return path.collection().endsWith("_completion");
  }

  void noteBeginning(DocumentPath path) {
    if (path.collection().equals(FindingBook.COLLECTION) && path.id().contains(NOT_BEGUN)) {
      boolean open = stored.get(path).filter(FindingBook::isOpen).isPresent();
      boolean unused = open ? notBegun.add(path) : notBegun.remove(path);
    }
  }

  void written(DocumentPath path, List<FieldChange> changes, boolean repeats) {
    for (FieldChange change : changes) {
      String name = change.path().names().get(0);
      boolean trigger = path.collection().equals(TriggerId.COLLECTION);
      boolean published =
          trigger && name.equals("state") && change.value().filter("published"::equals).isPresent();
      if (published) {
        marked(path, stored.get(path).flatMap(d -> d.field("trigger_id", String.class)).orElse(""));
      } else if (name.equals("_triggered")
          && change.value().filter(Boolean.TRUE::equals).isPresent()) {
        marked(
            path, stored.get(path).flatMap(d -> d.field("_trigger_id", String.class)).orElse(""));
      }
    }
    written(path, repeats);
  }

  void marked(DocumentPath path, String id) {
    seen.marked.add(new Observed.Marked(path, id, seen.sent.size(), clock.truth()));
  }

  void written(DocumentPath path, boolean repeats) {
    boolean trigger = path.collection().equals(TriggerId.COLLECTION);
    if (!trigger && !isLedger(path)) {
      return;
    }
    changed |= !repeats;
    Optional<Instant> due =
        stored.get(path).flatMap(d -> d.field(trigger ? "due_at" : "_due_at", Instant.class));
    if (due.isPresent()) {
      dues.put(path, due.get());
    } else {
      dues.remove(path);
    }
  }
}
