package io.phasekeeper.upstream;

import io.phasekeeper.platform.Platform;
import io.phasekeeper.run.Run;
import io.phasekeeper.run.RunLook;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Tells of runs that have not ended whether they still live, as the cleanup would judge them. */
final class RunLife {
  private final RunLook look;

  RunLife(Platform platform) {
    this.look = new RunLook(platform);
  }

  /** Of each run that has not ended. */
  Map<MakerRun, Liveness> of(List<MakerRun> runs, Instant now) {
    Map<Run, MakerRun> open = new HashMap<>();
    for (MakerRun run : runs) {
      if (run.running()) {
        open.put(
            new Run(
                run.id(),
                run.processorName(),
                run.dataDate(),
                run.startedAt(),
                Run.RUNNING,
                Optional.empty(),
                Optional.empty(),
                false),
            run);
      }
    }
    Map<MakerRun, Liveness> lives = new HashMap<>();
    for (RunLook.Seen seen : look.look(List.copyOf(open.keySet()), false, now)) {
      lives.put(
          open.get(seen.run()),
          new Liveness(seen.lost(look.limits(seen.run())), seen.judged().why()));
    }
    return lives;
  }
}
