package io.phasekeeper.google.fake;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.zip.GZIPInputStream;

/**
 * The part of BigQuery's REST that its client uses for statements, on loopback: {@code jobs.query},
 * {@code jobs.getQueryResults}, {@code jobs.get}, {@code jobs.cancel} and {@code tabledata.list}.
 * Plays the faults that a test asks for.
 */
public final class FakeBigQuery implements AutoCloseable {
  /** How the next statement is answered; {@link #NORMAL} once none is left. */
  public record Behaviour(
      Optional<GoogleError> before,
      Optional<GoogleError> after,
      Optional<GoogleError> inJob,
      int polls) {
    public static final Behaviour NORMAL =
        new Behaviour(Optional.empty(), Optional.empty(), Optional.empty(), 0);

    /** It is refused and has no effect. */
    public static Behaviour refused(int status, String reason, String message) {
      return new Behaviour(
          Optional.of(new GoogleError(status, reason, message)),
          Optional.empty(),
          Optional.empty(),
          0);
    }

    /** It is taken, and its job fails without effect when it was asked for so many times. */
    public static Behaviour failing(int polls, String reason, String message) {
      return new Behaviour(
          Optional.empty(),
          Optional.empty(),
          Optional.of(new GoogleError(400, reason, message)),
          polls);
    }

    /** Two statements change the table at a time, and twenty wait. */
    public static Behaviour queueIsFull(String table) {
      return refused(
          400,
          "resourcesExceeded",
          "Resources exceeded during query execution: Too many DML statements outstanding against"
              + " table "
              + table
              + ", limit is 20.");
    }

    /** Another statement changed the same rows meanwhile. */
    public static Behaviour notSerializable(String table) {
      return failing(
          1,
          "invalidQuery",
          "Could not serialize access to table " + table + " due to concurrent update");
    }

    public static Behaviour unavailable() {
      return refused(
          503, "backendError", "Service is unavailable. Retrying may solve the problem.");
    }

    /** It is run, and its answer is lost on the way. */
    public static Behaviour runAndUnavailable() {
      return new Behaviour(Optional.empty(), unavailable().before(), Optional.empty(), 0);
    }

    /** Its job is done when it was asked for so many times. */
    public static Behaviour slow(int polls) {
      return new Behaviour(Optional.empty(), Optional.empty(), Optional.empty(), polls);
    }

    /** Its job runs until somebody cancels it. */
    public static Behaviour endless() {
      return slow(Integer.MAX_VALUE);
    }
  }

  private static final class Job {
    private final String id;
    private final String sql;
    private final Optional<FakeTables.Result> result;
    private final Optional<GoogleError> error;
    private int pollsLeft;

    private Job(
        String id,
        String sql,
        Optional<FakeTables.Result> result,
        Optional<GoogleError> error,
        int pollsLeft) {
      this.id = id;
      this.sql = sql;
      this.result = result;
      this.error = error;
      this.pollsLeft = pollsLeft;
    }
  }

  private final String project;
  private final HttpServer server;
  private final ExecutorService threads;
  private final FakeTables tables;
  private final FakeUploads uploads;
  private final Deque<Behaviour> next = new ArrayDeque<>();
  private final Map<String, Job> jobs = new LinkedHashMap<>();
  private final Map<String, Job> byRequest = new LinkedHashMap<>();
  private final List<String> calls = new ArrayList<>();
  private Behaviour otherwise = Behaviour.NORMAL;
  private JsonObject lastQuery = new JsonObject();
  private long bytes;
  private int pageSize = Integer.MAX_VALUE;

  private FakeBigQuery(String project) throws IOException {
    this.project = project;
    this.tables = new FakeTables(project);
    this.uploads = new FakeUploads(project, tables);
    this.threads =
        Executors.newCachedThreadPool(
            work -> {
              Thread thread = new Thread(work, "fake-bigquery");
              thread.setDaemon(true);
              return thread;
            });
    this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  /** Starts one; the analyzer's seconds of start-up are over when it returns. */
  public static FakeBigQuery start(String project) throws IOException {
    GoogleSqlCheck.only()
        .problem("SELECT 1", Map.of(), Map.of())
        .ifPresent(
            problem -> {
              throw new IllegalStateException("ZetaSQL refuses SELECT 1: " + problem);
            });
    return new FakeBigQuery(project);
  }

  public String host() {
    return "127.0.0.1:" + server.getAddress().getPort();
  }

  /** Makes a table, {@code dataset.table}; {@code required} columns refuse NULL. */
  public void create(String table, Map<String, String> types, Set<String> required) {
    tables.create(table, types, required);
  }

  /** What was streamed can be changed from now on, as after up to 90 minutes. */
  public void flushStreamingBuffer() {
    tables.flush();
  }

  /** The next statements are answered so, one each. */
  public synchronized void next(Behaviour... behaviours) {
    next.addAll(List.of(behaviours));
  }

  /** Statements that {@link #next} does not speak of are answered so. */
  public synchronized void always(Behaviour behaviour) {
    otherwise = behaviour;
  }

  /** What a statement would bill. */
  public synchronized void costs(long bytesOfEach) {
    bytes = bytesOfEach;
  }

  public synchronized void pagesOf(int rows) {
    pageSize = rows;
  }

  /** What was asked: {@code query}, {@code results}, {@code job}, {@code data}, {@code cancel}. */
  public synchronized List<String> calls() {
    return List.copyOf(calls);
  }

  /** The body of the last {@code jobs.query}. */
  public synchronized JsonObject lastQuery() {
    return lastQuery;
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdown();
    tables.close();
  }

  private void handle(HttpExchange exchange) throws IOException {
    JsonObject answer;
    int status = 200;
    try {
      answer = route(exchange);
    } catch (GoogleError e) {
      answer = e.body();
      status = e.status();
    } catch (RuntimeException | LinkageError bug) {
      answer = new GoogleError(500, "internalError", "the fake: " + bug).body();
      status = 500;
    }
    byte[] body = answer.toString().getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json; charset=UTF-8");
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private synchronized JsonObject route(HttpExchange exchange) throws IOException {
    String[] path = exchange.getRequestURI().getPath().split("/");
    Map<String, String> asked = parameters(exchange.getRequestURI().getQuery());
    String what = exchange.getRequestMethod() + " " + path[path.length - 1];
    if (what.equals("POST insertAll")) {
      calls.add("insertAll");
      return uploads.insertAll(path[path.length - 4] + "." + path[path.length - 2], body(exchange));
    }
    if (exchange.getRequestURI().getPath().startsWith("/upload/")) {
      if (exchange.getRequestMethod().equals("POST")) {
        exchange.getResponseHeaders().set("Location", uploads.begin(host(), body(exchange)));
        return new JsonObject();
      }
      calls.add("load");
      return uploads.load(asked.get("upload_id"), text(exchange));
    }
    Optional<JsonObject> load = uploads.job(path[path.length - 1]);
    if (load.isPresent()) {
      return load.get();
    }
    if (what.equals("POST queries")) {
      calls.add("query");
      return query(body(exchange));
    }
    if (what.equals("POST cancel")) {
      calls.add("cancel");
      job(path[path.length - 2]).pollsLeft = 0;
      JsonObject answer = new JsonObject();
      answer.add("job", describe(job(path[path.length - 2])));
      return answer;
    }
    if (what.equals("GET data")) {
      calls.add("data");
      return page(job(path[path.length - 2]), asked);
    }
    boolean results = path[path.length - 2].equals("queries");
    calls.add(results ? "results" : "job");
    Job job = job(path[path.length - 1]);
    return results ? results(job, asked) : describe(job);
  }

  private Job job(String id) {
    return Optional.ofNullable(jobs.get(id))
        .orElseThrow(
            () -> new GoogleError(404, "notFound", "Not found: Job " + project + ":" + id));
  }

  private JsonObject query(JsonObject asked) {
    lastQuery = asked;
    Behaviour behaviour = Optional.ofNullable(next.poll()).orElse(otherwise);
    behaviour
        .before()
        .ifPresent(
            error -> {
              throw error;
            });
    Job job =
        byRequest.computeIfAbsent(
            asked.get("requestId").getAsString(), request -> run(asked, behaviour));
    behaviour
        .after()
        .ifPresent(
            error -> {
              throw error;
            });
    if (job.pollsLeft > 0) {
      JsonObject answer = reference(job);
      answer.addProperty("jobComplete", false);
      return answer;
    }
    boolean wholeMicros =
        asked.has("formatOptions")
            && asked.getAsJsonObject("formatOptions").get("useInt64Timestamp").getAsBoolean();
    return page(job, 0, wholeMicros);
  }

  private Job run(JsonObject asked, Behaviour behaviour) {
    String id = "job_" + (jobs.size() + 1);
    String sql = asked.get("query").getAsString();
    Optional<GoogleError> error = Optional.empty();
    Optional<FakeTables.Result> result = Optional.empty();
    try {
      behaviour
          .inJob()
          .ifPresent(
              failure -> {
                throw failure;
              });
      if (asked.has("maximumBytesBilled") && asked.get("maximumBytesBilled").getAsLong() < bytes) {
        throw new GoogleError(
            400,
            "bytesBilledLimitExceeded",
            "Query exceeded limit for bytes billed: "
                + asked.get("maximumBytesBilled").getAsLong()
                + ". "
                + bytes
                + " or higher required.");
      }
      result = Optional.of(tables.run(sql, namedParameters(asked)));
    } catch (GoogleError e) {
      error = Optional.of(e);
    }
    Job job = new Job(id, sql, result, error, behaviour.polls());
    jobs.put(id, job);
    return job;
  }

  private static Map<String, FakeTables.Parameter> namedParameters(JsonObject asked) {
    Map<String, FakeTables.Parameter> parameters = new LinkedHashMap<>();
    if (asked.has("queryParameters")) {
      for (JsonElement each : asked.getAsJsonArray("queryParameters")) {
        JsonObject parameter = each.getAsJsonObject();
        parameters.put(
            parameter.get("name").getAsString(),
            new FakeTables.Parameter(
                parameter.getAsJsonObject("parameterType").get("type").getAsString(),
                parameter.getAsJsonObject("parameterValue").get("value").getAsString()));
      }
    }
    return parameters;
  }

  private JsonObject results(Job job, Map<String, String> asked) {
    if (job.pollsLeft > 0) {
      job.pollsLeft--;
      JsonObject answer = reference(job);
      answer.addProperty("jobComplete", false);
      return answer;
    }
    JsonObject answer = page(job, asked);
    if (asked.getOrDefault("maxResults", "").equals("0")) {
      answer.remove("rows");
      answer.remove("pageToken");
    }
    return answer;
  }

  private JsonObject page(Job job, Map<String, String> asked) {
    return page(
        job,
        Integer.parseInt(asked.getOrDefault("pageToken", "0")),
        Boolean.parseBoolean(asked.getOrDefault("formatOptions.useInt64Timestamp", "false")));
  }

  private JsonObject page(Job job, int from, boolean wholeMicros) {
    FakeTables.Result result =
        job.result.orElseThrow(
            () ->
                job.error.orElseThrow(() -> new IllegalStateException("neither result nor error")));
    JsonObject answer = reference(job);
    answer.addProperty("jobComplete", true);
    answer.addProperty("totalBytesProcessed", Long.toString(bytes));
    answer.addProperty("cacheHit", false);
    if (result.writes()) {
      answer.addProperty("numDmlAffectedRows", Long.toString(result.written()));
      return answer;
    }
    JsonObject schema = new JsonObject();
    schema.add("fields", result.fields());
    answer.add("schema", schema);
    answer.addProperty("totalRows", Integer.toString(result.rows().size()));
    int to = (int) Math.min(result.rows().size(), (long) from + pageSize);
    JsonArray rows = new JsonArray();
    for (List<Object> each : result.rows().subList(from, to)) {
      JsonArray cells = new JsonArray();
      each.forEach(value -> cells.add(FakeTables.wire(value, wholeMicros)));
      JsonObject row = new JsonObject();
      row.add("f", cells);
      rows.add(row);
    }
    answer.add("rows", rows);
    if (to < result.rows().size()) {
      answer.addProperty("pageToken", Integer.toString(to));
    }
    return answer;
  }

  private JsonObject describe(Job job) {
    JsonObject query = new JsonObject();
    query.addProperty("query", job.sql);
    query.addProperty("useLegacySql", false);
    // Where Google keeps an answer: the client reads the pages of a job from there.
    JsonObject destination = new JsonObject();
    destination.addProperty("projectId", project);
    destination.addProperty("datasetId", "_answers");
    destination.addProperty("tableId", job.id);
    query.add("destinationTable", destination);
    JsonObject configuration = new JsonObject();
    configuration.addProperty("jobType", "QUERY");
    configuration.add("query", query);
    JsonObject status = new JsonObject();
    status.addProperty("state", job.pollsLeft > 0 ? "RUNNING" : "DONE");
    if (job.pollsLeft == 0) {
      job.error.ifPresent(error -> status.add("errorResult", error.proto()));
    }
    JsonObject answer = reference(job);
    answer.addProperty("id", project + ":US." + job.id);
    answer.add("configuration", configuration);
    answer.add("status", status);
    JsonObject statistics = new JsonObject();
    JsonObject queryStatistics = new JsonObject();
    job.result
        .filter(FakeTables.Result::writes)
        .ifPresent(
            result ->
                queryStatistics.addProperty("numDmlAffectedRows", Long.toString(result.written())));
    statistics.add("query", queryStatistics);
    answer.add("statistics", statistics);
    return answer;
  }

  private JsonObject reference(Job job) {
    JsonObject reference = new JsonObject();
    reference.addProperty("projectId", project);
    reference.addProperty("jobId", job.id);
    reference.addProperty("location", "US");
    JsonObject answer = new JsonObject();
    answer.add("jobReference", reference);
    return answer;
  }

  private static JsonObject body(HttpExchange exchange) throws IOException {
    return JsonParser.parseString(text(exchange)).getAsJsonObject();
  }

  private static String text(HttpExchange exchange) throws IOException {
    boolean zipped = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
    try (InputStream in =
        zipped ? new GZIPInputStream(exchange.getRequestBody()) : exchange.getRequestBody()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static Map<String, String> parameters(String query) {
    Map<String, String> parameters = new LinkedHashMap<>();
    for (String each : query == null ? new String[0] : query.split("&")) {
      int equals = each.indexOf('=');
      parameters.put(
          equals < 0 ? each : each.substring(0, equals),
          equals < 0 ? "" : each.substring(equals + 1));
    }
    return parameters;
  }
}
