package io.phasekeeper.local.replay;

import io.phasekeeper.function.FunctionTable;
import io.phasekeeper.local.scenario.NotBuiltYet;
import io.phasekeeper.local.scenario.Scenario;
import io.phasekeeper.local.scenario.ScenarioException;
import io.phasekeeper.local.scenario.ScenarioFile;
import io.phasekeeper.local.scenario.ScenarioNames;
import io.phasekeeper.local.scenario.Verdict;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.pipeline.PipelineFile;
import io.phasekeeper.pipeline.PipelineFileException;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Replays scenario files and reports on each, in their order: {@code PASS file: title} or {@code
 * FAIL file: title} with every expectation that does not hold, and last {@code N passed, M failed}.
 */
public final class Replay {
  private static final int GOOD = 0;
  private static final int WRONG = 1;
  private static final int BLIND = 3;
  private static final int INTERRUPTED = 130;

  private final Path home;
  private final boolean strict;
  private final PrintStream out;
  private final NotBuiltYet notBuilt = NotBuiltYet.load();

  /**
   * @param home the project's folder, which holds {@code pipelines/} and {@code functions/}
   * @param strict whether an expectation that cannot be checked yet is a failure
   */
  public Replay(Path home, boolean strict, PrintStream out) {
    this.home = home;
    this.strict = strict;
    this.out = out;
  }

  /** What one file came to: its lines, and what it means for the exit code. */
  private record Report(List<String> lines, int exit) {}

  /**
   * Replays the files, several at once, and reports on them in their order.
   *
   * @return the exit code: 0 if every expectation holds; 1 if one does not, or a file is no
   *     scenario; 3 if a file cannot be read or played
   */
  public int run(List<Path> files) {
    int threads = Math.min(files.size(), Runtime.getRuntime().availableProcessors());
    ExecutorService players = Executors.newFixedThreadPool(Math.max(1, threads), Replay::player);
    try {
      List<Future<Report>> reports =
          files.stream().map(file -> players.submit(() -> one(file))).toList();
      int passed = 0;
      int exit = GOOD;
      for (Future<Report> future : reports) {
        Report report = future.get();
        report.lines().forEach(out::println);
        passed += report.exit() == GOOD ? 1 : 0;
        exit = Math.max(exit, report.exit());
      }
      out.println(passed + " passed, " + (files.size() - passed) + " failed");
      out.flush();
      return exit;
    } catch (ExecutionException e) {
      throw new IllegalStateException("a replay died", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return INTERRUPTED;
    } finally {
      players.shutdownNow();
    }
  }

  private static Thread player(Runnable work) {
    Thread thread = new Thread(work, "replay");
    thread.setDaemon(true);
    return thread;
  }

  private Report one(Path file) {
    try {
      Scenario scenario = ScenarioFile.read(file);
      Play.Outcome outcome = play(scenario);
      Verdict verdict = Verdict.of(scenario, outcome.seen(), notBuilt);
      boolean passes = verdict.passes(strict) && outcome.surprises().isEmpty();
      List<String> lines = new ArrayList<>(verdict.report(scenario, passes));
      outcome.surprises().forEach(surprise -> lines.add("  " + surprise));
      return new Report(lines, passes ? GOOD : WRONG);
    } catch (ScenarioException e) {
      return unplayable(file, "not a scenario", e.problems(), WRONG);
    } catch (PipelineFileException e) {
      return unplayable(file, "its pipeline file is wrong", List.of(e.getMessage()), WRONG);
    } catch (NoSuchFileException e) {
      return unplayable(file, "there is no such file", List.of(), BLIND);
    } catch (IOException | UncheckedIOException e) {
      return unplayable(file, "cannot be read: " + e.getMessage(), List.of(), BLIND);
    } catch (RuntimeException e) {
      // One file that cannot be played does not keep the others from being played.
      return unplayable(file, "cannot be played: " + e, List.of(), BLIND);
    }
  }

  private static Report unplayable(Path file, String why, List<String> problems, int exit) {
    List<String> lines = new ArrayList<>();
    lines.add("FAIL " + file + ": " + why);
    problems.forEach(problem -> lines.add("  " + problem));
    return new Report(lines, exit);
  }

  private Play.Outcome play(Scenario scenario) throws IOException {
    Path file = home.resolve("pipelines").resolve(scenario.pipeline() + ".yaml");
    if (!Files.isReadable(file)) {
      throw new ScenarioException(
          List.of(
              scenario.file()
                  + ": pipeline: found \""
                  + scenario.pipeline()
                  + "\", but there is no "
                  + home.relativize(file)));
    }
    Pipeline pipeline = PipelineFile.load(file, scenario.settings());
    FunctionTable functions = FunctionTable.read(home.resolve(FunctionTable.PATH), pipeline.zone());
    ScenarioNames.check(scenario, pipeline, functions);
    return new Play(scenario, pipeline, functions, DomainSuite::new).play();
  }
}
