package io.phasekeeper.run;

import io.phasekeeper.document.Document;
import io.phasekeeper.document.DocumentPath;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.pipeline.ProcessorName;
import io.phasekeeper.warehouse.RunEnd;
import io.phasekeeper.warehouse.RunRow;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/**
 * What we know and decided of a run, {@code phasekeeper_runs/{pipeline}:{run_id}}: the intent to
 * end it, stored before anything is written elsewhere; then what came of it. Its {@code state} and
 * {@code fenced} are what a processor asks that lives after all.
 */
public record StoredRun(Document document) {
  public static final String COLLECTION = "phasekeeper_runs";

  /** Documents of runs that are settled go after so long. */
  static final Duration KEPT = Duration.ofDays(90);

  private static final int LONGEST_ID = 1_000;

  /** Where the document of a run stands; an id that no document can have is hashed. */
  public static DocumentPath path(Pipeline pipeline, String runId) {
    String id = runId.replace('/', '∕');
    return new DocumentPath(
        COLLECTION, pipeline.id() + ":" + (id.length() > LONGEST_ID ? hashed(id) : id));
  }

  private static String hashed(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return "sha256-" + HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  public RunState state() {
    String word = text("state").orElse("");
    return Arrays.stream(RunState.values())
        .filter(state -> state.word().equals(word))
        .findFirst()
        .orElse(RunState.WATCHED);
  }

  /** Whether we failed it, or would have done so in shadow, and its success is looked for. */
  boolean lookedAfter() {
    return state() == RunState.FAILED
        || (state() == RunState.SHADOWED && document.field("due_at", Instant.class).isPresent());
  }

  public String runId() {
    return text("run_id").orElse("");
  }

  /** Whose run it is; none once the pipeline file names that processor no more. */
  public Optional<ProcessorName> processor(Pipeline pipeline) {
    return text("processor").map(ProcessorName::new).filter(pipeline.processors()::containsKey);
  }

  public Optional<LocalDate> date() {
    return text("date").map(LocalDate::parse);
  }

  /** What was thought of it when its end was decided. */
  RunVerdict verdict() {
    String word = text("verdict").orElse("");
    return Arrays.stream(RunVerdict.values())
        .filter(verdict -> verdict.word().equals(word))
        .findFirst()
        .orElse(RunVerdict.DEAD);
  }

  /** Whether its end was decided as done, not as failed. */
  boolean reconciles() {
    return document.field("reconciles", Boolean.class).orElse(false);
  }

  Instant decidedAt() {
    return document.field("decided_at", Instant.class).orElse(Instant.EPOCH);
  }

  /** Whether a row is the end that we wrote. */
  boolean wrote(RunRow row) {
    return row.runId().equals(runId()) && row.processedAt().filter(decidedAt()::equals).isPresent();
  }

  Optional<Instant> startedAt() {
    return document.field("started_at", Instant.class);
  }

  long rows() {
    return document.field("rows", Long.class).orElse(0L);
  }

  long attempts() {
    return document.field("attempts", Long.class).orElse(0L);
  }

  String why() {
    return text("why").orElse("");
  }

  String becomes() {
    return text("becomes").orElse("failed");
  }

  Map<String, Object> evidence() {
    Map<String, Object> evidence = new java.util.TreeMap<>();
    if (document.fields().get("evidence") instanceof Map<?, ?> map) {
      map.forEach((name, value) -> evidence.put((String) name, value));
    }
    return evidence;
  }

  /** Whether its row told a start that cannot be; its first sight stands for it. */
  boolean startDoubted() {
    return document.field("start_doubted", Boolean.class).orElse(false);
  }

  /** The run as it is to be judged: begun when it was first seen, if its start is not believed. */
  Run believed(Run run) {
    return document
        .field("first_seen_at", Instant.class)
        .filter(at -> startDoubted())
        .map(run::begunAt)
        .orElse(run);
  }

  /** The run of which the history has no row, as its beats told it. */
  Run run() {
    return new Run(
        runId(),
        text("processor_name").orElse(""),
        date(),
        startedAt(),
        Run.RUNNING,
        Optional.empty(),
        Optional.empty(),
        false);
  }

  /** Whether the run history has no row of it, so that there is none to write into. */
  boolean unrecorded() {
    return document.field("unrecorded", Boolean.class).orElse(false);
  }

  /** When it said itself that it ended; none if its end was told by its silence. */
  Optional<Instant> toldAt() {
    return document.field("told_at", Instant.class);
  }

  /** What was remembered of it. */
  RunJudge.Memory memory() {
    return new RunJudge.Memory(
        document.field("first_seen_at", Instant.class),
        document.field("progress_since", Instant.class));
  }

  Optional<Long> progress() {
    return document.field("progress", Long.class);
  }

  /** The data dates among which its end is looked for again and again. */
  OpenRuns.Window window() {
    return new OpenRuns.Window(
        text("window_from").map(LocalDate::parse).orElse(LocalDate.EPOCH),
        text("window_to").map(LocalDate::parse).orElse(LocalDate.EPOCH));
  }

  /**
   * The change of its row that was decided: not to be made if any row has ended the run, whatever
   * its date.
   */
  RunEnd end() {
    OpenRuns.Window all = OpenRuns.Window.all(decidedAt());
    return new RunEnd(
        runId(),
        date(),
        text("seen_status").orElse(Run.RUNNING),
        becomes(),
        text("failure_category"),
        text("errors").orElse("{}"),
        decidedAt(),
        startedAt()
            .map(
                start ->
                    Math.max(0, Duration.between(start, toldAt().orElse(decidedAt())).toMillis())
                        / 1000.0),
        reconciles() ? Optional.of(rows()) : Optional.empty(),
        all.from(),
        all.to());
  }

  Optional<String> text(String field) {
    return document.field(field, String.class);
  }
}
