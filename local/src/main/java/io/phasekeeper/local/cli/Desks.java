package io.phasekeeper.local.cli;

import io.phasekeeper.local.control.Desk;
import io.phasekeeper.local.control.RemoteDesk;
import io.phasekeeper.local.data.BoundSuite;
import io.phasekeeper.local.data.CannotLook;
import io.phasekeeper.local.data.DataDirectory;
import io.phasekeeper.local.data.RunningSuite;
import io.phasekeeper.local.desk.NoSending;
import io.phasekeeper.local.desk.SuiteDesk;
import io.phasekeeper.local.up.OpenedData;
import io.phasekeeper.platform.Platforms;
import io.phasekeeper.platform.TouchesTheWorld;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Finds the suite that a command is about. */
final class Desks {
  private static final int CONNECT_MILLIS = 1_000;

  /** Another command may have the data for a moment. */
  private static final int TRIES = 20;

  private static final long BETWEEN_MILLIS = 100;

  private Desks() {}

  /**
   * The running suite's desk, else the data's, or the cloud's.
   *
   * @throws CannotLook if there is nothing to ask
   */
  static Desk open(SuiteOptions options, boolean live) throws CannotLook {
    if (live) {
      return cloud(options.pipeline());
    }
    Path data = options.namedData().isPresent() ? options.namedData().get() : usual();
    if (!DataDirectory.exists(data)) {
      throw new CannotLook(
          "there is no local suite in "
              + data
              + "; start one with `phasekeeper up`, name another directory with --data, or ask the cloud"
              + " with --live");
    }
    for (int i = 0; i < TRIES; i++) {
      Optional<RunningSuite> running = DataDirectory.running(data).filter(Desks::listens);
      if (running.isPresent()) {
        refuseOtherPipeline(options.namedPipeline(), data);
        HttpClient client =
            HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofMillis(CONNECT_MILLIS))
                .build();
        return new RemoteDesk(client, running.get());
      }
      // Nobody listens: an address that is there was left behind by a killed process.
      Optional<DataDirectory> taken = DataDirectory.take(data);
      if (taken.isPresent()) {
        return OpenedData.open(
            taken.get(), SuiteOptions.home(), options.namedPipeline(), wallClock());
      }
      pause();
    }
    throw new CannotLook(
        "another phasekeeper has the data directory "
            + data
            + " and does not answer yet; try again");
  }

  /** A suite that runs has its pipeline; another one that is named would not be obeyed. */
  private static void refuseOtherPipeline(Optional<Path> named, Path data) throws CannotLook {
    Optional<Path> its = DataDirectory.bound(data).map(BoundSuite::file);
    if (named.isPresent() && its.isPresent() && !isSame(named.get(), its.get())) {
      throw new CannotLook(
          "the suite that runs on "
              + data
              + " works by the pipeline file "
              + its.get()
              + "; found "
              + named.get()
              + " with --pipeline or PHASEKEEPER_PIPELINE; leave it out, or name the data directory of another"
              + " suite with --data");
    }
  }

  private static boolean isSame(Path one, Path other) {
    try {
      return Files.isSameFile(one, other);
    } catch (IOException e) {
      // One of them is not there.
      return false;
    }
  }

  /** Of the usual directories the one whose suite runs, else the one that was used last. */
  private static Path usual() throws CannotLook {
    List<Path> there = SuiteOptions.usualData().lastUsedFirst();
    for (Path each : there) {
      if (DataDirectory.running(each).filter(Desks::listens).isPresent()) {
        return each;
      }
    }
    return there.isEmpty() ? SuiteOptions.usualData().ofSuite() : there.get(0);
  }

  @TouchesTheWorld(why = "the command line runs by the wall's clock")
  private static InstantSource wallClock() {
    return InstantSource.system();
  }

  private static boolean listens(RunningSuite suite) {
    try (Socket socket = new Socket()) {
      socket.connect(
          new InetSocketAddress(suite.address().getHost(), suite.address().getPort()),
          CONNECT_MILLIS);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static void pause() throws CannotLook {
    try {
      if (new CountDownLatch(1).await(BETWEEN_MILLIS, TimeUnit.MILLISECONDS)) {
        throw new IllegalStateException("nobody counts this down");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CannotLook("interrupted", e);
    }
  }

  private static Desk cloud(Path pipeline) {
    Map<String, String> environment = new HashMap<>(System.getenv());
    environment.put("PHASEKEEPER_PLATFORM", "google");
    environment.putIfAbsent("PHASEKEEPER_PIPELINE", pipeline.toString());
    // The platform's clients end with the process.
    return new SuiteDesk(
        Platforms.open(environment),
        new NoSending(
            "test events are for local suites; publish to the cloud's topic with your own tools"));
  }
}
