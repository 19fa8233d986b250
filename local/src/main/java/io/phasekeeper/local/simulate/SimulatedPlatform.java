package io.phasekeeper.local.simulate;

import io.phasekeeper.document.DocumentStore;
import io.phasekeeper.message.Messages;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.platform.Platform;
import io.phasekeeper.settings.Mode;
import io.phasekeeper.settings.Settings;
import io.phasekeeper.warehouse.Warehouse;

/** The platform of a simulated day. */
record SimulatedPlatform(Pipeline pipeline, Ports ports, DayClock clock) implements Platform {
  @Override
  public Settings settings() {
    return new Settings("simulated", Mode.ON, "dead-letters");
  }

  @Override
  public DocumentStore documents() {
    return ports;
  }

  @Override
  public Warehouse warehouse() {
    return ports.warehouse();
  }

  @Override
  public Messages messages() {
    return ports;
  }
}
