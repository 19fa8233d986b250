package io.phasekeeper.local.crash;

import io.phasekeeper.document.Document;
import io.phasekeeper.document.DocumentPath;
import io.phasekeeper.ledger.LedgerDocument;
import io.phasekeeper.message.OutgoingMessage;
import io.phasekeeper.pipeline.CycleName;
import io.phasekeeper.pipeline.PhaseName;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.pipeline.ProcessorName;
import io.phasekeeper.pipeline.StartPolicy;
import io.phasekeeper.pipeline.Transition;
import io.phasekeeper.pipeline.Transition.Afterwards;
import io.phasekeeper.trigger.Trigger;
import io.phasekeeper.trigger.TriggerId;
import io.phasekeeper.trigger.TriggerPart;
import io.phasekeeper.trigger.TriggerState;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Says what must hold at the end of nights, whatever was killed, cut or lost in them. */
final class EvidenceCheck {
  static final String LOST = "no completion is lost";
  static final String NEWEST = "an own key shows the newest done fact";
  static final String DUE = "what is due is triggered";
  static final String NOT_DUE = "nothing is triggered that is not due";
  static final String ONE_ID = "one id per generation";
  static final String COVERED = "the last generation knows all that asks for one";
  static final String PUBLISHED = "everything decided is published, whole";
  static final String ONE_PAYLOAD = "one payload per id";
  static final String DECIDED = "only what was decided goes out";
  static final String ACKNOWLEDGED = "nothing is marked triggered without an acknowledged publish";
  static final String FLAGS = "the ledger says what was triggered";
  static final String NOTICED = "what is late or started without some has its finding";
  static final String CAUSED = "no finding is left open without its cause";
  static final String OTHERS = "no field of another writer is lost";

  private final Evidence evidence;
  private final Pipeline pipeline;
  private final List<String> violations = new ArrayList<>();
  private final Map<DocumentPath, List<Report>> done = new HashMap<>();
  private final Map<String, List<Trigger>> triggers = new TreeMap<>();
  private final LeftFindings findings;
  private int checks;

  private EvidenceCheck(Evidence evidence) {
    this.evidence = evidence;
    this.findings = new LeftFindings(evidence, this::check);
    this.pipeline = evidence.pipeline();
    for (Report report : evidence.acknowledged()) {
      if (report.done()) {
        done.computeIfAbsent(Evidence.ledger(pipeline, report), any -> new ArrayList<>())
            .add(report);
      }
    }
    evidence.triggers().stream()
        .sorted(Comparator.comparing(trigger -> trigger.id().generation()))
        .forEach(
            trigger ->
                triggers
                    .computeIfAbsent(
                        key(trigger.id().phase(), trigger.id().date(), trigger.id().cycle()),
                        any -> new ArrayList<>())
                    .add(trigger));
  }

  /**
   * What was found.
   *
   * @param violations each with the rule that it breaks in front
   */
  record Findings(int checks, List<String> violations) {
    Findings {
      violations = List.copyOf(violations);
    }
  }

  static Findings of(Evidence evidence) {
    EvidenceCheck check = new EvidenceCheck(evidence);
    check.completions();
    check.foreign();
    check.messages();
    Map<String, LocalDate> dates = new TreeMap<>();
    evidence.acknowledged().forEach(r -> dates.put(r.date().toString(), r.date()));
    evidence.triggers().forEach(t -> dates.put(t.id().date().toString(), t.id().date()));
    for (LocalDate date : dates.values()) {
      for (Transition transition : check.pipeline.transitions()) {
        transition.policies().values().forEach(policy -> check.start(transition, policy, date));
      }
    }
    check.findings.nothingElseIsOpen();
    return new Findings(check.checks, check.violations);
  }

  /** Takes each check that is made. */
  interface Checks {
    void check(String rule, boolean holds, Supplier<String> otherwise);
  }

  private void check(String rule, boolean holds, Supplier<String> otherwise) {
    checks++;
    if (!holds) {
      violations.add(rule + ": " + otherwise.get());
    }
  }

  static String key(PhaseName phase, LocalDate date, CycleName cycle) {
    return phase + ":" + date + ":" + cycle;
  }

  private Object field(DocumentPath path, String... names) {
    Object at =
        Optional.ofNullable(evidence.ledgers().get(path))
            .<Object>map(Document::fields)
            .orElse(Map.of());
    for (String name : names) {
      at = at instanceof Map<?, ?> map && map.get(name) != null ? map.get(name) : "";
    }
    return at;
  }

  private void completions() {
    for (Report report : evidence.acknowledged()) {
      DocumentPath path = Evidence.ledger(pipeline, report);
      check(
          LOST,
          field(path, "_reports", report.processor().value(), report.key()) instanceof Map,
          () -> report + " was acknowledged and is not in " + path);
    }
    done.forEach(
        (path, reports) -> {
          Map<ProcessorName, Instant> newest = new HashMap<>();
          reports.forEach(
              r -> newest.merge(r.processor(), r.timestamp(), (a, b) -> a.isAfter(b) ? a : b));
          newest.forEach(
              (processor, at) -> {
                Object shown = field(path, processor.value(), "completed_at");
                check(
                    NEWEST,
                    at.equals(shown),
                    () -> path + " shows " + processor + " of " + shown + ", not of " + at);
              });
        });
  }

  private void foreign() {
    for (Evidence.Foreign each : evidence.foreign()) {
      Object found = field(each.ledger(), each.field());
      check(
          OTHERS,
          each.value().equals(found),
          () -> each.ledger() + " has \"" + found + "\" under " + each.field());
    }
  }

  /** Each message that was heard, and each that was to be. */
  private void messages() {
    Map<String, TriggerPart> parts = new HashMap<>();
    for (Trigger trigger : evidence.triggers()) {
      trigger.parts().forEach(part -> parts.put(part.id(), part));
      check(
          PUBLISHED,
          trigger.state() == TriggerState.PUBLISHED && !trigger.parts().isEmpty(),
          () -> trigger.id() + " is " + trigger.state().word());
      for (TriggerPart part : trigger.parts()) {
        String rule = trigger.state() == TriggerState.PUBLISHED ? ACKNOWLEDGED : PUBLISHED;
        check(
            rule,
            evidence.heard().containsKey(part.id()),
            () -> part.id() + " is " + trigger.state().word() + " and nobody heard it");
      }
    }
    evidence
        .heard()
        .forEach(
            (id, messages) -> {
              check(DECIDED, parts.containsKey(id), () -> id + " was heard and is not stored");
              messages.forEach(message -> payload(id, parts.get(id), message));
            });
  }

  private void payload(
      String id, @org.jspecify.annotations.Nullable TriggerPart part, OutgoingMessage message) {
    check(
        ONE_PAYLOAD,
        part == null
            || (part.json().equals(message.text())
                && part.attributes().equals(message.attributes())),
        () -> id + " was heard as " + message + " and is stored as " + part);
  }

  private void start(Transition transition, StartPolicy policy, LocalDate date) {
    DocumentPath path =
        LedgerDocument.path(
            pipeline.phase(transition.after()), date, policy.cycle(), pipeline.cycles());
    List<Report> reports = done.getOrDefault(path, List.of());
    List<Trigger> generations =
        triggers.getOrDefault(key(transition.phase(), date, policy.cycle()), List.of());
    boolean due = due(policy, reports, date);
    check(
        due ? DUE : NOT_DUE,
        due != generations.isEmpty(),
        () ->
            key(transition.phase(), date, policy.cycle())
                + " has the triggers "
                + ids(generations));
    for (int n = 0; n < generations.size(); n++) {
      TriggerId expected = new TriggerId(transition.phase(), date, policy.cycle(), n + 1L);
      check(
          ONE_ID,
          generations.get(n).id().equals(expected),
          () -> expected + " is missing among " + ids(generations));
      allowed(policy, reports, generations.get(n));
      if (n > 0) {
        askedFor(transition, generations.get(n - 1), generations.get(n));
      }
    }
    if (!generations.isEmpty()) {
      Trigger last = generations.get(generations.size() - 1);
      reports.forEach(report -> covered(transition, report, last));
      check(
          FLAGS,
          Boolean.TRUE.equals(field(path, "_triggered"))
              && last.id().toString().equals(field(path, "_trigger_id")),
          () ->
              path
                  + " says _triggered "
                  + field(path, "_triggered")
                  + " by \""
                  + field(path, "_trigger_id")
                  + "\", not by "
                  + last.id());
    } else {
      check(
          ACKNOWLEDGED,
          field(path, "_triggered").equals("") || field(path, "_triggered").equals(false),
          () -> path + " is marked as triggered by \"" + field(path, "_trigger_id") + "\"");
    }
    findings.of(
        transition, policy, date, reports, generations, !due && overdue(policy, reports, date));
  }

  /** Whether its last deadline was over when the run began. */
  private boolean overdue(StartPolicy policy, List<Report> reports, LocalDate date) {
    Optional<Instant> first =
        reports.stream().map(Report::timestamp).min(Comparator.naturalOrder());
    List<Instant> deadlines =
        policy.tiers().stream()
            .flatMap(tier -> tier.deadline().at(first, date, pipeline.zone()).stream())
            .toList();
    return !deadlines.isEmpty()
        && deadlines.stream().noneMatch(deadline -> deadline.isAfter(evidence.began()));
  }

  private static List<TriggerId> ids(List<Trigger> triggers) {
    return triggers.stream().map(Trigger::id).toList();
  }

  /** Whether a phase was to start, from what was said and nothing else. */
  private boolean due(StartPolicy policy, List<Report> reports, LocalDate date) {
    Set<ProcessorName> members =
        reports.stream().map(Report::processor).collect(Collectors.toSet());
    return members.containsAll(policy.expect()) || quorum(policy, reports, members, date);
  }

  private boolean quorum(
      StartPolicy policy, List<Report> reports, Set<ProcessorName> members, LocalDate date) {
    Optional<Instant> first =
        reports.stream().map(Report::timestamp).min(Comparator.naturalOrder());
    return members.containsAll(policy.critical())
        && policy.tiers().stream()
            .filter(tier -> tier.atLeast() <= members.size())
            .flatMap(tier -> tier.deadline().at(first, date, pipeline.zone()).stream())
            .anyMatch(deadline -> !deadline.isAfter(evidence.began()));
  }

  /** It counted only what was said, and that was enough. */
  private void allowed(StartPolicy policy, List<Report> reports, Trigger trigger) {
    Set<ProcessorName> counted =
        trigger.counted().stream().map(c -> c.processor()).collect(Collectors.toSet());
    List<Report> known = reports.stream().filter(r -> counted.contains(r.processor())).toList();
    Set<ProcessorName> said = known.stream().map(Report::processor).collect(Collectors.toSet());
    check(
        NOT_DUE,
        said.equals(counted) && due(policy, known, trigger.id().date()),
        () -> trigger.id() + " counted " + counted + ", of which reported: " + said);
  }

  /** A later generation knows something that the one before did not. */
  private void askedFor(Transition transition, Trigger before, Trigger trigger) {
    Set<String> news = new HashSet<>(trigger.pins());
    news.removeAll(before.pins());
    check(
        NOT_DUE,
        !news.isEmpty()
            && (transition.late() == Afterwards.RETRIGGER
                || transition.repeated() == Afterwards.RETRIGGER),
        () -> trigger.id() + " came after " + before.id() + " for no reason");
  }

  /** Nothing came that asks for a generation after the last. */
  private void covered(Transition transition, Report report, Trigger last) {
    check(
        COVERED,
        !LeftFindings.cameAfter(transition, report, last, Afterwards.RETRIGGER),
        () -> report + " came after " + last.id() + " and started nothing");
  }
}
