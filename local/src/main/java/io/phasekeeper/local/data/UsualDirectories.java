package io.phasekeeper.local.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The data directories that are used where none is named: one for suites that run by the wall's
 * clock and one for plays, so that neither stands in the other's way.
 *
 * @param home the project's directory
 */
public record UsualDirectories(Path home) {
  /** Where {@code up} keeps its state. */
  public Path ofSuite() {
    return build().resolve("phasekeeper-data");
  }

  /** Where {@code up --play} keeps its state. */
  public Path ofPlay() {
    return build().resolve("phasekeeper-play");
  }

  private Path build() {
    return home.resolve("local").resolve("target");
  }

  /** Those that there are, the one that {@code up} used last first. */
  public List<Path> lastUsedFirst() {
    return Stream.of(ofSuite(), ofPlay())
        .filter(DataDirectory::exists)
        .sorted(Comparator.comparing(UsualDirectories::used).reversed())
        .toList();
  }

  private static FileTime used(Path directory) {
    try {
      return Files.getLastModifiedTime(directory.resolve(DataDirectory.MARK));
    } catch (IOException e) {
      // Gone, or not ours to read: whoever uses it is told.
      return FileTime.fromMillis(0);
    }
  }
}
