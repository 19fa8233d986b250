package io.phasekeeper.local.up;

import io.phasekeeper.local.play.PlayJournal;
import io.phasekeeper.settings.Mode;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Starts `up` for tests: in this process, or in one of its own that can be killed. */
final class Plays {
  static final Path HOME = Path.of(System.getProperty("phasekeeper.home"));
  static final Path SHORT_NIGHT = HOME.resolve("local/src/test/resources/short-night.yaml");

  static final Path HEALING_MORNING = HOME.resolve("local/src/test/resources/healing-morning.yaml");

  private Plays() {}

  /** What a run in this process came to. */
  record Run(int exit, String terminal) {}

  static UpOptions options(Path data, Mode mode) {
    return options(SHORT_NIGHT, data, mode, false);
  }

  static UpOptions options(Path scenario, Path data, Mode mode, boolean emulators) {
    return new UpOptions(
        HOME,
        data,
        Optional.empty(),
        0,
        false,
        Optional.of(scenario),
        OptionalDouble.empty(),
        true,
        emulators,
        mode,
        false,
        false);
  }

  static Run run(UpOptions options) throws Exception {
    StringWriter terminal = new StringWriter();
    int exit = new UpSession(options, new PrintWriter(terminal)).run();
    return new Run(exit, terminal.toString());
  }

  /** `up` by the wall's clock, in this process, until it has said where it listens. */
  static String wall(Path data, Optional<Path> pipeline) throws Exception {
    return wall(data, pipeline, () -> {});
  }

  /** What a test does while `up` runs. */
  interface WhileUp {
    void look() throws Exception;
  }

  static String wall(Path data, Optional<Path> pipeline, WhileUp whileUp) throws Exception {
    StringWriter terminal = new StringWriter();
    UpOptions options =
        new UpOptions(
            HOME,
            data,
            pipeline,
            0,
            false,
            Optional.empty(),
            OptionalDouble.empty(),
            false,
            false,
            Mode.ON,
            false,
            false);
    FutureTask<Integer> up =
        new FutureTask<>(() -> new UpSession(options, new PrintWriter(terminal)).run());
    Thread running = new Thread(up, "up");
    running.start();
    boolean begun = await(() -> up.isDone() || terminal.toString().contains("Ctrl-C"));
    try {
      if (begun && !up.isDone()) {
        whileUp.look();
      }
    } finally {
      running.interrupt();
    }
    running.join(TimeUnit.MINUTES.toMillis(1));
    try {
      int exit = up.get();
      throw new AssertionError("up ended by itself, " + exit + ": " + terminal);
    } catch (ExecutionException e) {
      if (!begun || !(e.getCause() instanceof InterruptedException)) {
        throw e.getCause() instanceof Exception cause ? cause : e;
      }
    }
    return terminal.toString();
  }

  /** A play of the short night that was left in its middle. */
  static Path leftInItsMiddle(Path data) throws Exception {
    run(options(data, Mode.ON));
    Path journal = data.resolve(PlayJournal.FILE);
    List<String> lines = Files.readAllLines(journal);
    Files.write(journal, lines.subList(0, lines.size() / 2));
    return journal;
  }

  /** The command line in a process of its own; its output goes to {@code out}. */
  static Process process(Path out, String... arguments) throws java.io.IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Dphasekeeper.home=" + HOME,
            "-cp",
            System.getProperty("java.class.path"),
            "io.phasekeeper.local.PhasekeeperCli"));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(out.toFile()))
        .start();
  }

  /** Waits until something is so, for at most a minute. */
  static boolean await(BooleanSupplier so) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
    CountDownLatch never = new CountDownLatch(1);
    boolean is = so.getAsBoolean();
    while (!is && System.nanoTime() < deadline) {
      is = never.await(2, TimeUnit.MILLISECONDS) || so.getAsBoolean();
    }
    return is;
  }
}
