package io.phasekeeper.local.replay;

import io.phasekeeper.document.Document;
import io.phasekeeper.document.DocumentPath;
import io.phasekeeper.document.DocumentQuery;
import io.phasekeeper.document.DocumentStore;
import io.phasekeeper.document.FieldChange;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The documents as our functions reach them: with the scenario's faults, and watched. */
public final class OurDocuments implements DocumentStore {
  private final DocumentStore stored;
  private final BrokenThings broken;
  private final Watch watch;

  public OurDocuments(DocumentStore stored, BrokenThings broken, Watch watch) {
    this.stored = stored;
    this.broken = broken;
    this.watch = watch;
  }

  @Override
  public Optional<Document> get(DocumentPath path) {
    return stored.get(path);
  }

  @Override
  public Map<DocumentPath, Document> getAll(List<DocumentPath> paths) {
    return stored.getAll(paths);
  }

  @Override
  public boolean create(DocumentPath path, Map<String, Object> fields) {
    boolean created = stored.create(path, fields);
    if (created) {
      written(path);
    }
    return created;
  }

  @Override
  public void merge(DocumentPath path, List<FieldChange> changes) {
    stored.merge(path, changes);
    written(path);
  }

  @Override
  public boolean compareAndSet(Document seen, List<FieldChange> changes) {
    if (broken.conflicts()) {
      return false;
    }
    boolean set = stored.compareAndSet(seen, changes);
    if (set) {
      written(seen.path());
    }
    return set;
  }

  @Override
  public List<Document> query(DocumentQuery query) {
    return stored.query(query);
  }

  @Override
  public void delete(DocumentPath path) {
    stored.delete(path);
    broken.written();
  }

  private void written(DocumentPath path) {
    if (watch.wants(path)) {
      stored.get(path).ifPresent(watch::document);
    }
    broken.written();
  }
}
