package io.phasekeeper.document;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Stores documents and decides races between writers: Firestore, or one of its embedded forms.
 *
 * <p>Every call is done, durably, when it returns. A call that throws {@link
 * io.phasekeeper.outcome.PortFailure} may or may not have had its effect: repeating any of them is
 * safe except {@link #create}, where {@code false} may then mean that the first try had won. Safe
 * for many threads and many processes.
 */
public interface DocumentStore {
  Optional<Document> get(DocumentPath path);

  /** Reads many in one round trip; the answer holds those that exist. An empty list asks nobody. */
  Map<DocumentPath, Document> getAll(List<DocumentPath> paths);

  /**
   * Creates the document if it is absent.
   *
   * @return whether this call created it: of any number of callers exactly one sees {@code true}
   */
  boolean create(DocumentPath path, Map<String, Object> fields);

  /**
   * Replaces the named fields whole, blindly, and leaves every other field as it is; the document
   * comes into being if it was absent. Twice is the same as once. No path may lead into another.
   */
  void merge(DocumentPath path, List<FieldChange> changes);

  /**
   * Like {@link #merge}, but only if the document still is at {@code seen.revision()}.
   *
   * @return whether it was; if not (changed, or deleted), nothing is written
   */
  boolean compareAndSet(Document seen, List<FieldChange> changes);

  List<Document> query(DocumentQuery query);

  /** Deletes the document; nothing happens if it is absent. */
  void delete(DocumentPath path);
}
