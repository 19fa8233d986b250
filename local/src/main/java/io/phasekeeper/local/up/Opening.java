package io.phasekeeper.local.up;

import io.phasekeeper.embedded.DataDirectoryException;
import io.phasekeeper.local.data.CannotLook;
import io.phasekeeper.local.data.DataDirectory;
import io.phasekeeper.local.emulated.EmulatedPorts;
import io.phasekeeper.local.runtime.EmbeddedPorts;
import io.phasekeeper.local.runtime.Ports;
import io.phasekeeper.pipeline.Pipeline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.function.Consumer;

/** Opens what a suite stands on. */
public final class Opening {
  private static final String DOCUMENTS = "phasekeeper.mv.db";

  private Opening() {}

  /**
   * The embedded databases of a directory.
   *
   * @throws CannotLook if they are damaged, or cannot be written
   */
  public static EmbeddedPorts embedded(
      DataDirectory directory, Path pipelineFile, Pipeline pipeline, InstantSource clock)
      throws CannotLook {
    refuseLostDocuments(directory);
    try {
      return EmbeddedPorts.open(directory.path(), pipelineFile, pipeline, clock);
    } catch (DataDirectoryException e) {
      throw new CannotLook(String.valueOf(e.getMessage()), e);
    }
  }

  /** The database would begin anew without them, as if there had never been any. */
  private static void refuseLostDocuments(DataDirectory directory) throws CannotLook {
    Path documents = directory.file(DOCUMENTS);
    if (directory.bound().isPresent() && sizeOf(documents) == 0) {
      throw new CannotLook(
          "the documents of the data directory "
              + directory.path()
              + " are lost: "
              + DOCUMENTS
              + (Files.exists(documents) ? " is empty" : " is not there")
              + ", but a suite has kept its state in it; bring it back, begin anew with `up --fresh`, or name"
              + " another directory with --data");
    }
  }

  private static long sizeOf(Path file) throws CannotLook {
    try {
      return Files.exists(file) ? Files.size(file) : 0;
    } catch (IOException e) {
      throw new CannotLook("cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  /** Whether a suite has kept anything in the directory. */
  static boolean holdsState(DataDirectory directory) {
    return Files.exists(directory.file(DOCUMENTS));
  }

  /** What {@code up} was asked for; starting the emulators takes some seconds, and says so. */
  static Ports ports(
      UpOptions options,
      DataDirectory directory,
      Path pipelineFile,
      Pipeline pipeline,
      InstantSource clock,
      Consumer<String> say)
      throws CannotLook {
    EmbeddedPorts embedded = embedded(directory, pipelineFile, pipeline, clock);
    try {
      embedded.openWarehouse();
    } catch (DataDirectoryException e) {
      embedded.close();
      throw new CannotLook(String.valueOf(e.getMessage()), e);
    }
    if (!options.emulators()) {
      return embedded;
    }
    say.accept("Starting Google's Pub/Sub and Firestore emulators (a few seconds) ...");
    try {
      return EmulatedPorts.start(directory.path(), embedded, clock, options.play().isEmpty());
    } catch (IOException e) {
      embedded.close();
      throw new CannotLook("cannot start the emulators: " + e.getMessage(), e);
    }
  }
}
