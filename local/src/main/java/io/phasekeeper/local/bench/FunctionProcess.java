package io.phasekeeper.local.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * One function in a process of its own, started as Google's buildpack starts it: {@code java -jar
 * <invoker> --classpath <the one jar>}, target and port in the environment.
 */
final class FunctionProcess implements AutoCloseable {
  /** A function's memory, as the buildpack's launcher tells the JVM of it. */
  private static final String MEMORY = "-XX:MaxRAM=512m -XX:MaxRAMPercentage=70";

  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final Process process;
  private final int port;
  private final Thread stopAtExit;
  private final List<String> output = new ArrayList<>();
  private final CountDownLatch serving = new CountDownLatch(1);

  private FunctionProcess(Process process, int port) {
    this.process = process;
    this.port = port;
    this.stopAtExit = new Thread(process::destroyForcibly, "stop-function");
    Runtime.getRuntime().addShutdownHook(stopAtExit);
    Thread reader = new Thread(this::read, "function-output");
    reader.setDaemon(true);
    reader.start();
  }

  /**
   * What is started.
   *
   * @param folder its working directory, where {@code jar} stands
   * @param options for the JVM, beside its memory
   */
  record Start(
      Jdk jdk,
      Path invoker,
      Path folder,
      String jar,
      String entryPoint,
      List<String> options,
      Map<String, String> settings) {}

  /** Starts it and returns at once. */
  static FunctionProcess start(Start start) throws IOException {
    int port = freePort();
    List<String> command = new ArrayList<>();
    command.add(start.jdk().home().resolve("bin").resolve("java").toString());
    command.addAll(List.of(MEMORY.split(" ")));
    command.addAll(start.options());
    command.addAll(List.of("-jar", start.invoker().toString(), "--classpath", start.jar()));
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(start.folder().toFile()).redirectErrorStream(true);
    // A function sees its own settings and nothing of this machine.
    builder.environment().keySet().retainAll(List.of("PATH", "HOME"));
    builder.environment().putAll(start.settings());
    builder.environment().put("FUNCTION_TARGET", start.entryPoint());
    builder.environment().put("PORT", Integer.toString(port));
    return new FunctionProcess(builder.start(), port);
  }

  /** Posts an event as soon as it serves, and waits for the answer. */
  HttpResponse<String> firstAnswer(String body, String... headers)
      throws IOException, InterruptedException {
    if (!serving.await(60, TimeUnit.SECONDS) || !process.isAlive()) {
      throw new IOException("a function did not start:\n" + output());
    }
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/"))
            .timeout(Duration.ofSeconds(60))
            .headers(headers)
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    return HTTP.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
  }

  /**
   * Whether it has written the word; what it wrote before it answered may still be on its way here.
   */
  boolean wrote(String word) throws InterruptedException {
    long until = System.nanoTime() + Duration.ofSeconds(5).toNanos();
    synchronized (output) {
      while (output.stream().noneMatch(line -> line.contains(word))) {
        long left = until - System.nanoTime();
        if (left <= 0) {
          return false;
        }
        TimeUnit.NANOSECONDS.timedWait(output, left);
      }
      return true;
    }
  }

  /** All that it has written so far. */
  String output() {
    synchronized (output) {
      return String.join("\n", output);
    }
  }

  private void read() {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        synchronized (output) {
          output.add(line);
          output.notifyAll();
        }
        if (line.contains("URL: http://localhost:" + port)) {
          serving.countDown();
        }
      }
    } catch (IOException closed) {
      // It was ended.
    }
    serving.countDown();
  }

  @Override
  public void close() throws InterruptedException {
    process.destroyForcibly();
    if (!process.waitFor(10, TimeUnit.SECONDS)) {
      throw new IllegalStateException("a function does not end: " + process);
    }
    try {
      Runtime.getRuntime().removeShutdownHook(stopAtExit);
    } catch (IllegalStateException shuttingDown) {
      // The hook itself is doing the same.
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
