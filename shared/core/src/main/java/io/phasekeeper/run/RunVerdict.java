package io.phasekeeper.run;

import io.phasekeeper.finding.FindingKind;
import java.util.Locale;
import java.util.Optional;

/** What is to be thought of a run, from the best to the worst. */
public enum RunVerdict {
  /** A row under its run id has ended it: never touched. */
  FINISHED(Optional.empty()),
  /** It said itself that it ended; only the row that says so is missing. */
  TOLD(Optional.empty()),
  /** It was failed for its silence, and reported success afterwards. */
  REVIVED(Optional.of(FindingKind.RUN_REVIVED)),
  /** It beats, or has not been silent for long. */
  ALIVE(Optional.empty()),
  /** Alive, but takes more than twice as long as usual: noticed, untouched. */
  OVERDUE(Optional.of(FindingKind.RUN_OVERDUE)),
  /** It beats, and gets nowhere. */
  STUCK(Optional.of(FindingKind.RUN_STUCK)),
  /** Its beats stopped 5 minutes ago. */
  SUSPECT(Optional.empty()),
  /** No beat of it is known, and it began 4 hours ago, or as long as its policy says. */
  STALE(Optional.of(FindingKind.RUN_STALE)),
  /** Its beats stopped 15 minutes ago. */
  DEAD(Optional.of(FindingKind.RUN_DEAD));

  private final Optional<FindingKind> finding;

  RunVerdict(Optional<FindingKind> finding) {
    this.finding = finding;
  }

  /** The finding that tells of it, if it deserves one. */
  public Optional<FindingKind> finding() {
    return finding;
  }

  /** As it is stored and shown. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
