package io.phasekeeper.local.simulate;

import io.phasekeeper.document.Document;
import io.phasekeeper.document.DocumentPath;
import io.phasekeeper.document.DocumentQuery;
import io.phasekeeper.document.DocumentStore;
import io.phasekeeper.document.FieldChange;
import io.phasekeeper.event.IncomingEvent;
import io.phasekeeper.finding.FindingBook;
import io.phasekeeper.message.Messages;
import io.phasekeeper.outcome.Outcome;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.platform.Platform;
import io.phasekeeper.settings.Settings;
import io.phasekeeper.sweep.SweepReport;
import io.phasekeeper.trigger.TriggerId;
import io.phasekeeper.warehouse.Warehouse;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What broken steps are made of: the ports of a platform with one of them replaced. */
final class BrokenPorts {
  private BrokenPorts() {}

  static boolean isTrigger(DocumentPath path) {
    return path.collection().equals(TriggerId.COLLECTION);
  }

  static boolean isLedger(DocumentPath path) {
    return path.collection().endsWith("_completion");
  }

  static boolean isFinding(DocumentPath path) {
    return path.collection().equals(FindingBook.COLLECTION);
  }

  interface Taking {
    Outcome on(IncomingEvent event);
  }

  interface Sweeping {
    SweepReport sweep();
  }

  static Instance instance(Taking taking, Sweeping sweeping) {
    return new Instance() {
      @Override
      public Outcome on(IncomingEvent event) {
        return taking.on(event);
      }

      @Override
      public SweepReport sweep() {
        return sweeping.sweep();
      }
    };
  }

  static Platform with(Platform platform, DocumentStore documents) {
    return new Bundle(platform, documents, platform.messages(), platform.warehouse());
  }

  static Platform with(Platform platform, Messages messages) {
    return new Bundle(platform, platform.documents(), messages, platform.warehouse());
  }

  static Platform with(Platform platform, Warehouse warehouse) {
    return new Bundle(platform, platform.documents(), platform.messages(), warehouse);
  }

  private record Bundle(
      Platform real, DocumentStore documents, Messages messages, Warehouse warehouse)
      implements Platform {
    @Override
    public Pipeline pipeline() {
      return real.pipeline();
    }

    @Override
    public Settings settings() {
      return real.settings();
    }

    @Override
    public InstantSource clock() {
      return real.clock();
    }
  }

  /** A store that passes everything on; what is broken overrides one call. */
  static class Passing implements DocumentStore {
    private final DocumentStore real;

    Passing(DocumentStore real) {
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
}
