package io.phasekeeper.heal;

import io.phasekeeper.run.LiveRuns;
import io.phasekeeper.upstream.MakerRun;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Decides what is to be done about one step of a plan, purely.
 *
 * <p>Rows come first: what is proven is done, whoever made it. Then work that is in flight is
 * waited for; only then may anything be sent, and only if its inputs are proven and no bound
 * forbids it.
 */
final class StepJudge {
  /** Others' clocks, and the way of a row into its table. */
  private static final Duration SLACK = Duration.ofMinutes(1);

  /** Rows may come so long after the run that made them said that it ended. */
  private static final Duration SETTLES = Duration.ofMinutes(2);

  /** How often it is looked whether something has come. */
  static final Duration LOOK = Duration.ofMinutes(5);

  /**
   * The cleanup ends runs that are dead or stale; what it leaves running so long is in nobody's
   * way.
   */
  private static final Duration LONGEST_RUN = Duration.ofHours(24);

  private StepJudge() {}

  /**
   * All that there is to know about a step.
   *
   * @param standing of its output
   * @param written when the newest of its rows was; none if no row tells
   * @param runs of its output, the newest first
   * @param breaker of whom it is sent to
   * @param unable why it cannot be sent at all; none if it can
   * @param beating ids of the runs that beat now
   * @param useless why making it has no use any more
   * @param held that a person holds its phase
   * @param storm whether its processor fails again and again in the same way
   */
  record Facts(
      Step step,
      Standing standing,
      Optional<Instant> written,
      InputProof inputs,
      OutputRecord record,
      List<MakerRun> runs,
      Set<String> beating,
      Breaker breaker,
      Optional<String> unable,
      Optional<String> useless,
      Optional<String> held,
      boolean storm) {

    /**
     * The same, with what is known of runs by their beats: one that the run history has no row of
     * runs, too.
     *
     * @param live runs of this output and date that beat now
     */
    Facts with(List<LiveRuns.Live> live) {
      Set<String> known = runs.stream().map(MakerRun::id).collect(Collectors.toUnmodifiableSet());
      List<MakerRun> all = new ArrayList<>(runs);
      for (LiveRuns.Live run : live) {
        if (!known.contains(run.runId())) {
          all.add(
              new MakerRun(
                  run.runId(),
                  run.processor().value(),
                  Optional.of(run.date()),
                  run.startedAt(),
                  Optional.empty(),
                  "running",
                  true,
                  false));
        }
      }
      all.sort(MakerRun.BY_BEGIN.reversed());
      return new Facts(
          step,
          standing,
          written,
          inputs,
          record,
          all,
          live.stream().map(LiveRuns.Live::runId).collect(Collectors.toUnmodifiableSet()),
          breaker,
          unable,
          useless,
          held,
          storm);
    }
  }

  /** What to do. */
  sealed interface Verdict {
    /** Its rows are there. */
    record Done(String why) implements Verdict {}

    /** Nothing now. */
    record Wait(Instant until, Reason reason, String why) implements Verdict {}

    /** The work in flight has ended, or never began. */
    record Ended(boolean effect, String why) implements Verdict {}

    /** Send it. */
    record Send() implements Verdict {}

    /** Nothing more can be done. */
    record Failed(boolean withoutEffect, String why) implements Verdict {}

    /** It has no use any more. */
    record Useless(String why) implements Verdict {}
  }

  /** What is waited for. */
  enum Reason {
    /** Work that is under way. */
    IN_FLIGHT,
    /** A person who released its phase. */
    HELD,
    /** Rows of its inputs. */
    INPUT,
    COOL_DOWN,
    /** Rows that may still come by themselves. */
    GROWTH,
    BREAKER,
    STORM,
    /** The warehouse. */
    SIGHT,
    /** Somebody who knows how to make it. */
    NOBODY
  }

  static Verdict judge(Facts facts, HealPolicy policy, Instant now) {
    Instant soon = now.plus(LOOK);
    if (facts.standing().state() == Standing.State.UNSEEN) {
      return new Verdict.Wait(soon, Reason.SIGHT, facts.standing().explanation());
    }
    if (proven(facts)) {
      return new Verdict.Done(facts.standing().explanation());
    }
    Optional<OutputRecord.InFlight> inFlight = facts.record().inFlight();
    if (inFlight.isPresent()) {
      return inFlight(facts, inFlight.get(), policy, now);
    }
    if (facts.useless().isPresent()) {
      return new Verdict.Useless(facts.useless().get());
    }
    if (facts.record().attempts() >= policy.attempts()) {
      boolean silent = facts.record().withoutEffect() >= policy.attempts();
      return new Verdict.Failed(
          silent,
          facts.record().attempts()
              + " attempts "
              + (silent ? "had no effect" : "failed")
              + facts.record().lastAnswer().map(said -> "; the last: " + said).orElse(""));
    }
    Optional<MakerRun> other =
        facts.runs().stream().filter(run -> alive(run, facts, now)).findFirst();
    if (other.isPresent()) {
      return new Verdict.Wait(
          soon, Reason.IN_FLIGHT, "its run " + other.get().id() + " is under way");
    }
    return bounds(facts, now).orElseGet(Verdict.Send::new);
  }

  /** Why it may not be sent now. */
  private static Optional<Verdict> bounds(Facts facts, Instant now) {
    Instant soon = now.plus(LOOK);
    if (facts.held().isPresent()) {
      return wait(soon, Reason.HELD, facts.held().get());
    }
    if (!facts.inputs().proven()) {
      return wait(soon, Reason.INPUT, facts.inputs().explanation());
    }
    if (facts.unable().isPresent()) {
      return wait(soon.plus(LOOK), Reason.NOBODY, facts.unable().get());
    }
    Optional<Instant> early = facts.step().notBefore().filter(now::isBefore);
    if (early.isPresent()) {
      return wait(
          early.get(), Reason.GROWTH, "it is given until " + early.get() + " to become right");
    }
    Optional<Instant> cool = facts.record().coolUntil().filter(now::isBefore);
    if (cool.isPresent()) {
      return wait(cool.get(), Reason.COOL_DOWN, "cool-down until " + cool.get());
    }
    Optional<Instant> back = facts.breaker().closedAt();
    boolean taken =
        facts
            .record()
            .lastSentAt()
            .filter(sent -> back.filter(sent::isBefore).isPresent())
            .isPresent();
    // Since others were taken, this one may be, too; and an open circuit says itself when to try.
    Optional<Instant> retry =
        facts
            .record()
            .retryAt()
            .filter(at -> now.isBefore(at) && !taken && !facts.breaker().open());
    if (retry.isPresent()) {
      return wait(
          retry.get(),
          Reason.COOL_DOWN,
          facts.record().lastAnswer().orElse("it was refused") + "; next try at " + retry.get());
    }
    if (facts.storm()) {
      return wait(
          now.plus(Duration.ofHours(1)), Reason.STORM, "it fails again and again in the same way");
    }
    if (facts.breaker().refuses(now)) {
      Instant at = facts.breaker().probeAt().orElse(soon);
      return wait(at, Reason.BREAKER, "the circuit of its target is open until " + at);
    }
    return Optional.empty();
  }

  private static Optional<Verdict> wait(Instant until, Reason reason, String why) {
    return Optional.of(new Verdict.Wait(until, reason, why));
  }

  private static boolean proven(Facts facts) {
    Standing standing = facts.standing();
    if (!standing.proves()) {
      return false;
    }
    Optional<Instant> newerThan = facts.step().newerThan();
    if (newerThan.isEmpty() || standing.state() == Standing.State.FREE) {
      return true;
    }
    if (facts.written().isPresent()) {
      return !facts.written().get().isBefore(newerThan.get());
    }
    // No row tells when it was written: a run since then that says so must do.
    return facts.runs().stream()
        .anyMatch(
            run ->
                run.succeeded()
                    && run.endedAt().filter(at -> !at.isBefore(newerThan.get())).isPresent());
  }

  private static boolean alive(MakerRun run, Facts facts, Instant now) {
    return run.running()
        && (facts.beating().contains(run.id())
            || run.startedAt().filter(at -> at.isAfter(now.minus(LONGEST_RUN))).isPresent());
  }

  private static Verdict inFlight(
      Facts facts, OutputRecord.InFlight inFlight, HealPolicy policy, Instant now) {
    Instant since = inFlight.since().minus(SLACK);
    Optional<MakerRun> run =
        facts.runs().stream()
            .filter(each -> each.startedAt().filter(at -> !at.isBefore(since)).isPresent())
            .findFirst();
    Instant soon = now.plus(LOOK);
    if (run.isEmpty()) {
      Instant until = inFlight.since().plus(policy.effectWithin());
      return now.isBefore(until)
          ? new Verdict.Wait(
              until.isBefore(soon) ? until : soon,
              Reason.IN_FLIGHT,
              "sent at " + inFlight.since() + "; nothing is seen of it yet")
          : new Verdict.Ended(
              false,
              "sent at "
                  + inFlight.since()
                  + ", and nothing was seen of it within "
                  + policy.effectWithin().toMinutes()
                  + " minutes");
    }
    MakerRun made = run.get();
    if (made.running()) {
      return alive(made, facts, now)
          ? new Verdict.Wait(soon, Reason.IN_FLIGHT, "its run " + made.id() + " is under way")
          : new Verdict.Ended(true, "its run " + made.id() + " never ended");
    }
    if (made.succeeded()) {
      Instant settled = made.endedAt().map(at -> at.plus(SETTLES)).orElse(now);
      return now.isBefore(settled)
          ? new Verdict.Wait(settled, Reason.IN_FLIGHT, "its run " + made.id() + " just ended")
          : new Verdict.Ended(
              true,
              "its run "
                  + made.id()
                  + " reported "
                  + made.status()
                  + ", but "
                  + facts.standing().explanation());
    }
    return new Verdict.Ended(true, "its run " + made.id() + " ended: " + ended(made));
  }

  private static String ended(MakerRun run) {
    return run.status().isEmpty() ? "nobody said how" : run.status();
  }
}
