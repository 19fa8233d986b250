package io.phasekeeper.local.cli;

import io.phasekeeper.local.data.UsualDirectories;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which suite a command is about. */
final class SuiteOptions {
  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "Where the local suite keeps its state (default: under local/target, phasekeeper-data for `up` and"
              + " phasekeeper-play for `up --play`; other commands take the one that runs, else the one used last).")
  private @Nullable Path data;

  @Option(
      names = "--pipeline",
      paramLabel = "FILE",
      description =
          "The pipeline file (default: $PHASEKEEPER_PIPELINE, else the one that the data directory is bound to, else"
              + " pipelines/nba.yaml). A directory keeps the state of one pipeline.")
  private @Nullable Path pipeline;

  /** The directory that was named. */
  Optional<Path> namedData() {
    return Optional.ofNullable(data);
  }

  static UsualDirectories usualData() {
    return new UsualDirectories(home());
  }

  /** The pipeline file that was named, on the command line or in the environment. */
  Optional<Path> namedPipeline() {
    return Optional.ofNullable(pipeline)
        .or(() -> Optional.ofNullable(System.getenv("PHASEKEEPER_PIPELINE")).map(Path::of));
  }

  Path pipeline() {
    return namedPipeline().orElseGet(() -> home().resolve("pipelines").resolve("nba.yaml"));
  }

  /** The project's directory, as the launcher knows it. */
  static Path home() {
    return Path.of(System.getProperty("phasekeeper.home", "."));
  }
}
