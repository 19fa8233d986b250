package io.phasekeeper.local.bench;

import io.phasekeeper.document.Document;
import io.phasekeeper.document.DocumentPath;
import io.phasekeeper.document.DocumentQuery;
import io.phasekeeper.document.DocumentStore;
import io.phasekeeper.document.FieldChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Counts the documents that are read, as Firestore bills them: each that is asked for by key,
 * whether or not it exists, each that a query finds, and one for a query that finds none. For one
 * thread.
 */
final class CountingDocuments implements DocumentStore {
  private final DocumentStore documents;
  private final List<String> calls = new ArrayList<>();
  private List<DocumentPath> widest = List.of();
  private long read;

  CountingDocuments(DocumentStore documents) {
    this.documents = documents;
  }

  void forget() {
    calls.clear();
    widest = List.of();
    read = 0;
  }

  long read() {
    return read;
  }

  /** What was called, in order. */
  List<String> calls() {
    return List.copyOf(calls);
  }

  /** The paths of the largest batch read. */
  List<DocumentPath> widest() {
    return widest;
  }

  @Override
  public Optional<Document> get(DocumentPath path) {
    read++;
    calls.add("get");
    return documents.get(path);
  }

  @Override
  public Map<DocumentPath, Document> getAll(List<DocumentPath> paths) {
    read += paths.size();
    calls.add("getAll");
    if (paths.size() > widest.size()) {
      widest = List.copyOf(paths);
    }
    return documents.getAll(paths);
  }

  @Override
  public boolean create(DocumentPath path, Map<String, Object> fields) {
    calls.add("create");
    return documents.create(path, fields);
  }

  @Override
  public void merge(DocumentPath path, List<FieldChange> changes) {
    calls.add("merge");
    documents.merge(path, changes);
  }

  @Override
  public boolean compareAndSet(Document seen, List<FieldChange> changes) {
    calls.add("compareAndSet");
    return documents.compareAndSet(seen, changes);
  }

  @Override
  public List<Document> query(DocumentQuery query) {
    List<Document> found = documents.query(query);
    read += Math.max(1, found.size());
    calls.add("query");
    return found;
  }

  @Override
  public void delete(DocumentPath path) {
    calls.add("delete");
    documents.delete(path);
  }
}
