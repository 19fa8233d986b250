package io.phasekeeper.local.bench;

import java.time.Instant;

/** One run of the benchmarks: only what was measured in the same one may be compared. */
public record RunId(Instant began) {}
