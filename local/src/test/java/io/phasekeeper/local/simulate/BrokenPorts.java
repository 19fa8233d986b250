package io.phasekeeper.local.simulate;

import io.phasekeeper.document.DocumentPath;
import io.phasekeeper.document.DocumentStore;
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
}
