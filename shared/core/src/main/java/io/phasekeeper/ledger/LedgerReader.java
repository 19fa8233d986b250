package io.phasekeeper.ledger;

import io.phasekeeper.document.Document;
import io.phasekeeper.event.ReportStatus;
import io.phasekeeper.pipeline.CycleName;
import io.phasekeeper.pipeline.Phase;
import io.phasekeeper.pipeline.PhaseName;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.pipeline.ProcessorIdentity;
import io.phasekeeper.pipeline.ProcessorName;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads ledger documents that several writers share. A field of a foreign type is skipped and
 * reported; it never stops the reading, and never counts.
 */
public final class LedgerReader {
  private static final Pattern WHOLE = Pattern.compile("\\d{1,15}");
  private static final Pattern MODE = Pattern.compile("[a-z][a-z0-9_]*");

  private final Pipeline pipeline;
  private final Map<PhaseName, ProcessorIdentity> identities;

  public LedgerReader(Pipeline pipeline) {
    this.pipeline = pipeline;
    this.identities = ProcessorIdentity.ofEach(pipeline);
  }

  public LedgerDocument read(
      Phase phase, LocalDate date, CycleName cycle, Optional<Document> document) {
    if (document.isEmpty()) {
      return new LedgerDocument(
          phase,
          date,
          cycle,
          document,
          List.of(),
          Map.of(),
          List.of(),
          List.of(),
          Optional.empty(),
          LedgerNotes.NONE);
    }
    Reading reading = new Reading(Objects.requireNonNull(identities.get(phase.name())), cycle);
    Document read = document.get();
    read.fields().forEach(reading::topLevel);
    return new LedgerDocument(
        phase,
        date,
        cycle,
        document,
        reading.facts(),
        reading.entries,
        reading.disagreements,
        reading.unknownNames,
        adoption(read, reading),
        LedgerNotes.of(read));
  }

  private Optional<Adoption> adoption(Document document, Reading reading) {
    Object triggered = document.fields().get("_triggered");
    if (triggered != null && !(triggered instanceof Boolean)) {
      reading.disagree("_triggered", "is " + shown(triggered) + "; expected true or false");
    }
    if (!Boolean.TRUE.equals(triggered) || document.fields().get("_trigger_id") != null) {
      return Optional.empty();
    }
    CycleName main = pipeline.cycles().main();
    CycleName mode =
        document
            .field("_mode", String.class)
            .filter(word -> MODE.matcher(word).matches())
            .map(CycleName::new)
            .orElse(main);
    return Optional.of(new Adoption(mode, document.field("_triggered_at", Instant.class)));
  }

  /** The reading of one document. */
  private final class Reading {
    private final ProcessorIdentity identity;
    private final CycleName cycle;
    private final List<Fact> reports = new ArrayList<>();
    private final Map<ProcessorName, Fact> entries = new LinkedHashMap<>();
    private final List<Disagreement> disagreements = new ArrayList<>();
    private final List<String> unknownNames = new ArrayList<>();

    Reading(ProcessorIdentity identity, CycleName cycle) {
      this.identity = identity;
      this.cycle = cycle;
    }

    void disagree(String about, String what) {
      disagreements.add(new Disagreement(about, what));
    }

    /** Reports, and the entries that tell of no reported run. */
    List<Fact> facts() {
      List<Fact> all = new ArrayList<>(reports);
      for (Fact entry : entries.values()) {
        boolean reported =
            reports.stream()
                .anyMatch(r -> r.processor().equals(entry.processor()) && r.sameRunAs(entry));
        if (!reported) {
          all.add(entry);
        }
      }
      return all;
    }

    void topLevel(String name, @Nullable Object value) {
      if (name.equals("_reports")) {
        if (value instanceof Map<?, ?> byProcessor) {
          byProcessor.forEach((processor, reports) -> reportsOf((String) processor, reports));
        } else {
          disagree(name, "is " + shown(value) + "; expected a map");
        }
      } else if (!name.startsWith("_")) {
        Optional<ProcessorName> processor = identity.of(name, Optional.empty());
        if (processor.isPresent()) {
          entry(processor.get(), name, value);
        } else {
          unknownNames.add(name);
        }
      }
    }

    private void reportsOf(String name, @Nullable Object reportsByKey) {
      Optional<ProcessorName> processor = identity.of(name, Optional.empty());
      if (processor.isEmpty() || !(reportsByKey instanceof Map<?, ?> byKey)) {
        return; // unknown names are reported when they come, and kept for people
      }
      byKey.forEach(
          (key, report) -> {
            if (report instanceof Map<?, ?> fields) {
              reports.add(report(processor.get(), (String) key, fields));
            } else {
              disagree(name, "its report " + key + " is " + shown(report) + "; expected a map");
            }
          });
    }

    private Fact report(ProcessorName processor, String key, Map<?, ?> fields) {
      return new Fact(
          processor,
          key,
          cycle,
          text(fields, "status").map(ReportStatus::ofMessage).orElse(ReportStatus.UNKNOWN),
          time(fields, "completed_at"),
          time(fields, "started_at"),
          fields.get("record_count") instanceof Long count ? Optional.of(count) : Optional.empty(),
          text(fields, "execution_id"),
          text(fields, "correlation_id"),
          Boolean.TRUE.equals(fields.get("is_incremental")),
          texts(fields.get("entities_changed")),
          text(fields, "error"),
          source(fields),
          fields.get("doubts") == null);
    }

    private Fact.Source source(Map<?, ?> report) {
      if (Boolean.TRUE.equals(report.get("reconciled"))) {
        return Fact.Source.RECONCILED;
      }
      return "operator".equals(report.get("source")) ? Fact.Source.OPERATOR : Fact.Source.MESSAGE;
    }

    private void entry(ProcessorName processor, String name, @Nullable Object value) {
      if (value instanceof String word) {
        ReportStatus status = ReportStatus.ofLedger(word);
        if (status == ReportStatus.SUCCESS) {
          entries.put(processor, bare(processor));
        } else {
          disagree(name, "is \"" + word + "\"; expected completed, or a map");
        }
      } else if (value instanceof Map<?, ?> fields) {
        mapEntry(processor, name, fields);
      } else {
        disagree(name, "is " + shown(value) + "; expected a map");
      }
    }

    private Fact bare(ProcessorName processor) {
      return new Fact(
          processor,
          "own@",
          cycle,
          ReportStatus.SUCCESS,
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          false,
          List.of(),
          Optional.empty(),
          Fact.Source.BARE,
          true);
    }

    private void mapEntry(ProcessorName processor, String name, Map<?, ?> fields) {
      Object said = fields.get("status");
      if (said != null && !(said instanceof String)) {
        disagree(name, "its status is " + shown(said) + "; expected success");
        return;
      }
      // Early writers stored an entry only on success, without saying so.
      ReportStatus status =
          said instanceof String word ? ReportStatus.ofLedger(word) : ReportStatus.SUCCESS;
      if (status != ReportStatus.SUCCESS) {
        disagree(name, "stands there with status \"" + said + "\"; only done runs belong there");
        return;
      }
      Object at = fields.get("completed_at");
      if (at != null && !(at instanceof Instant)) {
        disagree(name, "its completed_at is " + shown(at) + "; expected a timestamp");
      }
      entries.put(
          processor,
          new Fact(
              processor,
              "own@" + (at instanceof Instant time ? time.toString() : ""),
              cycle,
              status,
              at instanceof Instant time ? Optional.of(time) : Optional.empty(),
              Optional.empty(),
              entryCount(name, fields.get("record_count")),
              text(fields, "execution_id"),
              text(fields, "correlation_id"),
              Boolean.TRUE.equals(fields.get("is_incremental")),
              texts(fields.get("entities_changed")),
              Optional.empty(),
              at instanceof Instant ? Fact.Source.OTHER_WRITER : Fact.Source.BARE,
              true));
    }

    private Optional<Long> entryCount(String name, @Nullable Object count) {
      if (count instanceof Long number && number >= 0) {
        return Optional.of(number);
      }
      if (count instanceof String text && WHOLE.matcher(text).matches()) {
        return Optional.of(Long.parseLong(text));
      }
      if (count != null) {
        disagree(name, "its record_count is " + shown(count) + "; expected a whole number");
        return Optional.of(0L); // counts only once the table says so
      }
      return Optional.empty();
    }
  }

  private static Optional<String> text(Map<?, ?> fields, String name) {
    return fields.get(name) instanceof String text && !text.isEmpty()
        ? Optional.of(text)
        : Optional.empty();
  }

  private static Optional<Instant> time(Map<?, ?> fields, String name) {
    return fields.get(name) instanceof Instant at ? Optional.of(at) : Optional.empty();
  }

  private static List<String> texts(@Nullable Object value) {
    if (!(value instanceof List<?> list) || list.isEmpty()) {
      return List.of();
    }
    List<String> texts = new ArrayList<>(list.size());
    for (Object each : list) {
      if (each instanceof String text) {
        texts.add(text);
      }
    }
    return texts;
  }

  private static String shown(@Nullable Object value) {
    String text = value instanceof String s ? "\"" + s + "\"" : String.valueOf(value);
    return text.length() <= 60 ? text : text.substring(0, 59) + "…";
  }
}
