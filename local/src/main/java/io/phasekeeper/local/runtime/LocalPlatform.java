package io.phasekeeper.local.runtime;

import io.phasekeeper.call.CallPorts;
import io.phasekeeper.document.DocumentStore;
import io.phasekeeper.file.FileStore;
import io.phasekeeper.message.Messages;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.platform.Platform;
import io.phasekeeper.settings.Settings;
import io.phasekeeper.warehouse.Warehouse;
import java.time.InstantSource;

/** The platform of a local suite. */
record LocalPlatform(
    Pipeline pipeline,
    Settings settings,
    DocumentStore documents,
    Warehouse warehouse,
    Messages messages,
    InstantSource clock,
    FileStore files,
    CallPorts calls)
    implements Platform {}
