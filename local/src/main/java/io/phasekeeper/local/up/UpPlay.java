package io.phasekeeper.local.up;

import io.phasekeeper.function.FunctionTable;
import io.phasekeeper.local.data.BoundSuite;
import io.phasekeeper.local.data.CannotLook;
import io.phasekeeper.local.data.DataDirectory;
import io.phasekeeper.local.desk.ScenarioOperator;
import io.phasekeeper.local.host.CannotListen;
import io.phasekeeper.local.play.BrokenPorts;
import io.phasekeeper.local.play.PlayJournal;
import io.phasekeeper.local.play.PlayRun;
import io.phasekeeper.local.play.ServiceServer;
import io.phasekeeper.local.replay.BrokenThings;
import io.phasekeeper.local.replay.Watch;
import io.phasekeeper.local.runtime.LocalClock;
import io.phasekeeper.local.runtime.LocalSuite;
import io.phasekeeper.local.runtime.Narrator;
import io.phasekeeper.local.runtime.Ports;
import io.phasekeeper.local.runtime.WallRun;
import io.phasekeeper.local.scenario.Change;
import io.phasekeeper.local.scenario.Item;
import io.phasekeeper.local.scenario.NotBuiltYet;
import io.phasekeeper.local.scenario.Scenario;
import io.phasekeeper.local.scenario.ScenarioException;
import io.phasekeeper.local.scenario.ScenarioFile;
import io.phasekeeper.local.scenario.ScenarioNames;
import io.phasekeeper.local.scenario.Seen;
import io.phasekeeper.local.scenario.Verdict;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.status.DayStatus;
import io.phasekeeper.status.DayStatusReader;
import io.phasekeeper.status.StatusText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Runs {@code up --play}: a scenario, from its start or from where a kill left it, to its verdict.
 */
final class UpPlay {
  /** Dates whose status is shown at the end. */
  private static final int MOST_DATES = 2;

  private final UpOptions options;
  private final DataDirectory directory;
  private final Console console;
  private final Ending ending;

  UpPlay(UpOptions options, DataDirectory directory, Console console, Ending ending) {
    this.options = options;
    this.directory = directory;
    this.console = console;
    this.ending = ending;
  }

  int run(Path file) throws CannotLook, CannotListen, IOException, InterruptedException {
    Scenario scenario = read(file);
    Path pipelineFile =
        options
            .pipeline()
            .orElse(options.home().resolve("pipelines").resolve(scenario.pipeline() + ".yaml"));
    Pipeline pipeline = Pipelines.read(pipelineFile, scenario.settings());
    checkNames(scenario, pipeline);
    List<PlayJournal.Entry> past = past(scenario, pipeline, file);
    LocalClock clock = LocalClock.standingAt(scenario.start());
    try (PlayJournal journal = PlayJournal.append(directory.path())) {
      if (past.isEmpty()) {
        // Before there is any state: what a kill leaves from here on is known as this play's.
        journal.write(
            new PlayJournal.Header(
                scenario.start(),
                scenario.file().toAbsolutePath().toString(),
                pipelineFile.toAbsolutePath().toString(),
                hash(scenario, pipeline)));
      }
      try (Ports ports =
          Opening.ports(options, directory, pipelineFile, pipeline, clock, console::say)) {
        directory.bind(new BoundSuite(pipeline.id(), pipelineFile, options.emulators()));
        return play(new Stand(scenario, pipelineFile, pipeline, clock, ports, journal), past);
      }
    }
  }

  /** What a play stands on. */
  private record Stand(
      Scenario scenario,
      Path pipelineFile,
      Pipeline pipeline,
      LocalClock clock,
      Ports ports,
      PlayJournal journal) {}

  private int play(Stand stand, List<PlayJournal.Entry> past)
      throws CannotListen, IOException, InterruptedException {
    try (ServiceServer services = ServiceServer.start(stand.pipeline())) {
      return play(stand, past, services);
    }
  }

  private int play(Stand stand, List<PlayJournal.Entry> past, ServiceServer services)
      throws CannotListen, IOException, InterruptedException {
    Scenario scenario = stand.scenario();
    BrokenThings broken = new BrokenThings();
    Watch watch = new Watch(stand.clock());
    BrokenPorts suitePorts = new BrokenPorts(stand.ports(), services.ports(), broken, watch);
    Narrator narrator =
        new Narrator(
            stand.pipeline(),
            stand.clock(),
            options.colour(),
            console::say,
            console.consequences());
    ScenarioOperator operator = new ScenarioOperator();
    PlayRun play =
        new PlayRun(
            new PlayRun.Parts(
                scenario,
                stand.pipeline(),
                stand.clock(),
                stand.ports(),
                stand.journal(),
                broken,
                watch,
                narrator,
                operator));
    services.into(play.services());
    Instant ticked = PlayRun.ticked(scenario, past);
    try (LocalSuite suite =
        UpSession.start(
            new UpSession.Start(
                options,
                stand.pipelineFile(),
                stand.pipeline(),
                stand.clock(),
                ticked,
                suitePorts,
                1),
            play,
            directory,
            console)) {
      play.into(suite);
      operator.on(suite.platform());
      tellStart(stand, suite, past);
      ending.stops(play::stop);
      PlayRun.Outcome outcome = play.run(past, options.speed());
      if (outcome.interrupted()) {
        console.say(
            "Left at "
                + Verdict.shown(stand.clock().instant(), scenario)
                + (options.emulators()
                    ? "; what the emulators hold is gone with them, the same command begins it anew."
                    : "; the same command takes it up again."));
        return UpSession.INTERRUPTED;
      }
      int exit = report(scenario, suite, outcome.seen());
      if (!options.exit()) {
        stay(suite, stand.clock());
      }
      return exit;
    }
  }

  private void tellStart(Stand stand, LocalSuite suite, List<PlayJournal.Entry> past) {
    Scenario scenario = stand.scenario();
    console.say(
        "Playing \"" + scenario.title() + "\" (" + scenario.file() + ") on " + suite.address());
    console.say(
        "Pipeline "
            + stand.pipeline().id()
            + ", "
            + stand.ports().description()
            + "; log: "
            + directory.file(Console.LOG));
    if (!past.isEmpty()) {
      console.say(
          "Taken up where it was left, at "
              + Verdict.shown(past.get(past.size() - 1).at(), scenario)
              + ".");
    }
  }

  private void stay(LocalSuite suite, LocalClock clock) throws InterruptedException {
    console.say("");
    console.say(
        "The play is over and its clock stands; commands are answered on "
            + suite.address()
            + " until Ctrl-C.");
    WallRun run = new WallRun(suite, clock);
    ending.stops(run::stop);
    run.deliverOnly();
  }

  private int report(Scenario scenario, LocalSuite suite, List<Seen> seen) {
    console.say("");
    DayStatusReader reader = new DayStatusReader(suite.platform());
    for (LocalDate date : dates(scenario, seen, suite.platform().pipeline())) {
      DayStatus status = reader.read(date);
      console.say(StatusText.of(status, options.colour()));
      console.say("");
    }
    Verdict verdict = Verdict.of(scenario, seen, NotBuiltYet.load());
    boolean passes = verdict.passes(false);
    verdict.report(scenario, passes).forEach(console::say);
    return passes ? UpSession.GOOD : UpSession.WRONG;
  }

  /** The dates that most was triggered for, or said of; if nothing was, the date of the start. */
  private static List<LocalDate> dates(Scenario scenario, List<Seen> seen, Pipeline pipeline) {
    Map<String, Integer> weights = new HashMap<>();
    seen.stream()
        .filter(each -> each.kind() == Item.Kind.TRIGGER)
        .flatMap(each -> Optional.ofNullable(each.facts().get("date")).stream())
        .forEach(date -> weights.merge(date.toString(), 1_000, Integer::sum));
    scenario.events().stream()
        .filter(event -> event.change() instanceof Change.Completion)
        .map(event -> (Change.Completion) event.change())
        .flatMap(said -> Optional.ofNullable(said.message().get("game_date")).stream())
        .forEach(date -> weights.merge(date.toString(), 1, Integer::sum));
    List<LocalDate> dates =
        weights.entrySet().stream()
            .filter(each -> each.getKey().matches("\\d{4}-\\d{2}-\\d{2}"))
            .sorted(
                Map.Entry.<String, Integer>comparingByValue()
                    .reversed()
                    .thenComparing(Map.Entry.comparingByKey()))
            .limit(MOST_DATES)
            .map(each -> LocalDate.parse(each.getKey()))
            .sorted(Comparator.naturalOrder())
            .toList();
    return dates.isEmpty()
        ? List.of(scenario.start().atZone(pipeline.zone()).toLocalDate())
        : dates;
  }

  private void checkNames(Scenario scenario, Pipeline pipeline) throws CannotLook, IOException {
    try {
      ScenarioNames.check(
          scenario,
          pipeline,
          FunctionTable.read(options.home().resolve(FunctionTable.PATH), pipeline.zone()));
    } catch (ScenarioException e) {
      throw notAScenario(e);
    }
  }

  private static CannotLook notAScenario(ScenarioException e) {
    return new CannotLook("not a scenario:\n" + String.join("\n", e.problems()), e);
  }

  private static Scenario read(Path file) throws CannotLook {
    try {
      return ScenarioFile.read(file);
    } catch (ScenarioException e) {
      throw notAScenario(e);
    } catch (NoSuchFileException e) {
      throw new CannotLook("there is no scenario " + file, e);
    } catch (IOException e) {
      throw new CannotLook("cannot read the scenario " + file + ": " + e.getMessage(), e);
    }
  }

  /** What the journal holds of this very play; nothing for a new one. */
  private List<PlayJournal.Entry> past(Scenario scenario, Pipeline pipeline, Path file)
      throws CannotLook, IOException {
    List<PlayJournal.Entry> entries = PlayJournal.read(directory.path());
    if (entries.isEmpty()) {
      if (Opening.holdsState(directory)) {
        throw new CannotLook(
            "the data directory "
                + directory.path()
                + " holds the state of a suite that ran by the wall's clock; forget it with --fresh,"
                + " or name another directory with --data");
      }
      return List.of();
    }
    boolean same =
        entries.get(0) instanceof PlayJournal.Header header
            && header.hash().equals(hash(scenario, pipeline));
    boolean ended = entries.get(entries.size() - 1) instanceof PlayJournal.Ended;
    boolean begun = entries.stream().anyMatch(PlayJournal.Begun.class::isInstance);
    boolean gone = directory.bound().filter(BoundSuite::emulators).isPresent();
    if (ended || (same && !begun) || gone) {
      // Over, or killed before the world stood, or what the emulators held is gone with them.
      directory.empty();
      return List.of();
    }
    if (options.emulators()) {
      throw new CannotLook(
          "the data directory "
              + directory.path()
              + " holds a play that was left in its middle, and emulators cannot take it up; play on without"
              + " --emulators, forget it with --fresh, or name another directory with --data");
    }
    if (!same) {
      throw new CannotLook(
          "the data directory "
              + directory.path()
              + " is in the middle of another play, or this one's files have changed; forget it with"
              + " --fresh, or name another directory with --data (asked to play "
              + file
              + ")");
    }
    return entries;
  }

  private static String hash(Scenario scenario, Pipeline pipeline) throws IOException {
    return Integer.toHexString(Files.readString(scenario.file()).hashCode())
        + "-"
        + pipeline.hash();
  }
}
