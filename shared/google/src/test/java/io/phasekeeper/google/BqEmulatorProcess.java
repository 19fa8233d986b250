package io.phasekeeper.google;

import io.phasekeeper.platform.TouchesTheWorld;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A {@code bqemulator} from the path on a free loopback port, empty at the start. */
final class BqEmulatorProcess implements AutoCloseable {
  private final Process process;
  private final String host;

  private BqEmulatorProcess(Process process, String host) {
    this.process = process;
    this.host = host;
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
  }

  @TouchesTheWorld(why = "waits for another process, which knows no clock of ours")
  static BqEmulatorProcess start(String project) throws Exception {
    int port = freePort();
    Path folder = Files.createTempDirectory("phasekeeper-bqemulator");
    Path log = folder.resolve("bqemulator.log");
    ProcessBuilder builder =
        new ProcessBuilder(
                "bqemulator",
                "start",
                "--ephemeral",
                "--project",
                project,
                "--rest-host",
                "127.0.0.1",
                "--rest-port",
                Integer.toString(port),
                "--grpc-port",
                Integer.toString(freePort()))
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().put("BQEMU_ENABLE_FORMAT_EXTENSIONS", "false");
    BqEmulatorProcess running = new BqEmulatorProcess(builder.start(), "127.0.0.1:" + port);
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!running.answers(project)) {
      boolean ended = running.process.waitFor(50, TimeUnit.MILLISECONDS);
      if (ended || System.nanoTime() > deadline) {
        running.close();
        throw new IOException("bqemulator did not start; its log says: " + Files.readString(log));
      }
    }
    return running;
  }

  String host() {
    return host;
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  private boolean answers(String project) {
    try {
      HttpURLConnection connection =
          (HttpURLConnection)
              URI.create("http://" + host + "/bigquery/v2/projects/" + project + "/datasets")
                  .toURL()
                  .openConnection();
      connection.setConnectTimeout(500);
      connection.setReadTimeout(2000);
      return connection.getResponseCode() == 200;
    } catch (IOException notYet) {
      return false;
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
