package io.phasekeeper.client;

import java.io.IOException;
import java.net.ProxySelector;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Firestore's and Pub/Sub's REST interfaces, as much of them as a processor's run needs. */
final class GoogleRest {
  private static final Duration ONE_CALL = Duration.ofSeconds(10);
  private static final int[] RETRY_PUBLISH_AFTER = {1, 2, 4, 8, 16, 32};

  /** A token is renewed so long before it ends. */
  private static final Duration BEFORE_END = Duration.ofMinutes(2);

  private static final Pattern TOKEN = Pattern.compile("\"access_token\"\\s*:\\s*\"([^\"]+)\"");
  private static final Pattern EXPIRES = Pattern.compile("\"expires_in\"\\s*:\\s*(\\d+)");

  private final Map<String, String> environment;
  private final Machine machine;
  private final HttpClient near =
      client(HttpClient.newBuilder().proxy(HttpClient.Builder.NO_PROXY));
  private final HttpClient far = client(HttpClient.newBuilder().proxy(ProxySelector.getDefault()));
  private Optional<String> project;
  private Optional<String> token = Optional.empty();
  private Instant tokenUntil = Instant.MIN;

  GoogleRest(Optional<String> project, Map<String, String> environment, Machine machine) {
    this.environment = environment;
    this.machine = machine;
    this.project = project.or(() -> setting("GOOGLE_CLOUD_PROJECT"));
  }

  private static HttpClient client(HttpClient.Builder builder) {
    return builder.version(HttpClient.Version.HTTP_1_1).connectTimeout(ONE_CALL).build();
  }

  /** Marks the one place that reads this machine's clock. */
  @interface OfThisMachine {}

  /** The clock, and the thread that beats. */
  interface Machine {
    Instant now();

    void pause(Duration time) throws InterruptedException;

    /** Does the step at once and then again and again, each time after what it returned. */
    void repeat(Supplier<Duration> step);

    /** Ends that. */
    void stop();

    /** A line for the processor's log. */
    void tell(String text);
  }

  /** A call that was not answered, or answered with something else than success. */
  static final class Failure extends Exception {
    private final int status;

    private Failure(String what, int status) {
      super(what);
      this.status = status;
    }

    /** Whether another try may succeed; no answer at all has status 0. */
    private boolean passing() {
      return status == 0 || status == 401 || status == 408 || status == 429 || status >= 500;
    }
  }

  /** Publishes a message; a failure that may pass is tried again for a minute. */
  void publish(String topic, byte[] data) throws Failure {
    String encoded = Base64.getEncoder().encodeToString(data);
    String body = text(Map.of("messages", List.of(Map.of("data", encoded))));
    undisturbed(() -> publishBody(topic, body));
  }

  private void publishBody(String topic, String body) throws Failure {
    for (int tries = 0; ; tries++) {
      try {
        String answer = call("POST", "PUBSUB", "/topics/" + quoted(topic) + ":publish", body);
        if (!answer.contains("messageIds")) {
          throw new Failure("publishing to " + topic + " was not acknowledged: " + head(answer), 0);
        }
        return;
      } catch (Failure failure) {
        if (!failure.passing() || tries == RETRY_PUBLISH_AFTER.length) {
          throw failure;
        }
        try {
          machine.pause(Duration.ofSeconds(RETRY_PUBLISH_AFTER[tries]));
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw failure;
        }
      }
    }
  }

  private interface Telling {
    void tell() throws Failure;
  }

  /**
   * Tells something with the thread's interrupt flag down, and raises it again: the interrupt was
   * meant for the work, and with the flag up no call would be made at all.
   */
  private static void undisturbed(Telling telling) throws Failure {
    boolean interrupted = Thread.interrupted();
    try {
      telling.tell();
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Writes a whole document. Values are strings, longs and instants. */
  void write(String collection, String id, Map<String, Object> fields) throws Failure {
    Map<String, Object> typed =
        fields.entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, each -> typed(each.getValue())));
    String body = text(Map.of("fields", typed));
    undisturbed(() -> call("PATCH", "FIRESTORE", path(collection, id), body));
  }

  private static Map<String, Object> typed(Object value) {
    if (value instanceof Instant at) {
      return Map.of("timestampValue", at.toString());
    }
    return value instanceof Long number
        ? Map.of("integerValue", number.toString())
        : Map.of("stringValue", value);
  }

  /** Whether the document is there and that field of it is true. */
  boolean isTrue(String collection, String id, String field) throws Failure {
    // With a mask that names nothing else, the answer holds this field or none.
    String path = path(collection, id) + "?mask.fieldPaths=" + quoted(field);
    try {
      String answer = call("GET", "FIRESTORE", path, "");
      return answer.replaceAll("\\s", "").contains("\"" + field + "\":{\"booleanValue\":true");
    } catch (Failure failure) {
      if (failure.status == 404) {
        return false;
      }
      throw failure;
    }
  }

  private static String path(String collection, String id) {
    // An id cannot hold a slash; Phasekeeper replaces it likewise.
    String whole = quoted(id.replace('/', '∕'));
    return "/databases/(default)/documents/" + quoted(collection) + "/" + whole;
  }

  private String call(String method, String service, String path, String body) throws Failure {
    Optional<String> emulator = setting(service + "_EMULATOR_HOST");
    String host = service.toLowerCase(Locale.ROOT) + ".googleapis.com";
    String root = emulator.map(at -> "http://" + at).orElse("https://" + host);
    String identity = emulator.isPresent() ? "owner" : identity();
    HttpRequest.Builder request =
        request(root + "/v1/projects/" + project() + path)
            .header("Authorization", "Bearer " + identity)
            .header("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofString(body));
    try {
      return send(emulator.isPresent() ? near : far, request.build());
    } catch (Failure failure) {
      if (failure.status == 401) {
        forgetToken();
      }
      throw failure;
    }
  }

  private static HttpRequest.Builder request(String address) throws Failure {
    try {
      return HttpRequest.newBuilder(URI.create(address)).timeout(ONE_CALL);
    } catch (IllegalArgumentException e) {
      throw new Failure("not an address: " + address, 400);
    }
  }

  private static String send(HttpClient client, HttpRequest request) throws Failure {
    String what = request.method() + " " + request.uri();
    try {
      HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
      if (response.statusCode() / 100 != 2) {
        throw new Failure(
            what + " answered " + response.statusCode() + ": " + head(response.body()),
            response.statusCode());
      }
      return response.body();
    } catch (IOException e) {
      throw new Failure(what + " got no answer: " + e, 0);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Failure(what + " was interrupted", 0);
    }
  }

  private synchronized String project() throws Failure {
    if (project.isEmpty()) {
      project = Optional.of(metadata("project/project-id").strip());
    }
    return project.get();
  }

  /** A token of the machine's service account. */
  synchronized String identity() throws Failure {
    Instant now = machine.now();
    if (token.isEmpty() || !now.isBefore(tokenUntil)) {
      String answer = metadata("instance/service-accounts/default/token");
      Matcher found = TOKEN.matcher(answer);
      if (!found.find()) {
        throw new Failure("the metadata server answered without an access_token", 0);
      }
      Matcher expires = EXPIRES.matcher(answer);
      long seconds = expires.find() ? Long.parseLong(expires.group(1)) : 0;
      tokenUntil = now.plusSeconds(seconds).minus(BEFORE_END);
      token = Optional.of(found.group(1));
    }
    return token.get();
  }

  private synchronized void forgetToken() {
    token = Optional.empty();
  }

  private String metadata(String path) throws Failure {
    String host = setting("GCE_METADATA_HOST").orElse("metadata.google.internal");
    HttpRequest.Builder request = request("http://" + host + "/computeMetadata/v1/" + path);
    return send(near, request.header("Metadata-Flavor", "Google").build());
  }

  private Optional<String> setting(String name) {
    return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
  }

  private static String quoted(String part) {
    return URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static String head(String text) {
    return text.length() > 300 ? text.substring(0, 300) : text;
  }

  /** Maps, collections, strings, numbers and booleans as JSON; an empty Optional is null. */
  static byte[] json(Object value) {
    return text(value).getBytes(StandardCharsets.UTF_8);
  }

  private static String text(Object value) {
    if (value instanceof Optional<?> maybe) {
      return maybe.isPresent() ? text(maybe.get()) : "null";
    }
    if (value instanceof Map<?, ?> map) {
      return map.entrySet().stream()
          .map(each -> quote(String.valueOf(each.getKey())) + ":" + text(each.getValue()))
          .collect(Collectors.joining(",", "{", "}"));
    }
    if (value instanceof Collection<?> many) {
      return many.stream().map(GoogleRest::text).collect(Collectors.joining(",", "[", "]"));
    }
    return value instanceof Number || value instanceof Boolean
        ? value.toString()
        : quote(value.toString());
  }

  private static String quote(String value) {
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '"' || c == '\\') {
        quoted.append('\\').append(c);
      } else if (c < ' ' || Character.isSurrogate(c)) {
        quoted.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      } else {
        quoted.append(c);
      }
    }
    return quoted.append('"').toString();
  }

  /** The true clock, a daemon thread, and standard error. */
  @OfThisMachine
  static final class ThisMachine implements Machine {
    private final CountDownLatch stopped = new CountDownLatch(1);

    @Override
    public Instant now() {
      return Instant.now();
    }

    @Override
    public void pause(Duration time) throws InterruptedException {
      Thread.sleep(time.toMillis());
    }

    @Override
    public void repeat(Supplier<Duration> step) {
      Thread beating = new Thread(() -> beat(step), "phasekeeper-beat");
      beating.setDaemon(true);
      beating.start();
    }

    private void beat(Supplier<Duration> step) {
      try {
        boolean ended = false;
        while (!ended) {
          ended = stopped.await(step.get().toMillis(), TimeUnit.MILLISECONDS);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public void stop() {
      stopped.countDown();
    }

    @Override
    public void tell(String text) {
      System.err.println("phasekeeper: " + text);
    }
  }
}
