package io.phasekeeper.local.up;

import io.phasekeeper.local.data.BoundSuite;
import io.phasekeeper.local.data.CannotLook;
import io.phasekeeper.local.data.DataDirectory;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.pipeline.PipelineFile;
import io.phasekeeper.pipeline.PipelineFileException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Reads pipeline files for commands that need one. */
public final class Pipelines {
  private Pipelines() {}

  /**
   * The pipeline of a file.
   *
   * @throws CannotLook with every problem of the file
   */
  public static Pipeline read(Path file, Map<String, ?> overrides) throws CannotLook {
    try {
      return PipelineFile.load(file, overrides);
    } catch (PipelineFileException e) {
      throw new CannotLook("the pipeline file has problems:\n" + e.getMessage(), e);
    } catch (UncheckedIOException e) {
      throw new CannotLook(
          "cannot read the pipeline file " + file + "; name one with --pipeline", e);
    }
  }

  /** The file that was named, else the directory's, else {@code nba.yaml}. */
  static Path fileFor(Optional<Path> named, DataDirectory directory, Path home) throws CannotLook {
    Optional<Path> bound = directory.bound().map(BoundSuite::file);
    return named.or(() -> bound).orElse(home.resolve("pipelines").resolve("nba.yaml"));
  }

  /**
   * Refuses a pipeline that is not the one whose state the directory keeps.
   *
   * @throws CannotLook saying which one it is
   */
  static void checkBound(DataDirectory directory, Path file, Pipeline pipeline) throws CannotLook {
    Optional<BoundSuite> bound = directory.bound();
    if (bound.isPresent() && !bound.get().pipeline().equals(pipeline.id())) {
      throw new CannotLook(
          "the data directory "
              + directory.path()
              + " keeps the state of pipeline "
              + bound.get().pipeline()
              + " ("
              + bound.get().file()
              + "); found "
              + file
              + ", which is pipeline "
              + pipeline.id()
              + "; name another directory with --data, or forget its state with `up --fresh`");
    }
  }
}
