package io.phasekeeper.local.crash;

import io.phasekeeper.local.relay.EventPost;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One function in a JVM of its own, until it is killed. */
final class FunctionProcess {
  private static final String ARCHIVE = "classes.jsa";
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final long SECONDS_TO_START = 90;

  /** Without an upgrade to HTTP/2, whose first request would come twice. */
  private static final HttpClient CLIENT =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();

  private final Process process;
  private final String project;
  private final CompletableFuture<URI> uri = new CompletableFuture<>();
  private volatile boolean killed;

  private FunctionProcess(Process process, String project) {
    this.process = process;
    this.project = project;
  }

  /**
   * Starts it and returns once it listens.
   *
   * @param settings its whole environment, beside PATH and HOME
   * @param log gets what it prints
   * @throws IOException with the end of its log, if it does not come up
   */
  static FunctionProcess start(String function, Map<String, String> settings, Path log)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command(function, log)).redirectErrorStream(true);
    builder.environment().keySet().retainAll(List.of("PATH", "HOME"));
    builder.environment().putAll(settings);
    FunctionProcess started =
        new FunctionProcess(builder.start(), settings.getOrDefault("GOOGLE_CLOUD_PROJECT", ""));
    Thread reader = new Thread(() -> started.read(log), "output of " + function);
    reader.setDaemon(true);
    reader.start();
    try {
      URI there = started.uri.get(SECONDS_TO_START, TimeUnit.SECONDS);
      return there.isAbsolute() ? started : started.failed(function, log);
    } catch (TimeoutException | ExecutionException e) {
      return started.failed(function, log);
    }
  }

  /** Forgets what an earlier run left in the folder. */
  static void forget(Path folder) throws IOException {
    Files.deleteIfExists(folder.resolve(ARCHIVE));
  }

  /**
   * The first process of a run leaves an archive of its classes, with which others start sooner.
   */
  private static List<String> command(String function, Path log) {
    Path archive = log.resolveSibling(ARCHIVE);
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:TieredStopAtLevel=1",
        "-XX:+UseSerialGC",
        "-Xshare:auto",
        "-Xlog:disable",
        (Files.exists(archive) ? "-XX:SharedArchiveFile=" : "-XX:ArchiveClassesAtExit=") + archive,
        "-Xmx256m",
        "-Dphasekeeper.home=" + System.getProperty("phasekeeper.home", "."),
        "-Dslf4j.provider=org.slf4j.nop.NOPServiceProvider",
        "-Dslf4j.internal.verbosity=WARN",
        "-cp",
        System.getProperty("java.class.path"),
        ServedFunction.class.getName(),
        function);
  }

  /** Lets it end by itself. */
  void end() throws IOException, InterruptedException {
    process.getOutputStream().close();
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      kill();
    }
  }

  private FunctionProcess failed(String function, Path log) throws IOException {
    process.destroyForcibly();
    String text = Files.exists(log) ? Files.readString(log) : "";
    throw new IOException(
        function
            + " did not start; its log ends: "
            + text.substring(Math.max(0, text.length() - 2_000)));
  }

  /**
   * Delivers a completion.
   *
   * @return whether it was answered with 2xx
   */
  boolean take(Report report) {
    return new EventPost(CLIENT, uri.join(), project, "phasekeeper-" + report.topic(), LIMIT)
        .take(report.delivery());
  }

  /**
   * Calls it as Cloud Scheduler does.
   *
   * @return the status and the body; status 0 if no answer came
   */
  Answer call() throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(uri.join())
            .timeout(LIMIT)
            .header("content-type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString("{}"))
            .build();
    try {
      HttpResponse<String> answer =
          CLIENT.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
      return new Answer(answer.statusCode(), answer.body());
    } catch (IOException e) {
      return new Answer(0, String.valueOf(e.getMessage()));
    }
  }

  /** What a timer's call was answered with. */
  record Answer(int status, String body) {}

  /** kill -9; returns when it is gone. */
  void kill() throws InterruptedException {
    killed = true;
    if (!process.destroyForcibly().waitFor(30, TimeUnit.SECONDS)) {
      throw new IllegalStateException("does not end: " + process);
    }
  }

  /** Whether it was killed by {@link #kill}. */
  boolean killed() {
    return killed;
  }

  boolean alive() {
    return process.isAlive();
  }

  private void read(Path log) {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith(ServedFunction.SERVING)) {
          uri.complete(URI.create(line.substring(ServedFunction.SERVING.length())));
        }
        Files.writeString(log, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      }
    } catch (IOException | UncheckedIOException closed) {
      // It was killed while it wrote.
      uri.complete(URI.create(""));
    }
    uri.complete(URI.create(""));
  }
}
