package io.phasekeeper.local.crash;

import io.phasekeeper.document.DocumentStore;
import io.phasekeeper.event.IncomingEvent;
import io.phasekeeper.message.Messages;
import io.phasekeeper.orchestrator.PhaseOrchestrator;
import io.phasekeeper.outcome.PortFailure;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.pipeline.PipelineFile;
import io.phasekeeper.platform.Platform;
import io.phasekeeper.settings.Mode;
import io.phasekeeper.settings.Settings;
import io.phasekeeper.sweep.PhaseSweep;
import io.phasekeeper.trigger.Trigger;
import io.phasekeeper.warehouse.MemoryWarehouse;
import io.phasekeeper.warehouse.Warehouse;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** Drawn nights, played into the functions' own decision code within the test's process. */
final class PlayedNights implements Platform {
  static final Instant BEGAN = Instant.parse("2026-01-15T12:00:00Z");
  private static final int MOST_SWEEPS = 200;

  private final Pipeline pipeline;
  private final DocumentStore documents;
  private final Messages messages;
  private final Warehouse noTables = new MemoryWarehouse();
  private final AtomicReference<Instant> now = new AtomicReference<>(BEGAN.plusSeconds(30));
  private final PhaseOrchestrator orchestrator;
  private final PhaseSweep sweep;

  PlayedNights(Pipeline pipeline, DocumentStore documents, Messages messages) {
    this.pipeline = pipeline;
    this.documents = documents;
    this.messages = messages;
    this.orchestrator = new PhaseOrchestrator(this);
    this.sweep = new PhaseSweep(this);
  }

  /**
   * One delivery.
   *
   * @return whether it is acknowledged
   */
  boolean deliver(Report report) {
    IncomingEvent event =
        new IncomingEvent(
            report.topic(),
            "m-" + report.number(),
            report.timestamp(),
            report.message().data(),
            Map.of());
    try {
      return orchestrator.on(event).tryAgain().isEmpty();
    } catch (PortFailure unreachable) {
      return false;
    }
  }

  /** Delivers until nothing is left, each again until it is acknowledged. */
  void deliverAll(CompletionStream stream) throws InterruptedException {
    for (Optional<Report> next = stream.next(); next.isPresent(); next = stream.next()) {
      if (deliver(next.get())) {
        stream.acknowledged(next.get());
      } else {
        stream.failed(next.get());
      }
    }
  }

  /** The same alone, with a tick after every fifth. */
  void deliverAllAndSweep(CompletionStream stream) throws InterruptedException {
    int delivered = 0;
    while (!stream.awaitAllAcknowledged(Duration.ZERO)) {
      Report report = stream.next().orElseThrow();
      if (deliver(report)) {
        stream.acknowledged(report);
      } else {
        stream.failed(report);
      }
      if (++delivered % 5 == 0 && !sweeps()) {
        throw new IllegalStateException("a sweep failed");
      }
    }
  }

  /**
   * One tick, some seconds after the last.
   *
   * @return whether nothing failed in it
   */
  boolean sweeps() {
    Instant unused = now.updateAndGet(before -> before.plus(Duration.ofSeconds(5)));
    try {
      return sweep.sweep().failures().isEmpty();
    } catch (PortFailure unreachable) {
      return false;
    }
  }

  /** The time of its last tick. */
  Instant now() {
    return now.get();
  }

  /**
   * Ticks until four in a row were good and left nothing pending, so that what was published last
   * has been looked at once more; false if that does not come.
   */
  boolean settles(DocumentStore seen) {
    int good = 0;
    for (int n = 0; n < MOST_SWEEPS; n++) {
      boolean nothingLeft =
          sweeps() && Evidence.triggers(seen).stream().noneMatch(Trigger::pending);
      good = nothingLeft ? good + 1 : 0;
      if (good >= 4) {
        return true;
      }
    }
    return false;
  }

  @Override
  public Pipeline pipeline() {
    return pipeline;
  }

  @Override
  public Settings settings() {
    return new Settings(Site.FILE, Mode.ON, "dead");
  }

  @Override
  public DocumentStore documents() {
    return documents;
  }

  @Override
  public Warehouse warehouse() {
    return noTables;
  }

  @Override
  public Messages messages() {
    return messages;
  }

  @Override
  public InstantSource clock() {
    return now::get;
  }

  /** The pipeline that `phasekeeper crash` plays. */
  static Pipeline pipelineOfNights() throws IOException {
    return PipelineFile.parse(Site.FILE, Site.pipelineText(), Map.of());
  }

  /** A stream of all completions of so many nights. */
  static CompletionStream stream(Pipeline pipeline, int nights, long seed) {
    CompletionStream stream =
        new CompletionStream(new DrawnNights(pipeline, seed, BEGAN), nights, seed);
    stream.release(Integer.MAX_VALUE / 2);
    return stream;
  }

  static List<String> violations(Evidence evidence) {
    return EvidenceCheck.of(evidence).violations();
  }
}
