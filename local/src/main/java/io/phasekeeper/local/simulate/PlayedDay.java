package io.phasekeeper.local.simulate;

import io.phasekeeper.document.MemoryDocumentStore;
import io.phasekeeper.pipeline.Pipeline;

/** A day that was played to its end. */
record PlayedDay(DayPlan plan, Pipeline pipeline, Observed seen, MemoryDocumentStore stored) {}
