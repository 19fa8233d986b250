package io.phasekeeper.testing;

import java.io.File;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;

/** Finds what is installed on the machine that runs the tests. */
public final class Installed {
  private Installed() {}

  /** The home of an installed JDK of this feature release. */
  public static Optional<Path> jdk(int release) {
    Stream<Path> named =
        Stream.of(
                Optional.ofNullable(System.getenv("JAVA_HOME_" + release)),
                Optional.ofNullable(System.getProperty("java.home")))
            .flatMap(Optional::stream)
            .map(Path::of);
    Stream<Path> usual =
        Stream.of(
                Path.of("/usr/lib/jvm"),
                Path.of("/usr/java"),
                Path.of("/opt/java"),
                Path.of("/Library/Java/JavaVirtualMachines"),
                Path.of(System.getProperty("user.home"), ".sdkman", "candidates", "java"))
            .flatMap(folder -> inside(folder).stream())
            .flatMap(home -> Stream.of(home, home.resolve("Contents").resolve("Home")));
    return Stream.concat(named, usual).filter(home -> release(home) == release).findFirst();
  }

  private static List<Path> inside(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> homes = Files.list(folder)) {
      return homes.sorted().toList();
    } catch (IOException unreadable) {
      return List.of();
    }
  }

  /** The feature release that the home's {@code release} file tells, or 0. */
  private static int release(Path home) {
    Path file = home.resolve("release");
    if (!Files.isExecutable(home.resolve("bin").resolve("javac")) || !Files.isRegularFile(file)) {
      return 0;
    }
    Properties facts = new Properties();
    try {
      facts.load(new StringReader(Files.readString(file)));
    } catch (IOException unreadable) {
      return 0;
    }
    String version = facts.getProperty("JAVA_VERSION", "0").replace("\"", "");
    return Integer.parseInt(version.split("[.+-]")[0]);
  }

  /** The command's file, if it is on the path. */
  public static Optional<Path> tool(String command) {
    return Stream.of(
            Optional.ofNullable(System.getenv("PATH")).orElse("").split(File.pathSeparator))
        .filter(folder -> !folder.isBlank())
        .map(folder -> Path.of(folder, command))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
