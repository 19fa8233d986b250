package io.phasekeeper.google;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.phasekeeper.platform.TouchesTheWorld;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * A {@code fake-gcs-server} from the path on a free loopback port, in memory, empty at the start.
 */
final class FakeGcsServerProcess implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(5);

  private final Process process;
  private final String host;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(LIMIT).build();

  private FakeGcsServerProcess(Process process, String host) {
    this.process = process;
    this.host = host;
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
  }

  @TouchesTheWorld(why = "waits for another process, which knows no clock of ours")
  static FakeGcsServerProcess start() throws Exception {
    int port = freePort();
    Path log =
        Files.createTempDirectory("phasekeeper-fake-gcs-server").resolve("fake-gcs-server.log");
    Process process =
        new ProcessBuilder(
                "fake-gcs-server",
                "-scheme",
                "http",
                "-host",
                "127.0.0.1",
                "-port",
                Integer.toString(port),
                "-backend",
                "memory")
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    FakeGcsServerProcess running = new FakeGcsServerProcess(process, "127.0.0.1:" + port);
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!running.answers()) {
      boolean ended = process.waitFor(50, TimeUnit.MILLISECONDS);
      if (ended || System.nanoTime() > deadline) {
        running.close();
        throw new IOException(
            "fake-gcs-server did not start; its log says: " + Files.readString(log));
      }
    }
    return running;
  }

  String host() {
    return host;
  }

  void makeBucket(String name) {
    JsonObject bucket = new JsonObject();
    bucket.addProperty("name", name);
    send(
        request("/storage/v1/b?project=p")
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(bucket.toString())));
  }

  /** Returns when the server says that it was written. */
  Instant put(String bucket, String name, byte[] content) {
    String answer =
        send(
            request("/upload/storage/v1/b/" + bucket + "/o?uploadType=media&name=" + encoded(name))
                .header("Content-Type", "application/octet-stream")
                .POST(HttpRequest.BodyPublishers.ofByteArray(content)));
    return Instant.parse(
        JsonParser.parseString(answer).getAsJsonObject().get("timeCreated").getAsString());
  }

  void remove(String bucket, String name) {
    send(request("/storage/v1/b/" + bucket + "/o/" + encoded(name)).DELETE());
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  private boolean answers() {
    try {
      send(request("/storage/v1/b?project=p").GET());
      return true;
    } catch (UncheckedIOException notYet) {
      return false;
    }
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://" + host + path)).timeout(LIMIT);
  }

  private String send(HttpRequest.Builder request) {
    try {
      HttpResponse<String> answer =
          http.send(request.build(), HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() / 100 != 2) {
        throw new IOException(answer.statusCode() + " " + answer.body());
      }
      return answer.body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
