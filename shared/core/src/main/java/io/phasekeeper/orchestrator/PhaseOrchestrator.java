package io.phasekeeper.orchestrator;

import io.phasekeeper.document.DocumentPath;
import io.phasekeeper.document.DocumentStore;
import io.phasekeeper.effect.Effects;
import io.phasekeeper.event.Completion;
import io.phasekeeper.event.CompletionParser;
import io.phasekeeper.event.IncomingEvent;
import io.phasekeeper.event.MalformedEventException;
import io.phasekeeper.finding.FindingBook;
import io.phasekeeper.finding.FindingDraft;
import io.phasekeeper.finding.FindingKind;
import io.phasekeeper.gate.WorkCalendar;
import io.phasekeeper.heal.HealReport;
import io.phasekeeper.heal.OutputDate;
import io.phasekeeper.heal.SelfHeal;
import io.phasekeeper.ledger.CompletionWrite;
import io.phasekeeper.ledger.LedgerDocument;
import io.phasekeeper.outcome.Outcome;
import io.phasekeeper.outcome.PortFailure;
import io.phasekeeper.pipeline.CycleName;
import io.phasekeeper.pipeline.Phase;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.pipeline.ProcessorName;
import io.phasekeeper.pipeline.Transition;
import io.phasekeeper.platform.Platform;
import io.phasekeeper.transition.CounterDefect;
import io.phasekeeper.transition.CycleOutcome;
import io.phasekeeper.transition.Transitions;
import io.phasekeeper.transition.UnknownName;
import io.phasekeeper.transition.Unseen;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Takes completions: merges each into its ledger, blindly, and then decides again what the whole
 * day asks for. A completion that comes twice is decided on twice; nothing is ever dropped as a
 * duplicate.
 */
public final class PhaseOrchestrator {
  /** Well below the 60 s that a function has, and above what one decision takes. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Platform platform;
  private final Pipeline pipeline;
  private final DocumentStore documents;
  private final Rounds rounds = new Rounds(PATIENCE);
  private final CompletionParser parser;
  private final Transitions transitions;
  private final FindingBook findings;
  private final Quarantine quarantine;
  private final Deliveries deliveries;
  private final SelfHeal heal;

  public PhaseOrchestrator(Platform platform) {
    this.platform = platform;
    this.pipeline = platform.pipeline();
    this.documents = platform.documents();
    this.parser = new CompletionParser(pipeline);
    this.findings = new FindingBook(documents, pipeline);
    this.transitions =
        new Transitions(platform, new WorkCalendar(pipeline, platform.warehouse()), findings);
    this.quarantine =
        new Quarantine(documents, pipeline, findings, platform.settings().deadLetterTopic());
    this.deliveries = new Deliveries(documents, pipeline, findings);
    this.heal = new SelfHeal(platform);
  }

  /**
   * One delivery of one message.
   *
   * @return done, or to be delivered again because something decided could not be done
   * @throws PortFailure if a service could not be reached: to be delivered again, too
   */
  public Outcome on(IncomingEvent event) {
    Instant now = platform.clock().instant();
    Completion completion;
    try {
      completion = parser.parse(event);
    } catch (MalformedEventException e) {
      return quarantine(event, String.valueOf(e.getMessage()), now);
    }
    Phase phase = pipeline.phase(completion.phase());
    Optional<Transition> transition = pipeline.transitionAfter(phase.name());
    CycleName cycle = cycleOf(completion, transition);
    Effects effects = new Effects(platform.messages(), platform.settings().mode());
    DocumentPath ledger =
        LedgerDocument.path(phase, completion.dataDate(), cycle, pipeline.cycles());
    documents.merge(ledger, CompletionWrite.changes(completion, effects.writesForOthers()));
    List<CycleOutcome> outcomes =
        transition
            .map(
                t ->
                    rounds.decide(
                        Transitions.key(t, completion.dataDate()),
                        () ->
                            transitions.decide(
                                transitions.reader().read(t, completion.dataDate()), false, now)))
            .orElse(List.of());
    List<FindingBook.Change> changes = notice(completion, outcomes, now);
    Optional<HealReport> healed =
        completion
            .processor()
            .flatMap(name -> heal.completed(new OutputDate(name.value(), completion.dataDate())));
    healed.ifPresent(report -> changes.addAll(report.findings()));
    if (outcomes.stream().noneMatch(CycleOutcome::tryAgain)) {
      // Last of all: one that is killed before is delivered again, and was never acknowledged.
      changes.addAll(deliveries.acknowledging(event.topic(), event.messageId(), now));
    }
    return outcome(completion, cycle, outcomes, changes, healed);
  }

  /** The cycle whose document the date rule names; phases that start nothing have only the main. */
  private CycleName cycleOf(Completion completion, Optional<Transition> transition) {
    CycleName named =
        pipeline.cycles().of(completion.startedAt(), completion.dataDate(), pipeline.zone());
    boolean has = transition.map(t -> t.policies().containsKey(named)).orElse(false);
    return has ? named : pipeline.cycles().main();
  }

  private Outcome quarantine(IncomingEvent event, String reason, Instant now) {
    Optional<FindingBook.Change> opened =
        quarantine.keep(
            event, reason, new Effects(platform.messages(), platform.settings().mode()), now);
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("event", event.messageId());
    fields.put("topic", event.topic());
    fields.put("reason", reason);
    opened.ifPresent(change -> fields.put("findings", List.of(change.line())));
    return Outcome.done("quarantined", fields);
  }

  private List<FindingBook.Change> notice(
      Completion completion, List<CycleOutcome> outcomes, Instant now) {
    List<FindingBook.Change> changes = new ArrayList<>();
    outcomes.forEach(outcome -> changes.addAll(outcome.findings()));
    if (completion.processor().isEmpty()) {
      findings
          .open("names", UnknownName.of(completion.phase(), completion.nameAsSent()), now)
          .ifPresent(changes::add);
    }
    if (!completion.doubts().isEmpty() || !completion.remarks().isEmpty()) {
      findings.open("doubts", doubt(completion), now).ifPresent(changes::add);
    }
    if (completion.processor().isPresent()
        && completion.recordCount().filter(count -> count > 0).isPresent()) {
      changes.addAll(
          findings.resolveBy(
              CounterDefect.of(completion.processor().get()), completion.timestamp(), now));
    }
    for (CycleOutcome outcome : outcomes) {
      for (Unseen.Question failure : outcome.unseen()) {
        findings.open("services", Unseen.of(failure), now).ifPresent(changes::add);
      }
    }
    return changes;
  }

  private static FindingDraft doubt(Completion completion) {
    String about = completion.processor().map(ProcessorName::value).orElse(completion.nameAsSent());
    return FindingDraft.of(
            FindingKind.LEDGER_DISAGREEMENT,
            about,
            "a completion of "
                + about
                + (completion.doubts().isEmpty()
                    ? " counts, and is not as agreed: "
                    : " is recorded and does not count: ")
                + Stream.of(completion.doubts(), completion.remarks())
                    .flatMap(List::stream)
                    .collect(Collectors.joining("; ")),
            "mend its sender")
        .on(completion.dataDate())
        .with("message_id", completion.messageId());
  }

  private Outcome outcome(
      Completion completion,
      CycleName cycle,
      List<CycleOutcome> outcomes,
      List<FindingBook.Change> changes,
      Optional<HealReport> healed) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("event", completion.messageId());
    fields.put("phase", completion.phase().value());
    fields.put("date", completion.dataDate().toString());
    fields.put("cycle", cycle.value());
    fields.put(
        "processor",
        completion.processor().map(ProcessorName::value).orElse(completion.nameAsSent()));
    fields.put("status", completion.statusAsSent());
    completion.recordCount().ifPresent(count -> fields.put("rows", count));
    completion.executionId().ifPresent(id -> fields.put("run", id));
    completion.correlationId().ifPresent(id -> fields.put("correlation_id", id));
    fields.put("policy_hash", pipeline.hash());
    fields.put("decisions", outcomes.stream().map(PhaseOrchestrator::shown).toList());
    if (!changes.isEmpty()) {
      fields.put("findings", changes.stream().map(FindingBook.Change::line).toList());
    }
    healed.ifPresent(
        report -> {
          fields.put("healed", report.healed());
          fields.put("sent", report.sent());
          if (!report.failures().isEmpty()) {
            fields.put("healing_failed", report.failures());
          }
        });
    Optional<CycleOutcome> failed = outcomes.stream().filter(CycleOutcome::tryAgain).findFirst();
    if (failed.isPresent()) {
      return Outcome.again(
          "publish-failed", "the trigger of " + shown(failed.get()) + " is pending", fields);
    }
    boolean triggered = outcomes.stream().anyMatch(o -> o.word().equals("triggered"));
    return Outcome.done(triggered ? "triggered" : "recorded", fields);
  }

  private static String shown(CycleOutcome outcome) {
    return outcome.phase() + ":" + outcome.date() + ":" + outcome.cycle() + " " + outcome.word();
  }
}
