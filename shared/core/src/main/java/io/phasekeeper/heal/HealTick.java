package io.phasekeeper.heal;

import io.phasekeeper.finding.FindingBook;
import io.phasekeeper.outcome.PortFailure;
import io.phasekeeper.transition.Unseen;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What one tick of healing gathers, and how long it may go on: every call takes its time, and a
 * function that runs out of its own dies in the middle of one.
 */
final class HealTick {
  /** When it began: everything is judged as of then. */
  final Instant now;

  private final InstantSource clock;
  private final Instant until;
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

  /**
   * @param clock goes on while calls are made; a play's stands still
   * @param patience nothing more is begun after so long
   */
  HealTick(InstantSource clock, Duration patience) {
    this(clock, begin(clock), patience);
  }

  private HealTick(InstantSource clock, Instant now, Duration patience) {
    this(clock, now, now.plus(patience));
  }

  /**
   * @param until nothing more is begun from then on
   */
  HealTick(InstantSource clock, Instant now, Instant until) {
    this.clock = clock;
    this.now = now;
    this.until = until;
  }

  private static Instant begin(InstantSource clock) {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }

  /** The time by the clock, never before the tick began. */
  Instant time() {
    Instant time = begin(clock);
    return time.isBefore(now) ? now : time;
  }

  /** Whether it has taken so long that what is left is left to the next. */
  boolean isOver() {
    return !time().isBefore(until);
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
