package io.phasekeeper.local.bench;

import io.phasekeeper.document.DocumentPath;
import io.phasekeeper.event.IncomingEvent;
import io.phasekeeper.ledger.LedgerDocument;
import io.phasekeeper.pipeline.Phase;
import io.phasekeeper.pipeline.PhaseName;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.pipeline.PipelineFile;
import io.phasekeeper.trigger.TriggerId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Map;

/**
 * A generated pipeline: one phase of so many members, and one that starts, with a single message,
 * when all of them are done.
 *
 * @param file as it was written, for functions that read it themselves
 */
record BenchPipeline(Pipeline pipeline, Path file, int width) {
  static final String COMPLETIONS = "bench-collect-complete";
  static final String TRIGGERS = "bench-report-trigger";
  private static final PhaseName FIRST = new PhaseName("collect");
  private static final PhaseName SECOND = new PhaseName("report");

  /**
   * @param id starts the ids of what is stored, so that measurements on one emulator do not meet
   */
  static BenchPipeline generate(Path folder, String id, int width) throws IOException {
    Path file = folder.resolve(id + ".yaml");
    StringBuilder yaml =
        new StringBuilder(
            String.format(
                Locale.ROOT,
                """
            pipeline: %s
            title: Generated to be measured
            zone: Etc/UTC
            phases:
              collect:
                title: Collect
                completions: %s
                processors:
            """,
                id,
                COMPLETIONS));
    for (int member = 0; member < width; member++) {
      yaml.append("      ").append(name(member)).append(": {}\n");
    }
    yaml.append(
        String.format(
            Locale.ROOT,
            """
          report:
            title: Report
            after: collect
            trigger: {topic: %s}
            late: ignore
            repeated: ignore
            watch_start: false
            processors:
              summary: {}
        """,
            TRIGGERS));
    Files.writeString(file, yaml);
    return new BenchPipeline(PipelineFile.load(file, Map.of()), file, width);
  }

  private static String name(int member) {
    return String.format(Locale.ROOT, "member_%04d", member);
  }

  /** The morning after a date, when its completions come. */
  static Instant morningAfter(LocalDate date) {
    return date.plusDays(1).atTime(LocalTime.of(6, 30)).toInstant(ZoneOffset.UTC);
  }

  /** The message in which a member says that it is done with a date. */
  IncomingEvent completion(LocalDate date, int member) {
    Instant now = morningAfter(date);
    return new IncomingEvent(
        COMPLETIONS,
        date + "-" + member,
        now,
        body(date, member).getBytes(StandardCharsets.UTF_8),
        Map.of());
  }

  static String body(LocalDate date, int member) {
    return String.format(
        Locale.ROOT,
        "{\"processor_name\": \"Member%04dProcessor\", \"game_date\": \"%s\", \"status\": \"success\","
            + " \"record_count\": 211, \"timestamp\": \"%s\", \"execution_id\": \"run-%s-%d\","
            + " \"correlation_id\": \"night-%s\", \"duration_seconds\": 41.5}",
        member,
        date,
        morningAfter(date),
        date,
        member,
        date);
  }

  DocumentPath ledger(LocalDate date) {
    Phase phase = pipeline.phase(FIRST);
    return LedgerDocument.path(phase, date, pipeline.cycles().main(), pipeline.cycles());
  }

  DocumentPath trigger(LocalDate date, long generation) {
    return new TriggerId(SECOND, date, pipeline.cycles().main(), generation).path(pipeline.id());
  }
}
