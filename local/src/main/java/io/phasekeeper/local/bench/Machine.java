package io.phasekeeper.local.bench;

import io.phasekeeper.emulator.GoogleEmulator;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Where figures were measured, for people who compare: never the name of the machine. */
final class Machine {
  private static final List<String> LIBRARIES =
      List.of(
          "google-cloud-firestore",
          "google-cloud-pubsub",
          "java-function-invoker",
          "grpc-api",
          "h2");

  private Machine() {}

  /** Lines such as {@code machine: 2 cores (…), 16 GB, Linux}. */
  static List<String> told(RunId run) {
    List<String> lines = new ArrayList<>();
    lines.add("date: " + run.began());
    var system = ManagementFactory.getOperatingSystemMXBean();
    String memory =
        system instanceof com.sun.management.OperatingSystemMXBean more
            ? String.format(Locale.ROOT, "%.0f GB", more.getTotalMemorySize() / 1e9)
            : "memory unknown";
    lines.add(
        "machine: "
            + system.getAvailableProcessors()
            + " cores"
            + processor().map(name -> " (" + name + ")").orElse("")
            + ", "
            + memory
            + ", "
            + system.getName());
    lines.add(
        String.format(
            Locale.ROOT, "load when it began: %.1f", Math.max(0, system.getSystemLoadAverage())));
    lines.add("JDK: " + Runtime.version() + ", " + System.getProperty("java.vm.name"));
    lines.add("emulators: " + emulators());
    lines.add("libraries: " + libraries());
    return lines;
  }

  private static Optional<String> processor() {
    try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst();
    } catch (IOException noLinux) {
      return Optional.empty();
    }
  }

  private static String emulators() {
    List<String> found = new ArrayList<>();
    for (GoogleEmulator emulator : GoogleEmulator.values()) {
      Optional<Path> jar = emulator.jar(System.getenv());
      jar.map(path -> path.getFileName().toString().replaceFirst("\\.jar$", ""))
          .ifPresent(found::add);
      if (found.isEmpty()) {
        found.add("no " + emulator.word());
      }
      jar.flatMap(Machine::cli)
          .map(version -> "Google Cloud CLI " + version)
          .filter(version -> !found.contains(version))
          .ifPresent(version -> found.add(0, version));
    }
    return String.join(", ", found);
  }

  /** The version file at the root that an emulator's jar stands below. */
  private static Optional<String> cli(Path jar) {
    for (Path folder = jar.getParent(); folder != null; folder = folder.getParent()) {
      Path version = folder.resolve("VERSION");
      if (Files.isRegularFile(version)) {
        try {
          return Optional.of(Files.readString(version).strip());
        } catch (IOException unreadable) {
          return Optional.empty();
        }
      }
    }
    return Optional.empty();
  }

  private static String libraries() {
    List<String> found = new ArrayList<>();
    List<String> jars =
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
            .map(entry -> String.valueOf(Path.of(entry).getFileName()))
            .toList();
    for (String library : LIBRARIES) {
      Pattern name = Pattern.compile(Pattern.quote(library) + "-(\\d.*)\\.jar");
      for (String jar : jars) {
        Matcher matcher = name.matcher(jar);
        if (matcher.matches()) {
          found.add(library + " " + matcher.group(1));
          break;
        }
      }
    }
    return String.join(", ", found);
  }
}
