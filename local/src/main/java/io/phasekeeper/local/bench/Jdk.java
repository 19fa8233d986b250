package io.phasekeeper.local.bench;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An installed JDK. */
record Jdk(Path home, String version) {
  private static final Pattern VERSION = Pattern.compile("JAVA_VERSION=\"(\\d+)([^\"]*)\"");
  private static final List<Path> PLACES =
      List.of(
          Path.of("/usr/lib/jvm"),
          Path.of("/usr/java"),
          Path.of("/opt/java"),
          Path.of("/Library/Java/JavaVirtualMachines"));

  /**
   * The first of that feature release: {@code JAVA_HOME_17}, {@code JAVA_HOME}, then where systems
   * put them.
   */
  static Optional<Jdk> of(int release, Map<String, String> environment) {
    List<Path> homes = new ArrayList<>();
    for (String variable : List.of("JAVA_HOME_" + release, "JAVA_HOME")) {
      String value = environment.getOrDefault(variable, "");
      if (!value.isBlank()) {
        homes.add(Path.of(value));
      }
    }
    homes.add(Path.of(System.getProperty("java.home")));
    for (Path place : PLACES) {
      try (DirectoryStream<Path> folders = Files.newDirectoryStream(place)) {
        for (Path folder : folders) {
          homes.add(folder);
          homes.add(folder.resolve("Contents/Home"));
        }
      } catch (IOException noSuchPlace) {
        // None there.
      }
    }
    return homes.stream().flatMap(home -> at(home, release).stream()).findFirst();
  }

  private static Optional<Jdk> at(Path home, int release) {
    try {
      Matcher found = VERSION.matcher(Files.readString(home.resolve("release")));
      return Files.isExecutable(home.resolve("bin/java"))
              && found.find()
              && found.group(1).equals(Integer.toString(release))
          ? Optional.of(new Jdk(home, found.group(1) + found.group(2)))
          : Optional.empty();
    } catch (IOException noJdk) {
      return Optional.empty();
    }
  }
}
