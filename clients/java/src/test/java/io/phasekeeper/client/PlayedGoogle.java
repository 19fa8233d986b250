package io.phasekeeper.client;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** An HTTP server on loopback that plays Firestore, Pub/Sub and the metadata server. */
final class PlayedGoogle implements AutoCloseable {
  private final HttpServer server;
  private final List<String> requests = new ArrayList<>();
  private final Map<String, JsonObject> documents = new HashMap<>();
  private final List<byte[]> messages = new ArrayList<>();
  private final Map<String, Deque<Integer>> answers = new HashMap<>();
  private int tokens;

  PlayedGoogle() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  String host() {
    return "127.0.0.1:" + server.getAddress().getPort();
  }

  /** The environment of a processor that works with this. */
  Map<String, String> environment() {
    return Map.of(
        "GOOGLE_CLOUD_PROJECT", "p",
        "FIRESTORE_EMULATOR_HOST", host(),
        "PUBSUB_EMULATOR_HOST", host());
  }

  /** The statuses of the next calls of a method; 0 hangs up. */
  synchronized void willAnswer(String method, Integer... statuses) {
    answers.put(method, new ArrayDeque<>(List.of(statuses)));
  }

  synchronized List<String> requests() {
    return List.copyOf(requests);
  }

  synchronized List<byte[]> messages() {
    return List.copyOf(messages);
  }

  synchronized void put(String path, String fields) {
    documents.put(path, JsonParser.parseString(fields).getAsJsonObject());
  }

  /** A document's fields as written: {@code {"status": {"stringValue": "running"}, …}}. */
  synchronized JsonObject document(String path) {
    JsonObject fields = documents.get(path);
    if (fields == null) {
      throw new AssertionError("there is no " + path + " among " + documents.keySet());
    }
    return fields;
  }

  private synchronized void answer(HttpExchange exchange) throws IOException {
    String method = exchange.getRequestMethod();
    String path = exchange.getRequestURI().getPath();
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    requests.add(method + " " + path);
    try (exchange) {
      if (path.startsWith("/computeMetadata/")) {
        reply(exchange, 200, metadata(exchange, path));
        return;
      }
      Integer status = answers.getOrDefault(method, new ArrayDeque<>()).poll();
      if (status != null && status == 0) {
        return;
      }
      if (status != null && status != 200) {
        reply(exchange, status, "{\"error\":\"as planned\"}");
      } else if (method.equals("POST")) {
        publish(exchange, body);
      } else {
        document(exchange, method, path, body);
      }
    }
  }

  private void publish(HttpExchange exchange, String body) throws IOException {
    JsonObject request = JsonParser.parseString(body).getAsJsonObject();
    for (JsonElement each : request.getAsJsonArray("messages")) {
      messages.add(Base64.getDecoder().decode(each.getAsJsonObject().get("data").getAsString()));
    }
    reply(exchange, 200, "{\"messageIds\":[\"1\"]}");
  }

  private void document(HttpExchange exchange, String method, String path, String body)
      throws IOException {
    String name = path.substring(path.indexOf("/documents/") + "/documents/".length());
    if (method.equals("PATCH")) {
      documents.put(name, JsonParser.parseString(body).getAsJsonObject().getAsJsonObject("fields"));
    }
    JsonObject fields = documents.get(name);
    if (fields == null) {
      reply(exchange, 404, "{}");
      return;
    }
    JsonObject whole = new JsonObject();
    whole.add("fields", fields);
    reply(exchange, 200, whole.toString());
  }

  private String metadata(HttpExchange exchange, String path) {
    if (!"Google".equals(exchange.getRequestHeaders().getFirst("Metadata-Flavor"))) {
      return "";
    }
    return path.endsWith("project-id")
        ? "its-project"
        : "{\"access_token\": \"token-" + ++tokens + "\", \"expires_in\": 3600}";
  }

  private static void reply(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
