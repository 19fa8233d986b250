package io.phasekeeper.client;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Lets a processor tell Phasekeeper that it lives, how far it is, and what it has come to.
 *
 * <pre>{@code
 * ProcessorRun.of("player_daily_cache", "nba-phase4-precompute-complete").pipeline("nba").run(date, run -> {
 *   run.progress(118, 450);
 *   run.done(199);
 * });
 * }</pre>
 *
 * <p>Two files without dependencies, for Java 17 and newer: copy them into your code. While the
 * work runs, a daemon thread writes a heartbeat every 60 s to Firestore, and never disturbs it.
 * When it ends, one completion message is published to the topic ({@code failed}, if it throws);
 * one that cannot be published throws {@link NotSent}, because the next phase waits for it.
 *
 * <p>{@code GOOGLE_CLOUD_PROJECT}, {@code FIRESTORE_EMULATOR_HOST} and {@code PUBSUB_EMULATOR_HOST}
 * are obeyed; without them the machine's own project and service account are used.
 */
public final class ProcessorRun {
  /** How often a run says that it lives. After 5 silent minutes it is suspect, after 15 dead. */
  public static final Duration BEAT = Duration.ofSeconds(60);

  /** A beat's document may go this long after it was written last: its field expires_at, a TTL. */
  private static final Duration KEPT_AFTER_LAST_BEAT = Duration.ofDays(14);

  private static final int MOST_BYTES = 500_000; // Eventarc delivers at most 512 KB to a function.
  private static final int LONGEST_ERROR = 2_000;
  private static final int[] RETRY_BEAT_AFTER = {5, 10, 20, 40};
  private static final DateTimeFormatter ID_TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd_HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

  private static final Pattern WORD_START = Pattern.compile("(?:^|_+)(.?)");

  private final Settings settings;
  private final GoogleRest google;
  private final GoogleRest.Machine machine;
  private final LocalDate date;
  private final Instant startedAt;
  private final String runId;
  private volatile Map<String, Object> at = Map.of();
  private volatile boolean fenced;
  private volatile int failedBeats;
  private Map<String, Object> outcome = Map.of();
  private boolean ended;
  private int failedInARow;

  private ProcessorRun(
      Settings settings, LocalDate date, GoogleRest google, GoogleRest.Machine machine) {
    this.settings = settings;
    this.google = google;
    this.machine = machine;
    this.date = date;
    this.startedAt = machine.now();
    String chance = HexFormat.of().toHexDigits(new SecureRandom().nextInt());
    String made = String.join("_", settings.className, ID_TIME.format(startedAt), chance);
    this.runId = settings.runId.orElse(made);
  }

  /** Runs of a processor (its own name or its class's), told to its phase's completion topic. */
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
    private Optional<String> project = Optional.empty();
    private Optional<String> runId = Optional.empty();

    /** The fields of the completion that every run has alike; empty ones are null. */
    private final Map<String, Object> message = new LinkedHashMap<>();

    private Settings(String processor, String topic) {
      this.processor =
          checked("processor", processor, "[A-Za-z]\\w*", "a name such as player_daily_cache");
      this.topic =
          checked("topic", topic, "[^/]+", "a bare name such as nba-phase4-precompute-complete");
      this.className = classOf(processor);
      message.put("processor_name", processor);
      String unsaid = "phase output_table output_dataset trigger_source parent_processor";
      for (String field : (unsaid + " trigger_message_id").split(" ")) {
        message.put(field, Optional.empty());
      }
    }

    private Settings says(String field, String value) {
      message.put(field, value);
      return this;
    }

    private static String checked(String what, String value, String pattern, String expected) {
      if (value.matches(pattern)) {
        return value;
      }
      throw new IllegalArgumentException(what + ": found \"" + value + "\"; expected " + expected);
    }

    private static String classOf(String processor) {
      if (processor.indexOf('_') < 0 && !processor.equals(processor.toLowerCase(Locale.ROOT))) {
        return processor;
      }
      return WORD_START.matcher(processor).replaceAll(m -> m.group(1).toUpperCase(Locale.ROOT))
          + "Processor";
    }

    /** The pipeline's id in its file; with it a run learns from Phasekeeper that it was fenced. */
    public Settings pipeline(String id) {
      this.pipeline = Optional.of(id);
      return this;
    }

    public Settings phase(String name) {
      return says("phase", name);
    }

    /** The output as {@code dataset.table}. */
    public Settings table(String name) {
      String[] parts = checked("table", name, "\\w+\\.\\w+", "dataset.table").split("\\.");
      return says("output_dataset", parts[0]).says("output_table", parts[1]);
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
      return says("correlation_id", id);
    }

    public Settings triggerSource(String source) {
      return says("trigger_source", source);
    }

    public Settings parentProcessor(String name) {
      return says("parent_processor", name);
    }

    public Settings project(String id) {
      this.project = Optional.of(id);
      return this;
    }

    public Settings heartbeats(String collection) {
      this.heartbeats = collection;
      return this;
    }

    /** Does the work as a run for a data date, and tells what it has come to, or has thrown. */
    public void run(LocalDate date, Work work) throws Exception {
      run(date, work, System.getenv(), new GoogleRest.ThisMachine());
    }

    void run(LocalDate date, Work work, Map<String, String> environment, GoogleRest.Machine machine)
        throws Exception {
      GoogleRest google = new GoogleRest(project, environment, machine);
      new ProcessorRun(this, date, google, machine).whole(work);
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

  public String runId() {
    return runId;
  }

  /** How many heartbeats could not be written so far. */
  public int failedBeats() {
    return failedBeats;
  }

  /** How far the run is. The next heartbeat carries it, so call it as often as you like. */
  public void progress(long done, long total) {
    at(done, total, Optional.ofNullable(at.get("status_message")));
  }

  /** As {@link #progress(long, long)}, and what is being done; null if that is not to be told. */
  public void progress(long done, long total, String message) {
    at(done, total, Optional.ofNullable(message));
  }

  private void at(long done, long total, Optional<Object> message) {
    Map<String, Object> now = new LinkedHashMap<>(Map.of("progress", done, "total", total));
    message.ifPresent(text -> now.put("status_message", text));
    at = now;
  }

  /** The output is complete with so many rows. Published when the work ends, if it ends well. */
  public void done(long rows) {
    done(rows, 0, false, List.of());
  }

  /** As {@link #done(long)}, and which entities have changed. */
  public void done(long rows, long failedRows, boolean incremental, Collection<String> changed) {
    Map<String, Object> metadata = metadata(incremental, List.copyOf(changed));
    ends("success", Optional.of(rows), failedRows, Optional.empty(), "");
    outcome.put("metadata", metadata);
  }

  /** Some of the output is there; the processor's gate tells whether that is enough. */
  public void partial(long rows, long failedRows) {
    ends("partial", Optional.of(rows), failedRows, Optional.empty(), "");
  }

  /** There was nothing to work on; the reason may be null. */
  public void noData(String reason) {
    ends("no_data", Optional.of(0L), 0, Optional.ofNullable(reason), "");
  }

  /** Nothing was done, on purpose; the reason may be null. */
  public void skipped(String reason) {
    ends("skipped", Optional.of(0L), 0, Optional.ofNullable(reason), "");
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

  private void whole(Work work) throws Exception {
    machine.repeat(() -> beat("running"));
    boolean completed = false;
    try {
      work.run(this);
      completed = !outcome.isEmpty();
      if (!completed) {
        fail("the run ended without saying what it has come to", "NothingSaid");
      }
      publish();
    } catch (NotSent | Fenced told) {
      // Nothing more to tell: it was tried, or whoever fenced the run knows.
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
      machine.stop();
      beat(completed ? "completed" : "failed");
    }
    if (!completed) {
      throw new IllegalStateException(
          "the work ended without done(), partial(), noData() or skipped(); published as failed");
    }
  }

  private void fail(String why, String type) {
    ends("failed", Optional.empty(), 0, Optional.of(why), type);
  }

  private void ends(
      String status, Optional<Long> rows, long failed, Optional<String> why, String type) {
    outcome = new LinkedHashMap<>();
    outcome.put("status", status);
    outcome.put("record_count", rows);
    outcome.put("records_failed", failed);
    outcome.put("error_message", why.map(e -> e.substring(0, Math.min(e.length(), LONGEST_ERROR))));
    outcome.put("error_type", Optional.of(type).filter(kind -> !kind.isEmpty()));
    outcome.put("metadata", metadata(false, List.of()));
  }

  private static Map<String, Object> metadata(boolean incremental, List<String> changed) {
    return Map.of("is_incremental", incremental, "entities_changed", changed);
  }

  private void publish() {
    try {
      google.publish(settings.topic, completion());
    } catch (GoogleRest.Failure failure) {
      String what = "publishing the completion of " + runId + " to topic \"" + settings.topic;
      throw new NotSent(what + "\": " + failure.getMessage(), failure);
    }
  }

  private byte[] completion() {
    Instant now = machine.now();
    Map<String, Object> message = new LinkedHashMap<>(settings.message);
    message.put("execution_id", runId);
    message.putIfAbsent("correlation_id", runId);
    message.put("game_date", date.toString());
    message.put("timestamp", now.toString());
    message.put("duration_seconds", Duration.between(startedAt, now).toMillis() / 1_000.0);
    message.putAll(outcome);
    if (GoogleRest.json(message).length > MOST_BYTES) {
      // Too long a list is no list: then everything may have changed.
      message.put("metadata", metadata(false, List.of()));
    }
    return GoogleRest.json(message);
  }

  /** One beat, the last unless the run is running; returns the time until the next. */
  private synchronized Duration beat(String status) {
    if (ended) {
      return BEAT;
    }
    ended = !status.equals("running");
    try {
      writeBeat(status);
      if (!ended) {
        lookForFence();
      }
      failedInARow = 0;
      return BEAT;
    } catch (Throwable failure) {
      // Whatever it is, an Error too, the work goes on, and so do the beats.
      if (failedBeats++ == 0) {
        String goesOn = "the work goes on, further ones are only counted: ";
        String why = Optional.ofNullable(failure.getMessage()).orElse(failure.toString());
        machine.tell("a heartbeat of " + runId + " failed and is tried again; " + goesOn + why);
      }
      int tries = failedInARow++;
      return tries < RETRY_BEAT_AFTER.length ? Duration.ofSeconds(RETRY_BEAT_AFTER[tries]) : BEAT;
    }
  }

  private void writeBeat(String status) throws GoogleRest.Failure {
    Instant now = machine.now();
    Map<String, Object> fields = new LinkedHashMap<>(at);
    fields.put("processor_name", settings.processor);
    fields.put("run_id", runId);
    fields.put("data_date", date.toString());
    fields.put("last_heartbeat", now);
    fields.put("started_at", startedAt);
    fields.put("status", status);
    fields.put("expires_at", now.plus(KEPT_AFTER_LAST_BEAT));
    google.write(settings.heartbeats, settings.processor + "_" + date + "_" + runId, fields);
  }

  private void lookForFence() throws GoogleRest.Failure {
    if (fenced || settings.pipeline.isEmpty()) {
      return;
    }
    fenced = google.isTrue("phasekeeper_runs", settings.pipeline.get() + ":" + runId, "fenced");
    if (fenced) {
      machine.tell("Phasekeeper has failed the run " + runId + "; another may have taken over");
    }
  }
}
