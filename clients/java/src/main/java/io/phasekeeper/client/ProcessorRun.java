package io.phasekeeper.client;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Lets a processor tell Phasekeeper that it lives, how far it is, and what it has come to.
 *
 * <pre>{@code
 * ProcessorRun.of("player_daily_cache", "nba-phase4-precompute-complete").pipeline("nba").run(date, run -> {
 *   for (int i = 0; i < players.size(); i++) {
 *     build(players.get(i));
 *     run.progress(i + 1, players.size());
 *   }
 *   run.done(players.size());
 * });
 * }</pre>
 *
 * <p>Two files without dependencies, for Java 17 and newer: copy them into your code. While the
 * work runs, a daemon thread writes a heartbeat every 60 s to Firestore; when it ends, one
 * completion message is published to the topic. An exception of the work is published as {@code
 * failed}, and goes on its way.
 *
 * <p>A heartbeat that cannot be written never disturbs the work: it is tried again soon, counted in
 * {@link #failedBeats} and told once on standard error. A completion that cannot be published after
 * some tries throws {@link NotSent}: the next phase depends on it.
 *
 * <p>The project is that of {@code GOOGLE_CLOUD_PROJECT}, else the machine's own. {@code
 * FIRESTORE_EMULATOR_HOST} and {@code PUBSUB_EMULATOR_HOST} are obeyed; without them the machine's
 * service account is used, by way of the metadata server.
 */
public final class ProcessorRun {
  /**
   * How often a run says that it lives. After five silent minutes Phasekeeper suspects it, after
   * fifteen it is dead.
   */
  public static final Duration BEAT = Duration.ofSeconds(60);

  /** A beat's document may go this long after it was written last: its field expires_at, a TTL. */
  static final Duration KEPT_AFTER_LAST_BEAT = Duration.ofDays(14);

  /** Eventarc delivers at most 512 KB to a function. */
  private static final int MOST_BYTES = 500_000;

  private static final int LONGEST_ERROR = 2_000;
  private static final int[] RETRY_PUBLISH_AFTER = {1, 2, 4, 8, 16, 32};
  private static final int[] RETRY_BEAT_AFTER = {5, 10, 20, 40};
  private static final DateTimeFormatter ID_TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd_HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final Settings settings;
  private final GoogleRest google;
  private final GoogleRest.Machine machine;
  private final LocalDate date;
  private final Instant startedAt;
  private final String runId;
  private volatile At at = new At(Optional.empty(), Optional.empty(), Optional.empty());
  private volatile boolean fenced;
  private volatile int failedBeats;
  private Optional<Outcome> outcome = Optional.empty();
  private boolean ended;
  private int failedInARow;

  private ProcessorRun(
      Settings settings, GoogleRest google, GoogleRest.Machine machine, LocalDate date) {
    this.settings = settings;
    this.google = google;
    this.machine = machine;
    this.date = date;
    this.startedAt = machine.now();
    this.runId = settings.runId.orElseGet(() -> newRunId(settings.className, startedAt));
  }

  /**
   * Runs of a processor.
   *
   * @param processor the name in the pipeline file ({@code player_daily_cache}), or the class's
   *     ({@code PlayerDailyCacheProcessor})
   * @param topic the completion topic of the processor's phase
   */
  public static Settings of(String processor, String topic) {
    return new Settings(processor, topic);
  }

  /** What a processor does for a data date. */
  @FunctionalInterface
  public interface Work {
    void run(ProcessorRun run) throws Exception;
  }

  /** What is known of a processor's runs. */
  public static final class Settings {
    private final String processor;
    private final String topic;
    private String className;
    private String heartbeats = "processor_heartbeats";
    private Optional<String> pipeline = Optional.empty();
    private Optional<String> phase = Optional.empty();
    private Optional<String> table = Optional.empty();
    private Optional<String> runId = Optional.empty();
    private Optional<String> correlationId = Optional.empty();
    private Optional<String> triggerSource = Optional.empty();
    private Optional<String> parentProcessor = Optional.empty();
    private Optional<String> project = Optional.empty();

    private Settings(String processor, String topic) {
      if (!processor.matches("[A-Za-z][A-Za-z0-9_]*")) {
        throw new IllegalArgumentException(
            "processor: found \"" + processor + "\"; expected a name such as player_daily_cache");
      }
      if (topic.isEmpty() || topic.contains("/")) {
        throw new IllegalArgumentException(
            "topic: found \""
                + topic
                + "\"; expected a bare name such as nba-phase4-precompute-complete");
      }
      this.processor = processor;
      this.topic = topic;
      this.className = classOf(processor);
    }

    /** The pipeline's id in its file; with it a run learns from Phasekeeper that it was fenced. */
    public Settings pipeline(String id) {
      this.pipeline = Optional.of(id);
      return this;
    }

    public Settings phase(String name) {
      this.phase = Optional.of(name);
      return this;
    }

    /** The output as {@code dataset.table}. */
    public Settings table(String name) {
      if (!name.matches("\\w+\\.\\w+")) {
        throw new IllegalArgumentException("table: found \"" + name + "\"; expected dataset.table");
      }
      this.table = Optional.of(name);
      return this;
    }

    /** The class's name, with which a run's id begins; found from the processor unless given. */
    public Settings className(String name) {
      this.className = name;
      return this;
    }

    /** Unless given, CLASS_YYYYMMDD_HHMMSS_8HEX in UTC; the same that the run history has. */
    public Settings runId(String id) {
      this.runId = Optional.of(id);
      return this;
    }

    /** What ties the runs of one night together; unless given, the run's id. */
    public Settings correlationId(String id) {
      this.correlationId = Optional.of(id);
      return this;
    }

    public Settings triggerSource(String source) {
      this.triggerSource = Optional.of(source);
      return this;
    }

    public Settings parentProcessor(String name) {
      this.parentProcessor = Optional.of(name);
      return this;
    }

    public Settings project(String id) {
      this.project = Optional.of(id);
      return this;
    }

    /** The Firestore collection of the beats. */
    public Settings heartbeats(String collection) {
      this.heartbeats = collection;
      return this;
    }

    /**
     * Does the work as a run for a data date, and tells what it has come to.
     *
     * @throws NotSent if that could not be told
     * @throws Exception whatever the work throws, after it was told
     */
    public void run(LocalDate date, Work work) throws Exception {
      run(date, work, System.getenv(), GoogleRest.thisMachine());
    }

    void run(LocalDate date, Work work, Map<String, String> environment, GoogleRest.Machine machine)
        throws Exception {
      GoogleRest google = new GoogleRest(project, environment, machine);
      new ProcessorRun(this, google, machine, date).whole(work);
    }
  }

  /** The completion could not be published; Phasekeeper does not know that the run has ended. */
  public static final class NotSent extends RuntimeException {
    private NotSent(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /** Phasekeeper took this run for dead and failed it: its date may be in other hands by now. */
  public static final class Fenced extends RuntimeException {
    private Fenced(String message) {
      super(message);
    }
  }

  // --- What a processor says ---------------------------------------------------------------------

  public String runId() {
    return runId;
  }

  /** How many heartbeats could not be written so far. */
  public int failedBeats() {
    return failedBeats;
  }

  /**
   * How far the run is; the next heartbeat carries it. Sends nothing itself, so call it as often as
   * you like.
   */
  public void progress(long done, long total) {
    at = new At(Optional.of(done), Optional.of(total), at.message);
  }

  /** As {@link #progress(long, long)}, and what is being done; null if that is not to be told. */
  public void progress(long done, long total, String message) {
    at = new At(Optional.of(done), Optional.of(total), Optional.ofNullable(message));
  }

  /**
   * The output is complete with so many rows. Published when the work ends, so that an error on the
   * way there still counts.
   */
  public void done(long rows) {
    done(rows, 0, false, List.of());
  }

  /** As {@link #done(long)}, and which entities have changed. */
  public void done(long rows, long failedRows, boolean incremental, Collection<String> changed) {
    ends(new Outcome("success", Optional.of(rows), failedRows, incremental, List.copyOf(changed)));
  }

  /**
   * Some of the output is there, some is not; the processor's gate tells whether that is enough.
   */
  public void partial(long rows, long failedRows) {
    ends(new Outcome("partial", Optional.of(rows), failedRows, false, List.of()));
  }

  /** There was nothing to work on; the reason may be null. */
  public void noData(String reason) {
    ends(new Outcome("no_data", Optional.of(0L), 0, false, List.of()).because(reason, ""));
  }

  /** Nothing was done, on purpose; the reason may be null. */
  public void skipped(String reason) {
    ends(new Outcome("skipped", Optional.of(0L), 0, false, List.of()).because(reason, ""));
  }

  /** Whether Phasekeeper has taken this run for dead and failed it, as the last beat learned. */
  public boolean fenced() {
    return fenced;
  }

  /** Call it before a write that must not meet the run that may have taken over. */
  public void stopIfFenced() {
    if (fenced) {
      throw new Fenced(
          "Phasekeeper has failed the run " + runId + " of " + settings.processor + " for " + date);
    }
  }

  // --- The run -----------------------------------------------------------------------------------

  private void whole(Work work) throws Exception {
    machine.repeat(this::beat);
    boolean completed = false;
    try {
      work.run(this);
      completed = outcome.isPresent();
      endedWell();
    } catch (NotSent | NothingSaid | Fenced told) {
      // Nothing more to tell: it was tried, it was told, or whoever fenced the run knows.
      throw told;
    } catch (Throwable failure) {
      completed = false;
      String type = failure.getClass().getSimpleName();
      fail(Optional.ofNullable(failure.getMessage()).orElse(type), type);
      try {
        publish();
      } catch (NotSent notSent) {
        failure.addSuppressed(notSent);
      }
      throw failure;
    } finally {
      stop(completed);
    }
  }

  private void endedWell() {
    if (outcome.isEmpty()) {
      fail("the run ended without saying what it has come to", "NothingSaid");
      publish();
      throw new NothingSaid();
    }
    publish();
  }

  private static final class NothingSaid extends IllegalStateException {
    private NothingSaid() {
      super("the work ended without done(), partial(), noData() or skipped(); published as failed");
    }
  }

  private void ends(Outcome how) {
    outcome = Optional.of(how);
  }

  private void fail(String message, String type) {
    ends(new Outcome("failed", Optional.empty(), 0, false, List.of()).because(message, type));
  }

  // --- The completion ----------------------------------------------------------------------------

  /**
   * Tells something with the thread's interrupt flag down, and raises it again: the interrupt was
   * meant for the work, and with the flag up no call would be made at all.
   */
  private static void undisturbed(Runnable telling) {
    boolean interrupted = Thread.interrupted();
    try {
      telling.run();
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void publish() {
    undisturbed(this::publishNow);
  }

  private void publishNow() {
    byte[] data = completion();
    for (int tries = 0; ; tries++) {
      try {
        google.publish(settings.topic, data);
        return;
      } catch (GoogleRest.Failure failure) {
        if (!failure.passing() || tries == RETRY_PUBLISH_AFTER.length) {
          throw notSent(failure);
        }
        try {
          machine.pause(Duration.ofSeconds(RETRY_PUBLISH_AFTER[tries]));
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw notSent(failure);
        }
      }
    }
  }

  private NotSent notSent(GoogleRest.Failure failure) {
    return new NotSent(
        "publishing the completion of "
            + runId
            + " to topic \""
            + settings.topic
            + "\": "
            + failure.getMessage(),
        failure);
  }

  private byte[] completion() {
    Instant now = machine.now();
    Outcome how = outcome.orElseThrow();
    byte[] data = completion(how, now).getBytes(StandardCharsets.UTF_8);
    if (data.length <= MOST_BYTES) {
      return data;
    }
    // Too long a list is no list: then everything may have changed.
    Outcome shorter =
        new Outcome(how.status, how.rows, how.failedRows, false, List.of(), how.error, how.type);
    return completion(shorter, now).getBytes(StandardCharsets.UTF_8);
  }

  private String completion(Outcome how, Instant now) {
    Map<String, Object> message = new LinkedHashMap<>();
    message.put("processor_name", settings.processor);
    message.put("phase", settings.phase);
    message.put("execution_id", runId);
    message.put("correlation_id", settings.correlationId.orElse(runId));
    message.put("game_date", date.toString());
    message.put("output_table", settings.table.map(t -> t.substring(t.indexOf('.') + 1)));
    message.put("output_dataset", settings.table.map(t -> t.substring(0, t.indexOf('.'))));
    message.put("status", how.status);
    message.put("record_count", how.rows);
    message.put("records_failed", how.failedRows);
    message.put("timestamp", now.toString());
    message.put("duration_seconds", Duration.between(startedAt, now).toMillis() / 1_000.0);
    message.put("trigger_source", settings.triggerSource);
    message.put("parent_processor", settings.parentProcessor);
    message.put("trigger_message_id", Optional.empty());
    message.put("error_message", how.error);
    message.put("error_type", how.type);
    message.put(
        "metadata", Map.of("is_incremental", how.incremental, "entities_changed", how.changed));
    return GoogleRest.json(message);
  }

  // --- The heartbeat -----------------------------------------------------------------------------

  /** One beat; returns the time until the next. */
  private synchronized Duration beat() {
    if (ended) {
      return BEAT;
    }
    try {
      writeBeat("running");
      lookForFence();
      failedInARow = 0;
      return BEAT;
    } catch (Throwable failure) {
      // Whatever it is, an Error too, the work goes on, and so do the beats.
      return beatFailed(failure);
    }
  }

  private synchronized Duration beatFailed(Throwable failure) {
    if (failedBeats++ == 0) {
      machine.tell(
          "a heartbeat of "
              + runId
              + " failed and is tried again; the work goes on, further ones are only counted: "
              + Optional.ofNullable(failure.getMessage()).orElse(failure.toString()));
    }
    int tries = failedInARow++;
    return tries < RETRY_BEAT_AFTER.length ? Duration.ofSeconds(RETRY_BEAT_AFTER[tries]) : BEAT;
  }

  private void stop(boolean completed) {
    machine.stop();
    undisturbed(() -> lastBeat(completed));
  }

  private synchronized void lastBeat(boolean completed) {
    ended = true;
    try {
      writeBeat(completed ? "completed" : "failed");
    } catch (Throwable failure) {
      beatFailed(failure);
    }
  }

  private void writeBeat(String status) throws GoogleRest.Failure {
    Instant now = machine.now();
    At where = at;
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("processor_name", settings.processor);
    fields.put("run_id", runId);
    fields.put("data_date", date.toString());
    fields.put("last_heartbeat", now);
    fields.put("started_at", startedAt);
    fields.put("status", status);
    where.done.ifPresent(done -> fields.put("progress", done));
    where.total.ifPresent(total -> fields.put("total", total));
    where.message.ifPresent(message -> fields.put("status_message", message));
    fields.put("expires_at", now.plus(KEPT_AFTER_LAST_BEAT));
    google.write(settings.heartbeats, settings.processor + "_" + date + "_" + documentId(), fields);
  }

  /** A document's id cannot hold a slash; Phasekeeper replaces it likewise. */
  private String documentId() {
    return runId.replace('/', '∕');
  }

  private void lookForFence() throws GoogleRest.Failure {
    if (settings.pipeline.isPresent() && !fenced) {
      String id = settings.pipeline.get() + ":" + documentId();
      if (google.isTrue("phasekeeper_runs", id, "fenced")) {
        fenced = true;
        machine.tell("Phasekeeper has failed the run " + runId + "; another may have taken over");
      }
    }
  }

  private record At(Optional<Long> done, Optional<Long> total, Optional<String> message) {}

  private record Outcome(
      String status,
      Optional<Long> rows,
      long failedRows,
      boolean incremental,
      List<String> changed,
      Optional<String> error,
      Optional<String> type) {
    Outcome(
        String status,
        Optional<Long> rows,
        long failedRows,
        boolean incremental,
        List<String> changed) {
      this(status, rows, failedRows, incremental, changed, Optional.empty(), Optional.empty());
    }

    Outcome because(String why, String kind) {
      return new Outcome(
          status,
          rows,
          failedRows,
          incremental,
          changed,
          Optional.ofNullable(why)
              .map(text -> text.substring(0, Math.min(text.length(), LONGEST_ERROR))),
          Optional.of(kind).filter(each -> !each.isEmpty()));
    }
  }

  private static String newRunId(String className, Instant startedAt) {
    int chance = new SecureRandom().nextInt();
    return className
        + "_"
        + ID_TIME.format(startedAt)
        + "_"
        + String.format(Locale.ROOT, "%08x", chance);
  }

  private static String classOf(String processor) {
    if (processor.indexOf('_') < 0 && !processor.equals(processor.toLowerCase(Locale.ROOT))) {
      return processor;
    }
    StringBuilder camel = new StringBuilder();
    for (String word : processor.split("_", -1)) {
      if (!word.isEmpty()) {
        camel.append(Character.toUpperCase(word.charAt(0))).append(word.substring(1));
      }
    }
    return camel.append("Processor").toString();
  }
}
