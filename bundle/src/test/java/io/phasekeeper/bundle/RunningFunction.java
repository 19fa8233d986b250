package io.phasekeeper.bundle;

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
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * One function of the bundle in a process of its own, started as Google's buildpack starts it:
 * {@code java -jar <invoker> --classpath <the one jar>}, target and port in the environment, the
 * bundle's folder as working directory.
 */
final class RunningFunction implements AutoCloseable {
  private final Process process;
  private final int port;
  private final List<String> output = Collections.synchronizedList(new ArrayList<>());
  private final CountDownLatch serving = new CountDownLatch(1);

  private RunningFunction(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  static RunningFunction start(
      UnpackedBundle bundle, Path jdk, String entryPoint, Map<String, String> settings)
      throws Exception {
    RunningFunction function = launch(bundle, jdk, entryPoint, settings);
    if (!function.serving.await(60, TimeUnit.SECONDS) || !function.process.isAlive()) {
      function.close();
      throw new IllegalStateException(entryPoint + " did not start:\n" + function.output());
    }
    return function;
  }

  /** What it writes when it does not start; fails if it does. */
  static String refusal(
      UnpackedBundle bundle, Path jdk, String entryPoint, Map<String, String> settings)
      throws Exception {
    try (RunningFunction function = launch(bundle, jdk, entryPoint, settings)) {
      if (!function.process.waitFor(60, TimeUnit.SECONDS)) {
        throw new IllegalStateException(entryPoint + " runs all the same:\n" + function.output());
      }
      function.serving.await();
      return function.output();
    }
  }

  private static RunningFunction launch(
      UnpackedBundle bundle, Path jdk, String entryPoint, Map<String, String> settings)
      throws IOException {
    int port = freePort();
    ProcessBuilder builder =
        new ProcessBuilder(
                jdk.resolve("bin").resolve("java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-jar",
                System.getProperty("phasekeeper.invoker"),
                "--classpath",
                "phasekeeper.jar")
            .directory(bundle.folder().toFile())
            .redirectErrorStream(true);
    // A function sees its own settings and nothing of the machine that runs the test.
    builder.environment().keySet().retainAll(List.of("PATH", "HOME"));
    builder.environment().putAll(settings);
    builder.environment().put("FUNCTION_TARGET", entryPoint);
    builder.environment().put("PORT", Integer.toString(port));
    RunningFunction function = new RunningFunction(builder.start(), port);
    Thread reader = new Thread(function::read, "output of " + entryPoint);
    reader.setDaemon(true);
    reader.start();
    return function;
  }

  /** Posts to it, as the platform would. */
  HttpResponse<String> post(String body, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/"))
            .timeout(Duration.ofSeconds(60))
            .POST(HttpRequest.BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return HttpClient.newHttpClient()
        .send(request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
  }

  /** Asks for a path. */
  HttpResponse<String> get(String path) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(60))
                .build(),
            HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
  }

  /** All that it has written so far. */
  String output() {
    synchronized (output) {
      return String.join("\n", output);
    }
  }

  @Override
  public void close() throws Exception {
    process.destroyForcibly();
    if (!process.waitFor(10, TimeUnit.SECONDS)) {
      throw new IllegalStateException("a function does not end: " + process);
    }
  }

  private void read() {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        output.add(line);
        if (line.contains("URL: http://localhost:" + port)) {
          serving.countDown();
        }
      }
    } catch (IOException closed) {
      output.add("(no more output: " + closed.getMessage() + ")");
    }
    serving.countDown();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
