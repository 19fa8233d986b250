package io.phasekeeper.heal;

import io.phasekeeper.finding.FindingBook;
import io.phasekeeper.outcome.PortFailure;
import io.phasekeeper.transition.Unseen;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What one tick of healing gathers. */
final class HealTick {
  final Instant now;
  final List<String> begun = new ArrayList<>();
  final List<String> sent = new ArrayList<>();
  final List<String> healed = new ArrayList<>();
  final List<String> ended = new ArrayList<>();
  final List<String> missing = new ArrayList<>();
  final List<FindingBook.Change> findings = new ArrayList<>();
  final Set<Unseen.Question> unseen = new LinkedHashSet<>();
  private final List<String> failures = new ArrayList<>();
  int looked;

  /** Whether all that fell due was looked at, so that it need not be again. */
  boolean lookedAtAll = true;

  HealTick(Instant now) {
    this.now = now;
  }

  void found(List<FindingBook.Change> changes) {
    findings.addAll(changes);
  }

  /** One item: whatever goes wrong with it stays with it, and is told. */
  void item(String name, Runnable look) {
    try {
      look.run();
    } catch (RuntimeException e) {
      failures.add(name + ": " + e);
    }
  }

  /** Whether the warehouse does not answer: each further question would wait for nothing. */
  boolean blind() {
    return unseen.stream()
        .anyMatch(
            question ->
                question.failure().kind() == PortFailure.Kind.UNAVAILABLE && !ofFiles(question));
  }

  /** Whether all tables could be seen; a file that cannot keeps nobody from what is in tables. */
  boolean sawTables() {
    return unseen.stream().allMatch(HealTick::ofFiles);
  }

  /** Whether files do not answer, as opposed to not being ours to read. */
  boolean filesDown() {
    return unseen.stream()
        .anyMatch(
            question ->
                question.failure().kind() == PortFailure.Kind.UNAVAILABLE && ofFiles(question));
  }

  /** Whether it is about files, and not about tables. */
  static boolean ofFiles(Unseen.Question question) {
    return question.failure().service() == PortFailure.Service.STORAGE;
  }

  /** How many items went wrong so far. */
  int failed() {
    return failures.size();
  }

  HealReport report(String policyHash, boolean stopped) {
    return new HealReport(
        policyHash, looked, begun, sent, healed, ended, missing, findings, failures, stopped);
  }
}
