package io.phasekeeper.platform;

import io.phasekeeper.call.CallPorts;
import io.phasekeeper.document.DocumentStore;
import io.phasekeeper.file.FileStore;
import io.phasekeeper.message.Messages;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.settings.Settings;
import io.phasekeeper.warehouse.Warehouse;
import java.time.InstantSource;

/**
 * What a function runs on: the ports, the clock and the pipeline file. Google Cloud when deployed,
 * the embedded runtime locally. One per process or runtime; safe for many threads.
 */
public interface Platform {
  Pipeline pipeline();

  Settings settings();

  DocumentStore documents();

  Warehouse warehouse();

  Messages messages();

  InstantSource clock();

  /** Files that the pipeline makes for others. */
  default FileStore files() {
    return FileStore.nowhere();
  }

  /** What calls to services go through. */
  default CallPorts calls() {
    return CallPorts.none();
  }
}
