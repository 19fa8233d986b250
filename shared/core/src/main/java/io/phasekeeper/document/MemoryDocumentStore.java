package io.phasekeeper.document;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Documents in this process's memory, for replays and tests: gone with the process, else as strict
 * as the others.
 */
public final class MemoryDocumentStore implements DocumentStore {
  private final Map<DocumentPath, Document> byPath = new HashMap<>();
  private final Map<String, Map<String, Document>> collections = new TreeMap<>();
  private long revision;

  @Override
  public synchronized Optional<Document> get(DocumentPath path) {
    return Optional.ofNullable(byPath.get(path));
  }

  @Override
  public synchronized Map<DocumentPath, Document> getAll(List<DocumentPath> paths) {
    Map<DocumentPath, Document> found = new LinkedHashMap<>();
    for (DocumentPath path : paths) {
      Document document = byPath.get(path);
      if (document != null) {
        found.put(path, document);
      }
    }
    return found;
  }

  @Override
  public synchronized boolean create(DocumentPath path, Map<String, Object> fields) {
    if (get(path).isPresent()) {
      return false;
    }
    put(path, fields);
    return true;
  }

  @Override
  public synchronized void merge(DocumentPath path, List<FieldChange> changes) {
    put(path, FieldChanges.applied(get(path).map(Document::fields).orElse(Map.of()), changes));
  }

  @Override
  public synchronized boolean compareAndSet(Document seen, List<FieldChange> changes) {
    Optional<Document> now = get(seen.path());
    if (now.isEmpty() || !now.get().revision().equals(seen.revision())) {
      return false;
    }
    put(seen.path(), FieldChanges.applied(now.get().fields(), changes));
    return true;
  }

  @Override
  public synchronized List<Document> query(DocumentQuery query) {
    return QueryAnswer.of(query, collection(query.collection()).values());
  }

  @Override
  public synchronized void delete(DocumentPath path) {
    byPath.remove(path);
    collection(path.collection()).remove(path.id());
  }

  /** Every document, by path; for a replay's last look and for tests. */
  public synchronized List<Document> all() {
    return collections.values().stream().flatMap(each -> each.values().stream()).toList();
  }

  private Map<String, Document> collection(String name) {
    return collections.computeIfAbsent(name, any -> new TreeMap<>());
  }

  private void put(DocumentPath path, Map<String, Object> fields) {
    Document document = new Document(path, fields, Long.toString(revision + 1));
    DocumentSize.check(path, document.fields());
    revision++;
    byPath.put(path, document);
    collection(path.collection()).put(path.id(), document);
  }
}
