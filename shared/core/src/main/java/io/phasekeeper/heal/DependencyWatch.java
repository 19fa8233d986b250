package io.phasekeeper.heal;

import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.phasekeeper.document.Document;
import io.phasekeeper.document.DocumentPath;
import io.phasekeeper.document.DocumentStore;
import io.phasekeeper.document.FieldChange;
import io.phasekeeper.event.ReportStatus;
import io.phasekeeper.finding.FindingBook;
import io.phasekeeper.finding.FindingDraft;
import io.phasekeeper.ledger.LedgerDocument;
import io.phasekeeper.outcome.PortFailure;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.pipeline.ProcessorName;
import io.phasekeeper.platform.Platform;
import io.phasekeeper.run.RunNames;
import io.phasekeeper.transition.Unseen;
import io.phasekeeper.warehouse.EndedRun;
import io.phasekeeper.warehouse.RunRow;
import io.phasekeeper.warehouse.Warehouse;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Notices processors that fail again and again for want of what others make, by the run history of
 * the last data dates; a processor that has no run there is told by its completions in the ledgers.
 * It looks once in a quarter of an hour, with one statement.
 */
final class DependencyWatch {
  static final String SCOPE = "dependencies";

  /** A quarter of an hour, less what one tick may come early. */
  static final Duration EVERY = Duration.ofMinutes(14);

  private static final int DAYS_BACK = 3;

  /** Where storms are kept that the run history tells; those of the ledgers have their own. */
  static final String STORMS = "storms:runs";

  /** So many ends of each processor are looked at: enough for a storm. */
  private static final int ENDS = StormWatch.MOST + 2;

  private final DocumentStore documents;
  private final Warehouse warehouse;
  private final Pipeline pipeline;
  private final FindingBook findings;
  private final RunNames names;

  DependencyWatch(Platform platform, FindingBook findings) {
    this.documents = platform.documents();
    this.warehouse = platform.warehouse();
    this.pipeline = platform.pipeline();
    this.findings = findings;
    this.names = new RunNames(pipeline);
  }

  /** Looks, if it is time to, and remembers that in the timer's beat. */
  void look(HealClock clock, DocumentPath beat, HealTick tick) {
    boolean due =
        clock.dependenciesAt().filter(last -> tick.now.isBefore(last.plus(EVERY))).isEmpty();
    if (due) {
      tick.item(SCOPE, () -> look(beat, tick));
    }
  }

  private void look(DocumentPath beat, HealTick tick) {
    Map<ProcessorName, Map<String, ProcessorEnd>> ends;
    Map<ProcessorName, List<StormWatch.FailedRun>> failed = new HashMap<>();
    try {
      ends = history(today(tick.now), failed);
    } catch (PortFailure e) {
      // What is not seen is never called well; it is looked at again in the next tick.
      Unseen.Question unseen = new Unseen.Question(e, pipeline.runHistory().orElse(SCOPE));
      findings.open("services", Unseen.of(unseen), tick.now).ifPresent(tick.findings::add);
      return;
    }
    Set<ProcessorName> told = Set.copyOf(ends.keySet());
    reports(today(tick.now))
        .forEach(
            (name, reported) -> {
              if (!told.contains(name)) {
                ends.put(name, reported);
              }
            });
    Map<String, FindingDraft> open = new HashMap<>();
    for (Document each : findings.openIn(SCOPE)) {
      FindingDraft draft = FindingBook.draft(each);
      open.put(draft.about(), draft);
    }
    List<FindingDraft> found = new ArrayList<>();
    pipeline
        .processors()
        .forEach(
            (name, processor) ->
                DependencyRow.judge(
                        processor,
                        ends.getOrDefault(name, Map.of()).values(),
                        Optional.ofNullable(open.get(name.value())),
                        pipeline.processors().values())
                    .ifPresent(found::add));
    tick.found(findings.keep(SCOPE, found, tick.now));
    tick.found(findings.keep(STORMS, storms(failed, tick.now), tick.now));
    documents.merge(beat, List.of(FieldChange.set("dependencies_at", tick.now)));
  }

  /** Of a processor whose reports tell a storm already, nothing more is said. */
  private List<FindingDraft> storms(
      Map<ProcessorName, List<StormWatch.FailedRun>> failed, Instant now) {
    Map<String, FindingDraft> open = new HashMap<>();
    for (Document each : findings.openIn(STORMS)) {
      FindingDraft draft = FindingBook.draft(each);
      open.put(draft.about(), draft);
    }
    Set<String> told =
        findings.openIn("storms").stream()
            .map(each -> FindingBook.draft(each).about())
            .collect(Collectors.toUnmodifiableSet());
    List<FindingDraft> storms = new ArrayList<>();
    failed.forEach(
        (name, runs) ->
            StormWatch.judge(name.value(), runs, Optional.ofNullable(open.get(name.value())), now)
                .filter(draft -> !told.contains(draft.about()))
                .ifPresent(storms::add));
    return storms;
  }

  private LocalDate today(Instant now) {
    return now.atZone(pipeline.zone()).toLocalDate();
  }

  /** The newest ends of each configured processor in the run history, by run id. */
  private Map<ProcessorName, Map<String, ProcessorEnd>> history(
      LocalDate today, Map<ProcessorName, List<StormWatch.FailedRun>> failed) {
    Map<ProcessorName, Map<String, ProcessorEnd>> ends = new LinkedHashMap<>();
    if (pipeline.runHistory().isEmpty()) {
      return ends;
    }
    String table = pipeline.runHistory().get();
    for (EndedRun run :
        warehouse.newestEnds(table, today.minusDays(DAYS_BACK), today.plusDays(1), ENDS)) {
      names
          .processor(run.row().processorName())
          .ifPresent(
              name -> {
                ProcessorEnd end = end(run);
                ends.computeIfAbsent(name, any -> new LinkedHashMap<>())
                    .put(run.row().runId(), end);
                if (ReportStatus.ofMessage(run.row().status()) == ReportStatus.FAILED) {
                  String how = run.failureCategory().orElse("") + " " + end.message();
                  failed
                      .computeIfAbsent(name, any -> new ArrayList<>())
                      .add(new StormWatch.FailedRun(end.at(), how.trim()));
                }
              });
    }
    return ends;
  }

  private static ProcessorEnd end(EndedRun run) {
    RunRow row = run.row();
    String errors = run.errors().orElse("");
    String message = message(errors);
    List<String> reasons =
        Stream.of(run.failureCategory(), run.skipReason()).flatMap(Optional::stream).toList();
    ProcessorEnd.Said said =
        ProcessorEnd.said(ReportStatus.ofMessage(row.status()), reasons, errors);
    return new ProcessorEnd(
        row.runId(),
        row.dataDate(),
        row.processedAt().or(row::startedAt).orElse(Instant.EPOCH),
        said,
        message);
  }

  /** What the errors of a run say to people: their message, or all of them. */
  static String message(String errors) {
    try {
      JsonElement json = JsonParser.parseString(errors);
      JsonElement message = json.isJsonObject() ? json.getAsJsonObject().get("message") : json;
      return message != null && message.isJsonPrimitive() ? message.getAsString() : errors;
    } catch (JsonParseException e) {
      return errors;
    }
  }

  /** The ends that completions in the ledgers of the last days tell, by processor and run. */
  private Map<ProcessorName, Map<String, ProcessorEnd>> reports(LocalDate today) {
    Map<DocumentPath, LocalDate> dates =
        LedgerDocument.paths(pipeline, today.minusDays(DAYS_BACK), today.plusDays(1));
    Map<ProcessorName, Map<String, ProcessorEnd>> ends = new LinkedHashMap<>();
    documents
        .getAll(List.copyOf(dates.keySet()))
        .forEach(
            (path, ledger) -> {
              LocalDate date = dates.get(path);
              if (date != null
                  && ledger.fields().get("_reports") instanceof Map<?, ?> byProcessor) {
                byProcessor.forEach((name, all) -> reports(String.valueOf(name), all, date, ends));
              }
            });
    return ends;
  }

  private void reports(
      String processor,
      Object reports,
      LocalDate date,
      Map<ProcessorName, Map<String, ProcessorEnd>> ends) {
    Optional<ProcessorName> name = names.processor(processor);
    if (name.isEmpty() || !(reports instanceof Map<?, ?> byKey)) {
      return;
    }
    byKey.forEach(
        (key, report) -> {
          if (report instanceof Map<?, ?> fields
              && fields.get("status") instanceof String status
              && fields.get("completed_at") instanceof Instant at) {
            String error = fields.get("error") instanceof String text ? text : "";
            String run = fields.get("execution_id") instanceof String id ? id : String.valueOf(key);
            ProcessorEnd.Said said =
                ProcessorEnd.said(ReportStatus.ofLedger(status), List.of(), error);
            ends.computeIfAbsent(name.get(), any -> new HashMap<>())
                .merge(
                    run,
                    new ProcessorEnd(run, Optional.of(date), at, said, error),
                    (a, b) -> a.at().isBefore(b.at()) ? b : a);
          }
        });
  }
}
