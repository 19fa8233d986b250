package io.phasekeeper.document;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A store that passes everything on; who watches or breaks a call overrides it. */
public class PassingDocumentStore implements DocumentStore {
  private final DocumentStore real;

  public PassingDocumentStore(DocumentStore real) {
    this.real = real;
  }

  @Override
  public Optional<Document> get(DocumentPath path) {
    return real.get(path);
  }

  @Override
  public Map<DocumentPath, Document> getAll(List<DocumentPath> paths) {
    return real.getAll(paths);
  }

  @Override
  public boolean create(DocumentPath path, Map<String, Object> fields) {
    return real.create(path, fields);
  }

  @Override
  public void merge(DocumentPath path, List<FieldChange> changes) {
    real.merge(path, changes);
  }

  @Override
  public boolean compareAndSet(Document seen, List<FieldChange> changes) {
    return real.compareAndSet(seen, changes);
  }

  @Override
  public List<Document> query(DocumentQuery query) {
    return real.query(query);
  }

  @Override
  public void delete(DocumentPath path) {
    real.delete(path);
  }
}
