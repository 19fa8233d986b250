package io.phasekeeper.local.up;

import io.phasekeeper.function.FunctionTable;
import io.phasekeeper.local.control.Desk;
import io.phasekeeper.local.control.DeskAnswer;
import io.phasekeeper.local.control.DeskRequest;
import io.phasekeeper.local.data.BoundSuite;
import io.phasekeeper.local.data.CannotLook;
import io.phasekeeper.local.data.DataDirectory;
import io.phasekeeper.local.desk.LoggedSending;
import io.phasekeeper.local.desk.NoSending;
import io.phasekeeper.local.desk.Sending;
import io.phasekeeper.local.desk.SuiteDesk;
import io.phasekeeper.local.host.CannotListen;
import io.phasekeeper.local.play.PlayJournal;
import io.phasekeeper.local.runtime.LocalClock;
import io.phasekeeper.local.runtime.LocalSuite;
import io.phasekeeper.local.runtime.Ports;
import io.phasekeeper.local.runtime.Watcher;
import io.phasekeeper.local.scenario.ScenarioFile;
import io.phasekeeper.message.Subscription.Delivery;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.pipeline.Transition;
import io.phasekeeper.settings.Mode;
import io.phasekeeper.settings.Settings;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The data of a local suite that does not run, opened for one command. Where it holds a play, the
 * clock stands where the play does.
 */
public final class OpenedData implements Desk {
  private final DataDirectory directory;
  private final Path home;
  private final Path pipelineFile;
  private final Pipeline pipeline;
  private final LocalClock clock;
  private final Ports ports;

  private OpenedData(
      DataDirectory directory,
      Path home,
      Path pipelineFile,
      Pipeline pipeline,
      LocalClock clock,
      Ports ports) {
    this.directory = directory;
    this.home = home;
    this.pipelineFile = pipelineFile;
    this.pipeline = pipeline;
    this.clock = clock;
    this.ports = ports;
  }

  /**
   * Opens a directory that this process has taken; closing gives it free.
   *
   * @param named the pipeline file that was named; none: the one that the directory is bound to
   * @throws CannotLook if it cannot be used
   */
  public static Desk open(
      DataDirectory directory, Path home, Optional<Path> named, InstantSource wall)
      throws CannotLook {
    try {
      refuseEmulators(directory);
      List<PlayJournal.Entry> play = PlayJournal.read(directory.path());
      Optional<Instant> stands = play.stream().map(PlayJournal.Entry::at).reduce((a, b) -> b);
      Path file = Pipelines.fileFor(named, directory, home);
      Pipeline pipeline = Pipelines.read(file, settingsOf(play));
      Pipelines.checkBound(directory, file, pipeline);
      LocalClock clock =
          stands.map(LocalClock::standingAt).orElseGet(() -> LocalClock.following(wall));
      return new OpenedData(
          directory,
          home,
          file,
          pipeline,
          clock,
          Opening.embedded(directory, file, pipeline, clock));
    } catch (IOException e) {
      directory.close();
      throw new CannotLook(
          "cannot read the data directory " + directory.path() + ": " + e.getMessage(), e);
    } catch (CannotLook e) {
      directory.close();
      throw e;
    }
  }

  private static void refuseEmulators(DataDirectory directory) throws CannotLook {
    if (directory.bound().filter(BoundSuite::emulators).isPresent()) {
      throw new CannotLook(
          "there is nothing to look at in "
              + directory.path()
              + ": its last suite ran on Google's emulators, which keep nothing over their end; ask while `up"
              + " --emulators` runs, or start `up` without --emulators");
    }
  }

  /** A play's overrides hold for whoever looks at it, too. */
  private static Map<String, ?> settingsOf(List<PlayJournal.Entry> play) {
    try {
      Optional<PlayJournal.Header> header = header(play);
      return header.isPresent()
          ? ScenarioFile.read(Path.of(header.get().file())).settings()
          : Map.of();
    } catch (IOException | RuntimeException e) {
      // The scenario has gone meanwhile; its state is still worth a look.
      return Map.of();
    }
  }

  private static Optional<PlayJournal.Header> header(List<PlayJournal.Entry> play) {
    return play.stream()
        .filter(PlayJournal.Header.class::isInstance)
        .map(PlayJournal.Header.class::cast)
        .findFirst();
  }

  @Override
  public DeskAnswer ask(DeskRequest request) throws CannotLook {
    boolean needsFunctions =
        request.command().equals("send") || request.command().equals("trigger");
    return needsFunctions ? askSuite(request) : askData(request);
  }

  private DeskAnswer askData(DeskRequest request) throws CannotLook {
    Sending nobody = new NoSending("no function runs that could take it");
    LocalSuite.topics(pipeline, settings()).forEach(ports::createTopic);
    return new SuiteDesk(LocalSuite.platform(pipeline, settings(), clock, ports), nobody)
        .ask(request);
  }

  /** Starts the functions for as long as the command takes. */
  private DeskAnswer askSuite(DeskRequest request) throws CannotLook {
    try (Console console =
        Console.take(directory.path(), new PrintWriter(new StringWriter()), false)) {
      FunctionTable functions =
          FunctionTable.read(home.resolve(FunctionTable.PATH), pipeline.zone());
      try (LocalSuite suite =
          LocalSuite.start(
              new LocalSuite.Plan(
                  pipeline,
                  settings(),
                  functions,
                  clock,
                  clock.instant(),
                  ports,
                  0,
                  LocalSuite.WORKERS,
                  new Unwatched(),
                  platform -> Map.of()))) {
        ports.releaseTaken();
        LoggedSending sending =
            new LoggedSending(ports.messages(), console.tap(), () -> deliver(suite), suite::call);
        return new SuiteDesk(suite.platform(), sending).ask(request);
      }
    } catch (IOException | CannotListen e) {
      throw new CannotLook("cannot start the functions for a moment: " + e.getMessage(), e);
    }
  }

  private static void deliver(LocalSuite suite) throws InterruptedException {
    int delivered = suite.relay().deliverDue();
    while (delivered > 0) {
      delivered = suite.relay().deliverDue();
    }
  }

  private Settings settings() {
    return new Settings(
        pipelineFile.toString(), Mode.ON, pipeline.id() + "-phasekeeper-dead-letters");
  }

  @Override
  public void close() {
    try (directory) {
      ports.close();
    }
  }

  /** Nobody looks, and triggers wait for `up`: its simulated or real processors take them. */
  private static final class Unwatched implements Watcher {
    @Override
    public void completion(Delivery delivery, boolean acknowledged) {
      // The log has it.
    }

    @Override
    public boolean trigger(Transition transition, Delivery delivery) {
      return true;
    }

    @Override
    public void deadLetter(Delivery delivery) {
      // The log has it.
    }
  }
}
