package io.phasekeeper.local.bench;

import io.phasekeeper.emulator.EmulatorProcess;
import io.phasekeeper.emulator.GoogleEmulator;
import io.phasekeeper.local.bench.bare.BareFailure;
import io.phasekeeper.outcome.PortFailure;
import io.phasekeeper.platform.TouchesTheWorld;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Measures the groups that were asked for, and prints the one table. */
public final class BenchRun {
  private final Path home;
  private final Optional<Path> bundle;
  private final PrintWriter out;
  private final PrintWriter progress;
  private final RunId run;

  /**
   * @param home the project's directory
   * @param bundle the packed functions; none: cold starts are not measured
   * @param out for the table
   * @param progress what is being done
   */
  @TouchesTheWorld(why = "the date in the table is the wall clock's")
  public BenchRun(Path home, Optional<Path> bundle, PrintWriter out, PrintWriter progress) {
    this.home = home;
    this.bundle = bundle;
    this.out = out;
    this.progress = progress;
    this.run = new RunId(InstantSource.system().instant());
  }

  /**
   * @return whether everything that was measured did what it has to; a target that is missed is
   *     told in the table and is no fault
   * @throws IOException if an emulator or a function does not start
   */
  public boolean measure(Set<Table> wanted) throws IOException, InterruptedException {
    long began = System.nanoTime();
    List<String> machine = Machine.told(run);
    FigureTable table = new FigureTable(run);
    Path folder = Files.createTempDirectory("phasekeeper-bench");
    Thread interrupted = new Thread(() -> deleted(folder), "delete-bench-folder");
    Runtime.getRuntime().addShutdownHook(interrupted);
    boolean right = true;
    try {
      boolean emulated = wanted.stream().anyMatch(Table::emulated);
      try (EmulatorProcess firestore =
              emulated ? emulator(GoogleEmulator.FIRESTORE, folder) : null;
          EmulatorProcess pubsub = emulated ? emulator(GoogleEmulator.PUBSUB, folder) : null) {
        Optional<Bench.Emulators> emulators =
            firestore == null || pubsub == null
                ? Optional.empty()
                : Optional.of(new Bench.Emulators(firestore, pubsub));
        Surroundings around = new Surroundings(run, folder, home, emulators, bundle, progress);
        for (Table each : Table.values()) {
          right &= !wanted.contains(each) || measured(each, around, table);
        }
      }
    } finally {
      deleted(folder);
      forget(interrupted);
    }
    machine.forEach(out::println);
    out.printf(Locale.ROOT, "seconds: %.0f%n%n", (System.nanoTime() - began) / 1e9);
    out.print(table.text());
    long missed = table.figures().stream().filter(figure -> !figure.met()).count();
    out.printf(Locale.ROOT, "%n%d figures, %d targets missed%n", table.figures().size(), missed);
    out.flush();
    return right;
  }

  private static boolean measured(Table each, Surroundings around, FigureTable table)
      throws IOException, InterruptedException {
    try {
      bench(each).measure(around, table);
      return true;
    } catch (Bench.WrongResult wrong) {
      table.note("WRONG: " + each.word() + ": " + wrong.getMessage());
      return false;
    } catch (PortFailure | BareFailure failure) {
      // The other groups are worth their minutes all the same.
      table.note("NOT DONE: " + each.word() + ": " + failure.getMessage());
      return false;
    }
  }

  private static Bench bench(Table table) {
    return switch (table) {
      case COMPLETION -> new CompletionBench();
      case THROUGHPUT -> new ThroughputBench();
      case BURST -> new BurstBench();
      case COLDSTART -> new ColdStartBench();
      case SWEEP -> new SweepBench();
      case VERDICT -> new VerdictBench();
      case CLEANUP -> new CleanupBench();
      case GATES -> new GatesBench();
      case GAPS -> new GapsBench();
      case HEALS -> new HealsBench();
      case BACKFILL -> new BackfillBench();
      case SIMULATION -> new SimulationBench();
    };
  }

  private EmulatorProcess emulator(GoogleEmulator emulator, Path folder) throws IOException {
    progress.println("bench: starting the " + emulator.word() + " emulator");
    progress.flush();
    return EmulatorProcess.start(emulator, System.getenv(), folder);
  }

  private static void forget(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException shuttingDown) {
      // It is doing its work.
    }
  }

  /** As far as it can be: an emulator that is just ending may still write into it. */
  private static void deleted(Path folder) {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(each);
      }
    } catch (IOException | UncheckedIOException gone) {
      // Temporary files; the system clears them.
    }
  }
}
