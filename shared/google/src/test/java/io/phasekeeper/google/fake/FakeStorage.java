package io.phasekeeper.google.fake;

import com.google.gson.JsonObject;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What we use of Cloud Storage's JSON API, over HTTP: an object's description, and its content by
 * generation and range. Errors are worded as Google words them.
 */
public final class FakeStorage implements AutoCloseable {
  private static final Pattern OBJECT = Pattern.compile("/storage/v1/b/([^/]+)/o/([^/]+)");

  private final HttpServer server;
  private final Map<String, Held> objects = new ConcurrentHashMap<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private volatile Optional<Refusal> refusal = Optional.empty();
  private volatile Runnable afterDescription = () -> {};
  private long generations;

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Held(byte[] bytes, Instant written, long generation) {}

  private record Refusal(int status, String body) {}

  private FakeStorage(HttpServer server) {
    this.server = server;
  }

  public static FakeStorage start() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    FakeStorage fake = new FakeStorage(server);
    server.createContext("/", fake::answer);
    server.start();
    return fake;
  }

  public String root() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  public synchronized void put(String bucket, String name, Instant written, byte[] content) {
    generations++;
    objects.put(bucket + "/" + name, new Held(content, written, generations));
  }

  public void remove(String bucket, String name) {
    objects.remove(bucket + "/" + name);
  }

  /** Every request is answered so from now on. */
  public void refuse(int status, String body) {
    refusal = Optional.of(new Refusal(status, body));
  }

  /** Done once, after the next description was sent. */
  public void afterDescription(Runnable once) {
    afterDescription = once;
  }

  /** Method, path and the headers that matter, in order. */
  public List<String> requests() {
    return List.copyOf(requests);
  }

  private void answer(HttpExchange exchange) throws IOException {
    requests.add(
        exchange.getRequestMethod()
            + " "
            + exchange.getRequestURI()
            + " "
            + exchange.getRequestHeaders().getFirst("Authorization"));
    if (refusal.isPresent()) {
      send(exchange, refusal.get().status(), refusal.get().body().getBytes(StandardCharsets.UTF_8));
      return;
    }
    Matcher path = OBJECT.matcher(exchange.getRequestURI().getRawPath());
    if (!path.matches()) {
      send(exchange, 404, "Not Found".getBytes(StandardCharsets.UTF_8));
      return;
    }
    String bucket = decoded(path.group(1));
    Held held = objects.get(bucket + "/" + decoded(path.group(2)));
    String query = Optional.ofNullable(exchange.getRequestURI().getRawQuery()).orElse("");
    boolean otherGeneration =
        held != null
            && query.contains("generation=")
            && !query.contains("generation=" + held.generation());
    if (bucket.equals("nobody-made-this-bucket")) {
      error(exchange, "The specified bucket does not exist.");
    } else if (held == null || otherGeneration) {
      error(exchange, "No such object: " + bucket + "/" + decoded(path.group(2)));
    } else if (query.contains("alt=media")) {
      content(exchange, held);
    } else {
      send(exchange, 200, described(held).getBytes(StandardCharsets.UTF_8));
      Runnable once = afterDescription;
      afterDescription = () -> {};
      once.run();
    }
  }

  private static String described(Held held) {
    JsonObject about = new JsonObject();
    about.addProperty("generation", Long.toString(held.generation()));
    about.addProperty("timeCreated", held.written().toString());
    about.addProperty("size", Integer.toString(held.bytes().length));
    return about.toString();
  }

  private static void content(HttpExchange exchange, Held held) throws IOException {
    Matcher range =
        Pattern.compile("bytes=0-(\\d+)")
            .matcher(
                Optional.ofNullable(exchange.getRequestHeaders().getFirst("Range")).orElse(""));
    boolean part = range.matches();
    int end =
        part
            ? Math.min(held.bytes().length, Integer.parseInt(range.group(1)) + 1)
            : held.bytes().length;
    send(exchange, part ? 206 : 200, Arrays.copyOf(held.bytes(), end));
  }

  private static void error(HttpExchange exchange, String message) throws IOException {
    JsonObject error = new JsonObject();
    error.addProperty("code", 404);
    error.addProperty("message", message);
    JsonObject body = new JsonObject();
    body.add("error", error);
    send(exchange, 404, body.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    if (body.length > 0) {
      exchange.getResponseBody().write(body);
    }
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
