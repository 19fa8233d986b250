package io.phasekeeper.local.bench;

import io.phasekeeper.call.CallPorts;
import io.phasekeeper.document.DocumentStore;
import io.phasekeeper.message.Messages;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.platform.Platform;
import io.phasekeeper.settings.Mode;
import io.phasekeeper.settings.Settings;
import io.phasekeeper.warehouse.Warehouse;
import java.time.InstantSource;

/** What the production code runs on while it is measured. */
record BenchPlatform(
    Pipeline pipeline,
    DocumentStore documents,
    Warehouse warehouse,
    Messages messages,
    InstantSource clock,
    CallPorts calls)
    implements Platform {

  /** One that reaches no services. */
  BenchPlatform(
      Pipeline pipeline,
      DocumentStore documents,
      Warehouse warehouse,
      Messages messages,
      InstantSource clock) {
    this(pipeline, documents, warehouse, messages, clock, CallPorts.none());
  }

  @Override
  public Settings settings() {
    return new Settings("bench.yaml", Mode.ON, "bench-dead-letters");
  }
}
