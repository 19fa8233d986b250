package io.phasekeeper.local.up;

import io.phasekeeper.function.FunctionTable;
import io.phasekeeper.local.control.ControlHandler;
import io.phasekeeper.local.data.BoundSuite;
import io.phasekeeper.local.data.CannotLook;
import io.phasekeeper.local.data.DataDirectory;
import io.phasekeeper.local.data.RunningSuite;
import io.phasekeeper.local.data.UsualDirectories;
import io.phasekeeper.local.desk.LoggedSending;
import io.phasekeeper.local.desk.SuiteDesk;
import io.phasekeeper.local.desk.TestEvent;
import io.phasekeeper.local.host.CannotListen;
import io.phasekeeper.local.play.PlayJournal;
import io.phasekeeper.local.runtime.LocalClock;
import io.phasekeeper.local.runtime.LocalSuite;
import io.phasekeeper.local.runtime.Narrator;
import io.phasekeeper.local.runtime.Ports;
import io.phasekeeper.local.runtime.WallRun;
import io.phasekeeper.local.runtime.Watcher;
import io.phasekeeper.message.Subscription.Delivery;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.pipeline.Transition;
import io.phasekeeper.platform.TouchesTheWorld;
import io.phasekeeper.settings.Settings;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Runs {@code up}: takes the data directory, opens the ports, starts the suite, and lets it run by
 * the wall's clock or by a play's, until it ends or is interrupted.
 */
public final class UpSession {
  static final int GOOD = 0;
  static final int WRONG = 1;
  static final int INTERRUPTED = 130;

  private static final int TRIES = 20;

  /** A test event of the project, and the date that it is about. */
  private static final String EVENT =
      "test-events/phase-orchestrator/phase3-player-game-summary.json";

  private static final String EVENTS_DATE = "2026-01-10";
  private static final long BETWEEN_MILLIS = 100;

  private final UpOptions options;
  private final PrintWriter terminal;
  private final InstantSource wall;

  public UpSession(UpOptions options, PrintWriter terminal) {
    this(options, terminal, wallClock());
  }

  UpSession(UpOptions options, PrintWriter terminal, InstantSource wall) {
    this.options = options;
    this.terminal = terminal;
    this.wall = wall;
  }

  @TouchesTheWorld(why = "up runs by the wall's clock")
  private static InstantSource wallClock() {
    return InstantSource.system();
  }

  /**
   * Runs until the end.
   *
   * @return the exit code
   * @throws CannotLook if the data directory or the ports cannot be used
   * @throws CannotListen if the port is taken
   */
  public int run() throws CannotLook, CannotListen, IOException, InterruptedException {
    try (Ending ending = Ending.prepared()) {
      return run(ending);
    }
  }

  private int run(Ending ending)
      throws CannotLook, CannotListen, IOException, InterruptedException {
    try {
      int exit = runInDirectory(ending);
      return ending.begun() ? INTERRUPTED : exit;
    } catch (InterruptedException e) {
      if (ending.begun()) {
        return INTERRUPTED;
      }
      throw e;
    }
  }

  private int runInDirectory(Ending ending)
      throws CannotLook, CannotListen, IOException, InterruptedException {
    try (DataDirectory directory = take()) {
      if (options.fresh()) {
        directory.empty();
      }
      directory.use();
      try (Console console = Console.take(directory.path(), terminal, options.logs())) {
        return options.play().isPresent()
            ? new UpPlay(options, directory, console, ending).run(options.play().get())
            : wall(directory, console, ending);
      }
    }
  }

  /** A command that looks at the data has it for a moment; another suite has it for good. */
  private DataDirectory take() throws CannotLook, InterruptedException {
    CountDownLatch never = new CountDownLatch(1);
    Optional<DataDirectory> taken = DataDirectory.take(options.data());
    for (int i = 0; taken.isEmpty() && i < TRIES; i++) {
      if (DataDirectory.running(options.data()).isPresent()
          || never.await(BETWEEN_MILLIS, TimeUnit.MILLISECONDS)) {
        break;
      }
      taken = DataDirectory.take(options.data());
    }
    return taken.orElseThrow(this::takenByAnother);
  }

  private CannotLook takenByAnother() {
    String where = "";
    try {
      where =
          DataDirectory.running(options.data()).map(s -> " (at " + s.address() + ")").orElse("");
    } catch (CannotLook e) {
      // Who has it is a courtesy only.
      where = "";
    }
    return new CannotLook(
        "another phasekeeper has the data directory "
            + options.data()
            + where
            + "; stop it, or name another with --data");
  }

  private int wall(DataDirectory directory, Console console, Ending ending)
      throws CannotLook, CannotListen, IOException, InterruptedException {
    refusePlayInItsMiddle(directory);
    // The play that was here is over: its state goes on by the wall's clock.
    Files.deleteIfExists(directory.file(PlayJournal.FILE));
    Path file = Pipelines.fileFor(options.pipeline(), directory, options.home());
    Pipeline pipeline = Pipelines.read(file, Map.of());
    Pipelines.checkBound(directory, file, pipeline);
    LocalClock clock = LocalClock.following(wall);
    Narrator narrator =
        new Narrator(pipeline, clock, options.colour(), console::say, console.consequences());
    try (Ports ports = Opening.ports(options, directory, file, pipeline, clock, console::say)) {
      directory.bind(new BoundSuite(pipeline.id(), file, options.emulators()));
      LocalSuite suite =
          start(
              new Start(options, file, pipeline, clock, clock.instant(), ports, LocalSuite.WORKERS),
              new Telling(narrator),
              directory,
              console);
      try (suite) {
        ports.releaseTaken();
        console.say(
            "Phasekeeper is up on "
                + suite.address()
                + ", pipeline "
                + pipeline.id()
                + ", "
                + ports.description()
                + ".");
        if (options.mode() != io.phasekeeper.settings.Mode.ON) {
          console.say(
              "Mode "
                  + options.mode().name().toLowerCase(java.util.Locale.ROOT)
                  + ": "
                  + meaning());
        }
        String event = anEvent(pipeline);
        console.say("Send an event:  ./phasekeeper send" + data() + " " + event);
        console.say(
            "See a date:     ./phasekeeper status "
                + (event.equals(EVENT)
                    ? EVENTS_DATE
                    : clock.instant().atZone(pipeline.zone()).toLocalDate())
                + data());
        console.say(
            "Log:            "
                + directory.file(Console.LOG)
                + "   (Ctrl-C ends it; "
                + (options.emulators()
                    ? "what the emulators hold is gone with them)"
                    : "nothing is lost)"));
        WallRun run = new WallRun(suite, clock);
        ending.stops(run::stop);
        run.run();
        return GOOD;
      }
    }
  }

  private static void refusePlayInItsMiddle(DataDirectory directory) throws CannotLook {
    List<PlayJournal.Entry> play;
    try {
      play = PlayJournal.read(directory.path());
    } catch (IOException e) {
      throw new CannotLook(String.valueOf(e.getMessage()), e);
    }
    if (play.isEmpty()
        || play.get(play.size() - 1) instanceof PlayJournal.Ended
        || directory.bound().filter(BoundSuite::emulators).isPresent()) {
      // Nothing, or over, or what the emulators held is gone with them.
      return;
    }
    String file = play.get(0) instanceof PlayJournal.Header header ? header.file() : "FILE";
    throw new CannotLook(
        "the data directory "
            + directory.path()
            + " holds a play that was left in its middle; take it up with --play "
            + file
            + ", forget it with --fresh, or name another directory with --data");
  }

  /** One of the project's test events if the pipeline takes it, else what one looks like. */
  private String anEvent(Pipeline pipeline) {
    List<String> topics =
        pipeline.transitions().stream()
            .flatMap(each -> pipeline.phase(each.after()).completions().stream())
            .toList();
    try {
      TestEvent event = TestEvent.parse(EVENT, Files.readString(options.home().resolve(EVENT)));
      if (event instanceof TestEvent.Publish publish && topics.contains(publish.topic())) {
        return EVENT;
      }
    } catch (IOException e) {
      // The project is not all there; what one looks like does as well.
    }
    return "FILE"
        + topics.stream()
            .findFirst()
            .map(topic -> "   (of {\"topic\": \"" + topic + "\", \"data\": {…}})")
            .orElse("");
  }

  private String meaning() {
    return switch (options.mode()) {
      case ON -> "everything is decided and sent";
      case SHADOW -> "everything is decided and recorded, nothing is sent";
      case STOPPED -> "facts are recorded, nothing is decided";
    };
  }

  private String data() {
    Path usual = new UsualDirectories(options.home()).ofSuite();
    return options.data().equals(usual) ? "" : " --data " + options.data();
  }

  /** What a suite is started from. */
  record Start(
      UpOptions options,
      Path pipelineFile,
      Pipeline pipeline,
      LocalClock clock,
      Instant ticked,
      Ports ports,
      int workers) {}

  /** Starts a suite and tells commands where it listens. */
  static LocalSuite start(Start start, Watcher watcher, DataDirectory directory, Console console)
      throws CannotListen, IOException {
    UpOptions options = start.options();
    Pipeline pipeline = start.pipeline();
    String token = token();
    FunctionTable functions =
        FunctionTable.read(options.home().resolve(FunctionTable.PATH), pipeline.zone());
    Settings settings =
        new Settings(
            start.pipelineFile().toString(),
            options.mode(),
            pipeline.id() + "-phasekeeper-dead-letters");
    CompletableFuture<LocalSuite> started = new CompletableFuture<>();
    LocalSuite suite =
        LocalSuite.start(
            new LocalSuite.Plan(
                pipeline,
                settings,
                functions,
                start.clock(),
                start.ticked(),
                start.ports(),
                options.port(),
                start.workers(),
                watcher,
                platform ->
                    Map.of(
                        ControlHandler.PATH,
                        new ControlHandler(
                            token,
                            new SuiteDesk(
                                platform,
                                new LoggedSending(
                                    platform.messages(),
                                    console.tap(),
                                    () -> {},
                                    (function, path) -> started.join().call(function, path)))))));
    if (!started.complete(suite)) {
      throw new IllegalStateException("a suite is started once");
    }
    directory.announce(new RunningSuite(suite.address(), token));
    return suite;
  }

  private static String token() {
    byte[] bytes = new byte[24];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  /** Without a play, people are told, and nobody simulates the processors. */
  private record Telling(Narrator narrator) implements Watcher {
    @Override
    public void completion(Delivery delivery, boolean acknowledged) {
      narrator.completion(delivery, acknowledged);
    }

    @Override
    public boolean trigger(Transition transition, Delivery delivery) {
      narrator.trigger(transition, delivery);
      return true;
    }

    @Override
    public void deadLetter(Delivery delivery) {
      narrator.deadLetter(delivery);
    }
  }
}
