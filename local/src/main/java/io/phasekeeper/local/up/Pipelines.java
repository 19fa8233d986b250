package io.phasekeeper.local.up;

import io.phasekeeper.local.data.CannotLook;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.pipeline.PipelineFile;
import io.phasekeeper.pipeline.PipelineFileException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;

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
}
