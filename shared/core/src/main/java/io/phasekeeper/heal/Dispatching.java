package io.phasekeeper.heal;

import io.phasekeeper.finding.FindingBook;
import io.phasekeeper.finding.FindingDraft;
import io.phasekeeper.pipeline.CycleName;
import io.phasekeeper.pipeline.Service.Meaning;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Sends the work of steps: claimed in the store before it is sent, and what was answered is stored
 * after it. What was not taken is no attempt, and is tried again later; a target that fails again
 * and again has its circuit opened.
 */
final class Dispatching {
  private static final Duration SHADOW_LOOK = Duration.ofHours(1);
  private static final Duration GATE_LOOK = Duration.ofMinutes(15);

  private final Sender sender;
  private final FindingBook findings;
  private final HealBook book;
  private final HealPolicy policy;

  Dispatching(Sender sender, FindingBook findings, HealBook book, HealPolicy policy) {
    this.sender = sender;
    this.findings = findings;
    this.book = book;
    this.policy = policy;
  }

  /**
   * Sends the work of a step, unless somebody else is at it.
   *
   * @return the step as it stands afterwards
   */
  Step send(Step step, StepJudge.Facts facts, CycleName cycle, Course course) {
    Instant now = course.tick.time(); // earlier calls of this tick took theirs
    OutputDate of = step.of();
    Optional<String> target = sender.route(of, cycle).target();
    boolean open = facts.breaker().open();
    String order = order(of, course.plan, facts.record(), now);
    boolean mine =
        (!open || book.probe(facts.breaker(), now))
            && book.claim(of, facts.record(), order, course.plan.target(), true, now);
    course.lookAt(now.plus(StepJudge.LOOK));
    if (!mine) {
      return step.noted("somebody else is at it");
    }
    if (step.state() == Step.State.FAILED) {
      course.tick.found(findings.keep(HealFindings.scope(of), List.of(), now));
    }
    Sender.Sent sent = sender.send(of, cycle, order);
    if (sent.held()) {
      book.refused(of, order, false, sent.said(), now.plus(SHADOW_LOOK));
      course.lookAt(now.plus(SHADOW_LOOK));
      return step.become(Step.State.WAITING, sent.said());
    }
    course.tick.sent.add(of.key());
    return answered(step, order, sent, target.orElse(of.output()), facts, course);
  }

  private static String order(OutputDate of, HealPlan plan, OutputRecord record, Instant now) {
    return of.key()
        + ":"
        + plan.episode()
        + ":"
        + (record.attempts() + 1)
        + ":"
        + now.getEpochSecond();
  }

  private Step answered(
      Step step,
      String order,
      Sender.Sent sent,
      String target,
      StepJudge.Facts facts,
      Course course) {
    Instant now = course.tick.time();
    OutputDate of = step.of();
    boolean fault =
        !sent.taken() && (sent.meaning() == Meaning.TRANSIENT || sent.meaning() == Meaning.FAILED);
    if (fault) {
      Instant retry = now.plus(Backoff.after(facts.record().refusals() + 1, order, policy));
      book.refused(of, order, true, sent.said(), retry);
      broken(target, sent, now, course);
      long refusals = facts.record().refusals() + 1;
      if (refusals == policy.refusals()) {
        String why = "it was refused " + refusals + " times; the last: " + sent.said();
        findings
            .open(HealFindings.scope(of), HealFindings.notTaken(of, why), now)
            .ifPresent(course.tick.findings::add);
      }
      course.lookAt(retry);
      course.waitFor(Optional.of(target));
      return step.become(Step.State.WAITING, sent.said() + "; next try at " + retry);
    }
    if (book.breaker(target).troubled()) {
      // Findings first: a death in between leaves a circuit that the next call closes.
      course.tick.found(findings.keep("breaker:" + target, List.of(), now));
      var unused = book.succeeded(target, now);
    }
    return switch (sent.meaning()) {
      case DONE, ACCEPTED -> step.sent(now, sent.said());
      case IN_FLIGHT -> {
        book.joined(of, order);
        yield step.sent(now, sent.said());
      }
      case GATE -> later(step, order, sent, GATE_LOOK, course);
      case NO_WORK -> later(step, order, sent, GATE_LOOK, course);
      case TRANSIENT, FAILED -> {
        OutputRecord.InFlight inFlight = new OutputRecord.InFlight(order, "", now, true);
        book.ended(of, inFlight, true, sent.said());
        yield step.become(Step.State.WAITING, sent.said());
      }
    };
  }

  private Step later(Step step, String order, Sender.Sent sent, Duration pause, Course course) {
    Instant retry = course.tick.time().plus(pause);
    book.refused(step.of(), order, false, sent.said(), retry);
    course.lookAt(retry);
    return step.become(Step.State.WAITING, sent.said() + "; next try at " + retry);
  }

  private void broken(String target, Sender.Sent sent, Instant now, Course course) {
    if (sent.wrongTarget()) {
      open(target, HealFindings.wrongTarget(target, sent.said()), now, course);
    }
    if (sent.unauthorized()) {
      open(target, HealFindings.unauthorized(target, sent.said()), now, course);
    }
    if (book.failed(target, sent.said(), now)) {
      open(target, HealFindings.breakerOpen(target, sent.said()), now, course);
    }
  }

  private void open(String target, FindingDraft draft, Instant now, Course course) {
    findings.open("breaker:" + target, draft, now).ifPresent(course.tick.findings::add);
  }
}
