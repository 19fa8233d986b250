package io.phasekeeper.heal;

import io.phasekeeper.finding.FindingDraft;
import io.phasekeeper.finding.FindingKind;
import io.phasekeeper.pipeline.Processor;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** The findings of healing. */
final class HealFindings {
  private HealFindings() {}

  /** Where the findings about what heals an output and date are kept. */
  static String scope(OutputDate of) {
    return "heal:" + of.key();
  }

  /** An output that is not there when it is due; critical for one whose absence alerts. */
  static FindingDraft missing(Processor processor, OutputDate of, Instant due) {
    boolean alerts = processor.output().alertAt().isPresent();
    return FindingDraft.of(
            alerts ? FindingKind.PREDICTIONS_LATE : FindingKind.OUTPUT_MISSING,
            of.output(),
            of + " has no " + lies(processor) + ", and was due at " + due,
            "it is made again as soon as what it is made from is there; phasekeeper heals tells how"
                + " far that is")
        .on(of.date())
        .with("due", due.toString());
  }

  private static String lies(Processor processor) {
    return processor.table().isPresent() ? "rows" : "file";
  }

  /** Attempts are used up, or had no effect. */
  static FindingDraft failed(OutputDate of, boolean withoutEffect, String why) {
    return FindingDraft.of(
            withoutEffect ? FindingKind.HEAL_STUCK : FindingKind.HEAL_FAILED,
            of.output(),
            of + " could not be made again: " + why,
            withoutEffect
                ? "look whether the service that was asked does anything; it is not asked again"
                    + " until this output is made some other way, or phasekeeper heal asks for it"
                : "look at its processor's errors; it is tried again once a run of it succeeds, or"
                    + " phasekeeper heal asks for it")
        .on(of.date());
  }

  /** It was not taken again and again; unlike one that failed it is tried on by itself. */
  static FindingDraft notTaken(OutputDate of, String why) {
    return FindingDraft.of(
            FindingKind.HEAL_FAILED,
            of.output(),
            of + " could not be made again so far: " + why,
            "look at the service that is asked; nothing is used up, and it is tried again by itself")
        .on(of.date());
  }

  static FindingDraft refused(OutputDate of, String why) {
    return FindingDraft.of(
            FindingKind.HEAL_REFUSED, of.output(), of + " is not made again now: " + why, "")
        .on(of.date());
  }

  static FindingDraft breakerOpen(String target, String said) {
    return FindingDraft.of(
            FindingKind.BREAKER_OPEN,
            target,
            "calls to " + target + " failed again and again; the last: " + said,
            "look at the service; it is tried again by itself, with growing pauses")
        .with("last_failure", said);
  }

  static FindingDraft wrongTarget(String target, String said) {
    return FindingDraft.of(
        FindingKind.WRONG_TARGET,
        target,
        "nobody at " + target + " knows our call: " + said,
        "look whether the service runs the right image, and at its path in the pipeline file");
  }

  static FindingDraft unauthorized(String target, String said) {
    return FindingDraft.of(
        FindingKind.SCHEDULER_AUTH,
        target,
        target + " refuses our call: " + said,
        "give our service account the role run.invoker on it, and look at the token's audience");
  }

  static FindingDraft late(String timer, Duration silence) {
    return FindingDraft.of(
            FindingKind.SUPERVISOR_LATE,
            timer,
            timer + " did not tick for " + silence.toMinutes() + " minutes",
            "look at its Cloud Scheduler job and at the function's errors")
        .with("seconds", silence.toSeconds());
  }

  static FindingDraft unreadable(String plan, String why) {
    return FindingDraft.of(
        FindingKind.CONFIG_INVALID,
        plan,
        "a stored heal plan cannot be understood: " + why,
        "another version wrote it, most likely; it is set aside for a day. Deploy that version"
            + " again, or delete that document");
  }

  /** Evidence of a plan for the finding of what is missing. */
  static FindingDraft blocked(FindingDraft missing, List<String> notes) {
    return notes.isEmpty() ? missing : missing.with("stands_in_the_way", notes);
  }
}
