package io.phasekeeper.local.crash;

import io.phasekeeper.document.Document;
import io.phasekeeper.finding.FindingBook;
import io.phasekeeper.finding.FindingKind;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.pipeline.ProcessorName;
import io.phasekeeper.pipeline.StartPolicy;
import io.phasekeeper.pipeline.Transition;
import io.phasekeeper.pipeline.Transition.Afterwards;
import io.phasekeeper.trigger.Trigger;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Says which findings nights must leave, and which they may leave open: that a phase is late, that
 * it went without some, that one completed after it, that a topic brought messages twice. All else
 * that opened meanwhile has to be over.
 */
final class LeftFindings {
  private final Evidence evidence;
  private final Pipeline pipeline;
  private final EvidenceCheck.Checks checks;
  private final Map<String, Boolean> openByKey = new HashMap<>();
  private final Set<String> causes = new HashSet<>();

  LeftFindings(Evidence evidence, EvidenceCheck.Checks checks) {
    this.evidence = evidence;
    this.pipeline = evidence.pipeline();
    this.checks = checks;
    for (Document finding : evidence.findings()) {
      openByKey.put(
          finding.path().id().substring(pipeline.id().length() + 1), FindingBook.isOpen(finding));
    }
    evidence
        .said()
        .twice()
        .forEach(topic -> causes.add(FindingKind.DUPLICATE_DELIVERY.word() + ":" + topic));
  }

  /**
   * What one start of a phase leaves.
   *
   * @param reports the done ones of it
   * @param generations its triggers, the last one last
   * @param late whether its last deadline was over when the run began, and it is not due
   */
  void of(
      Transition transition,
      StartPolicy policy,
      LocalDate date,
      List<Report> reports,
      List<Trigger> generations,
      boolean late) {
    String of = EvidenceCheck.key(transition.phase(), date, policy.cycle());
    if (late) {
      leaves(FindingKind.PHASE_LATE, of, Instant.MAX, "it has not what it needs");
    }
    if (generations.isEmpty()) {
      return;
    }
    Trigger last = generations.get(generations.size() - 1);
    Set<ProcessorName> said = reports.stream().map(Report::processor).collect(Collectors.toSet());
    List<ProcessorName> without =
        policy.expect().stream().filter(member -> !said.contains(member)).toList();
    if (!without.isEmpty()) {
      leaves(
          FindingKind.PHASE_STARTED_PARTIAL,
          of,
          last.publishedAt().orElse(last.createdAt()),
          "it went without " + without);
    }
    reports.stream()
        .filter(report -> cameAfter(transition, report, last, Afterwards.ALERT))
        .forEach(
            report ->
                leaves(
                    FindingKind.LATE_COMPLETION,
                    report.processor() + ":" + date + ":" + policy.cycle(),
                    report.timestamp(),
                    report + " came after " + last.id()));
  }

  /**
   * Whether it is news to a start that was the last, and no older than what that counted, and the
   * transition does this with such.
   */
  static boolean cameAfter(Transition transition, Report report, Trigger last, Afterwards does) {
    boolean late = last.missing().contains(report.processor());
    boolean newer =
        last.countedAs(report.processor())
            .flatMap(counted -> counted.completedAt())
            .filter(at -> at.isBefore(report.timestamp()))
            .isPresent();
    return !last.pins().contains(report.cycle() + "/" + report.processor() + "/" + report.key())
        && ((late && transition.late() == does) || (newer && transition.repeated() == does));
  }

  /**
   * It is open until the end of that day, if that is over, it may have resolved; or never opened,
   * if it was over when the run began.
   */
  private void leaves(FindingKind kind, String of, Instant since, String because) {
    String key = kind.word() + ":" + of;
    causes.add(key);
    Optional<Instant> end =
        since.equals(Instant.MAX)
            ? Optional.empty()
            : Optional.of(
                since
                    .atZone(pipeline.zone())
                    .toLocalDate()
                    .plusDays(1)
                    .atStartOfDay(pipeline.zone())
                    .toInstant());
    if (end.filter(at -> !at.isAfter(evidence.ended())).isEmpty()) {
      checks.check(
          EvidenceCheck.NOTICED,
          openByKey.getOrDefault(key, false),
          () ->
              key
                  + (openByKey.containsKey(key) ? " is not open: " : " was never opened: ")
                  + because);
    }
  }

  /** The last look: every open finding has a cause that was seen. */
  void nothingElseIsOpen() {
    openByKey.forEach(
        (key, open) ->
            checks.check(
                EvidenceCheck.CAUSED,
                !open || causes.contains(key),
                () -> key + " is open at the end"));
  }
}
