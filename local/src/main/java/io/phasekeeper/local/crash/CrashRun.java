package io.phasekeeper.local.crash;

import io.phasekeeper.emulator.EmulatorProcess;
import io.phasekeeper.emulator.GoogleEmulator;
import io.phasekeeper.local.data.CannotLook;
import io.phasekeeper.outcome.PortFailure;
import io.phasekeeper.platform.TouchesTheWorld;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;

/** Kills as a command: emulators of its own, progress on one stream, the result on the other. */
public final class CrashRun {
  private static final int WRONG = 1;

  private final long seed;
  private final PrintWriter out;
  private final PrintWriter progress;

  public CrashRun(long seed, PrintWriter out, PrintWriter progress) {
    this.seed = seed;
    this.out = out;
    this.progress = progress;
  }

  /**
   * Kills so many times.
   *
   * @param folder gets the logs of emulators and functions
   * @return the exit code: 0, or 1 on a violation
   * @throws CannotLook if an emulator or a function does not start, or an emulator does not answer
   */
  @TouchesTheWorld(why = "the functions that it kills read the wall clock, as in Google Cloud")
  public int play(int kills, Path folder, Map<String, String> environment)
      throws CannotLook, InterruptedException {
    long started = System.nanoTime();
    try {
      Files.createDirectories(folder);
      FunctionProcess.forget(folder);
      try (EmulatorProcess firestore =
              EmulatorProcess.start(GoogleEmulator.FIRESTORE, environment, folder);
          EmulatorProcess pubsub =
              EmulatorProcess.start(GoogleEmulator.PUBSUB, environment, folder);
          Site site =
              Site.open(
                  folder,
                  KillRun.nights(kills),
                  "phasekeeper-crash",
                  firestore.host(),
                  pubsub.host())) {
        KillRun run = new KillRun(site, seed, InstantSource.system(), folder, progress::println);
        return tell(run.play(kills), (System.nanoTime() - started) / 1e9, folder);
      }
    } catch (IOException | PortFailure e) {
      throw new CannotLook("cannot play: " + e.getMessage(), e);
    }
  }

  int tell(KillRun.Result result, double seconds, Path folder) {
    CompletionStream.Totals completions = result.completions();
    out.printf(
        Locale.ROOT,
        "seed %d: %d kills in %.0f s, %d of them in the middle of a call%n",
        seed,
        result.kills(),
        seconds,
        result.inTheMiddle());
    out.printf(
        Locale.ROOT,
        "%d messages of %d nights in %d deliveries: %d again for want of an answer, %d after one; %d sweeps%n",
        completions.messages(),
        completions.nights(),
        completions.deliveries(),
        completions.redeliveries(),
        completions.duplicates(),
        result.sweeps());
    out.printf(
        Locale.ROOT,
        "%d triggers, %d found pending after a kill (%d of them already published)%n",
        result.triggers(),
        result.pendingAfterKill(),
        result.heardYetPending());
    out.printf(
        Locale.ROOT,
        "%d messages heard on the trigger topics, %d ids more than once; %d invariant checks%n",
        result.published(),
        result.repeated(),
        result.checks());
    result.violations().forEach(each -> out.println("VIOLATION " + each));
    if (result.violations().isEmpty()) {
      out.println("no violation");
      out.flush();
      return 0;
    }
    out.printf(
        Locale.ROOT,
        "again: phasekeeper crash --kills %d --seed %d; logs: %s%n",
        result.kills(),
        seed,
        folder);
    out.flush();
    return WRONG;
  }
}
