package io.phasekeeper.emulator;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One of the emulators that the Google Cloud CLI installs. Their jars are started directly: the
 * CLI's own wrapper leaves its child behind when it is told to stop.
 */
public enum GoogleEmulator {
  PUBSUB("pubsub", "PUBSUB_EMULATOR_HOST", "pubsub-emulator", "pubsub-emulator/lib") {
    @Override
    List<String> arguments(Path jar, int port, int secondPort) {
      return List.of("-jar", jar.toString(), "--host=127.0.0.1", "--port=" + port);
    }

    @Override
    FirstWork firstWork() {
      return new FirstWork("PUT", "/v1/projects/warm-up/topics/warm-up", "{}");
    }
  },
  FIRESTORE(
      "firestore",
      "FIRESTORE_EMULATOR_HOST",
      "cloud-firestore-emulator",
      "cloud-firestore-emulator") {
    @Override
    List<String> arguments(Path jar, int port, int secondPort) {
      return List.of(
          "-Duser.language=en",
          "-cp",
          jar.toString(),
          "com.google.cloud.datastore.emulator.firestore.CloudFirestore",
          "start",
          "--host=127.0.0.1",
          "--port=" + port,
          "--database-mode=firestore-native",
          "--websocket_port=" + secondPort);
    }

    @Override
    FirstWork firstWork() {
      return new FirstWork(
          "POST",
          "/v1/projects/warm-up/databases/(default)/documents/warm-up",
          "{\"fields\":{\"n\":{\"integerValue\":\"1\"}}}");
    }
  };

  private final String word;
  private final String hostVariable;
  private final String component;
  private final String folder;

  GoogleEmulator(String word, String hostVariable, String component, String folder) {
    this.word = word;
    this.hostVariable = hostVariable;
    this.component = component;
    this.folder = folder;
  }

  /** The word that users know it by, {@code pubsub} or {@code firestore}. */
  public String word() {
    return word;
  }

  /** The variable from which Google's clients take {@code host:port}, and then use no login. */
  public String hostVariable() {
    return hostVariable;
  }

  /** What a user does to get it, as one sentence. */
  public String howToGet() {
    return "install the Google Cloud CLI, then: gcloud components install "
        + component
        + " (or the package google-cloud-cli-"
        + word
        + "-emulator)";
  }

  /** Its jar, if the Google Cloud CLI and this emulator are installed. */
  public Optional<Path> jar(Map<String, String> environment) {
    return sdkRoots(environment)
        .map(root -> root.resolve("platform").resolve(folder))
        .flatMap(folder -> firstEmulatorJar(folder).stream())
        .findFirst();
  }

  /** Arguments for a {@code java} that runs it on loopback alone. */
  abstract List<String> arguments(Path jar, int port, int secondPort);

  /** A write in a project of its own, as an HTTP request. */
  abstract FirstWork firstWork();

  /** One request and its body. */
  record FirstWork(String method, String path, String body) {}

  /** Each {@code gcloud} on the path stands, links followed, in the {@code bin} of its root. */
  private static Stream<Path> sdkRoots(Map<String, String> environment) {
    Stream<Path> named =
        Stream.ofNullable(environment.get("CLOUDSDK_ROOT_DIR"))
            .filter(root -> !root.isBlank())
            .map(Path::of);
    Stream<Path> onPath =
        Stream.of(environment.getOrDefault("PATH", "").split(File.pathSeparator))
            .filter(folder -> !folder.isBlank())
            .map(folder -> Path.of(folder, "gcloud"))
            .filter(Files::isExecutable)
            .flatMap(gcloud -> realRoot(gcloud).stream());
    return Stream.concat(named, onPath);
  }

  private static Optional<Path> realRoot(Path gcloud) {
    try {
      return Optional.ofNullable(gcloud.toRealPath().getParent()).map(Path::getParent);
    } catch (IOException linkToNowhere) {
      return Optional.empty();
    }
  }

  private static Optional<Path> firstEmulatorJar(Path folder) {
    if (!Files.isDirectory(folder)) {
      return Optional.empty();
    }
    try (DirectoryStream<Path> jars = Files.newDirectoryStream(folder, "cloud-*.jar")) {
      for (Path jar : jars) {
        return Optional.of(jar);
      }
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("looking for an emulator in " + folder, e);
    }
  }
}
