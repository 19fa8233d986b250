package io.phasekeeper.local.simulate;

import io.phasekeeper.document.DocumentPath;
import io.phasekeeper.document.FieldChange;
import io.phasekeeper.trigger.TriggerId;
import java.util.List;
import java.util.Set;

/** Tells writes that only note what was looked at from those that another look has to see. */
final class Notes {
  /** What the sweep notes on a trigger while it waits for the phase to be seen. */
  private static final Set<String> WATCHING = Set.of("due_at", "seen_at", "republished_at");

  private Notes() {}

  /**
   * Whether a sweep only notes what it has looked at, and when it looks again: until then the next
   * tick finds nothing to do, so it need not come. After an act the noted digest is empty.
   */
  static boolean only(DocumentPath path, List<FieldChange> changes) {
    return path.collection().equals(TriggerId.COLLECTION)
        ? changes.stream().allMatch(c -> WATCHING.contains(c.path().names().get(0)))
        : decided(changes);
  }

  /** Whether these are the notes of a judgement that left nothing to do before its due time. */
  static boolean decided(List<FieldChange> changes) {
    boolean looked = false;
    for (FieldChange change : changes) {
      String name = change.path().names().get(0);
      if (!name.startsWith("_") || name.equals("_reports")) {
        return false;
      }
      looked |= name.equals("_digest") && !change.value().orElse("").equals("");
    }
    return looked;
  }
}
