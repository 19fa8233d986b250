package io.phasekeeper.local.cli;

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
          "Where the local suite keeps its state (default: a directory under the build directory).")
  private @Nullable Path data;

  @Option(
      names = "--pipeline",
      paramLabel = "FILE",
      description = "The pipeline file (default: $PHASEKEEPER_PIPELINE, else pipelines/nba.yaml).")
  private @Nullable Path pipeline;

  Path data() {
    return data != null
        ? data
        : home().resolve("local").resolve("target").resolve("phasekeeper-data");
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
