package io.phasekeeper.upstream;

import io.phasekeeper.platform.Platform;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.BiFunction;

/** Tells of runs that have not ended whether they still live. */
final class RunLife {
  /** A run of which no beat is known is stale so long after its start (C1). */
  static final Duration STALE_AFTER = Duration.ofHours(4);

  RunLife(Platform platform) {}

  /** What is known of these runs now; judged later. */
  BiFunction<MakerRun, Instant, Liveness> of(List<MakerRun> runs, Instant read) {
    return RunLife::byItsStart;
  }

  private static Liveness byItsStart(MakerRun run, Instant now) {
    boolean stale = run.startedAt().filter(at -> !now.isBefore(at.plus(STALE_AFTER))).isPresent();
    return new Liveness(
        stale,
        run.startedAt(),
        run.startedAt().map(at -> "it began at " + at).orElse("nobody knows when it began"));
  }
}
