package io.phasekeeper.emulator;

import io.phasekeeper.platform.TouchesTheWorld;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A Google emulator running on a free loopback port, empty at the start, until closed or until this
 * JVM ends in good order.
 */
public final class EmulatorProcess implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofSeconds(40);

  private final GoogleEmulator emulator;
  private final Process process;
  private final int port;
  private final Thread stopAtExit;

  private EmulatorProcess(GoogleEmulator emulator, Process process, int port) {
    this.emulator = emulator;
    this.process = process;
    this.port = port;
    this.stopAtExit = new Thread(process::destroyForcibly, "stop-" + emulator.word());
    Runtime.getRuntime().addShutdownHook(stopAtExit);
  }

  /**
   * Starts it and returns once it answers.
   *
   * @param folder where it runs and writes its log, {@code <word>-emulator.log}; must exist
   * @throws IOException saying what to install, or with the end of its log, if it does not come up
   */
  @TouchesTheWorld(why = "waits for another process, which knows no clock of ours")
  public static EmulatorProcess start(
      GoogleEmulator emulator, Map<String, String> environment, Path folder) throws IOException {
    Path jar =
        emulator
            .jar(environment)
            .orElseThrow(
                () ->
                    new IOException(
                        "the "
                            + emulator.word()
                            + " emulator is not installed: "
                            + emulator.howToGet()));
    int port = freePort();
    Path log = folder.resolve(emulator.word() + "-emulator.log");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // It lives for minutes: the better compiler would take half of its time, on cores that the
    // suite under test needs.
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(emulator.arguments(jar, port, freePort()));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    // Told to another JVM, these would print a line into its log, or load our agents into it.
    builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS"));
    EmulatorProcess running = new EmulatorProcess(emulator, builder.start(), port);
    long deadline = System.nanoTime() + START_LIMIT.toNanos();
    while (!running.answers()) {
      if (!running.process.isAlive() || System.nanoTime() > deadline) {
        running.close();
        throw new IOException(
            "the " + emulator.word() + " emulator did not start; its log ends: " + endOf(log));
      }
      pause();
    }
    running.warmUp();
    return running;
  }

  /** {@code host:port}, as the clients' environment variable wants it. */
  public String host() {
    return "127.0.0.1:" + port;
  }

  /** The operating system's handle of it, so that a later process can end one left behind. */
  public ProcessHandle handle() {
    return process.toHandle();
  }

  public GoogleEmulator emulator() {
    return emulator;
  }

  /** Stops it; what it stored is gone. Twice is the same as once. */
  @Override
  public void close() {
    process.destroyForcibly();
    try {
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        throw new IllegalStateException(emulator.word() + " emulator does not end: " + process);
      }
      Runtime.getRuntime().removeShutdownHook(stopAtExit);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IllegalStateException alreadyShuttingDown) {
      // The hook itself is doing the same.
    }
  }

  /**
   * Has it write once: a cold emulator's first write takes seconds on a busy machine, longer than
   * the clients' own time limits, which are not meant for that.
   */
  private void warmUp() throws IOException {
    GoogleEmulator.FirstWork work = emulator.firstWork();
    try {
      HttpResponse<String> answer =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(URI.create("http://" + host() + work.path()))
                      .timeout(START_LIMIT)
                      .header("authorization", "Bearer owner")
                      .header("content-type", "application/json")
                      .method(work.method(), HttpRequest.BodyPublishers.ofString(work.body()))
                      .build(),
                  HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new IOException(
            "the "
                + emulator.word()
                + " emulator answered its first write with "
                + answer.statusCode()
                + ": "
                + answer.body());
      }
    } catch (IOException e) {
      close();
      throw e;
    } catch (InterruptedException e) {
      close();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while an emulator was starting", e);
    }
  }

  private boolean answers() {
    try {
      HttpURLConnection connection =
          (HttpURLConnection) URI.create("http://" + host() + "/").toURL().openConnection();
      connection.setConnectTimeout(500);
      connection.setReadTimeout(2000);
      return connection.getResponseCode() == 200;
    } catch (IOException notYet) {
      return false;
    }
  }

  @TouchesTheWorld(why = "the pause between two looks at another process")
  private static void pause() throws IOException {
    try {
      Thread.sleep(50);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while an emulator was starting", e);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static String endOf(Path log) throws IOException {
    String text = Files.readString(log, StandardCharsets.ISO_8859_1);
    return text.substring(Math.max(0, text.length() - 1500)).strip();
  }
}
