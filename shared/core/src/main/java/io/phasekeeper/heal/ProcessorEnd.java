package io.phasekeeper.heal;

import io.phasekeeper.event.ReportStatus;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How one run of a processor ended, as its run history or its completion tells it.
 *
 * @param run its run id, or what else tells it from others
 * @param date the data date it was for; none where nobody wrote it
 * @param at when it ended
 * @param message what it said of why; "" where it said nothing
 */
record ProcessorEnd(String run, Optional<LocalDate> date, Instant at, Said said, String message) {
  /** What an end means for a row of dependency failures. */
  enum Said {
    /** It had what it needed: a row is over. */
    DONE,
    /** It could not work for want of what others make. */
    DEPENDENCY,
    /** It failed in some other way, or nobody knows how it ended: that breaks a row. */
    OTHER,
    /** There was nothing to do for it: that tells nothing. */
    IDLE
  }

  private static final String CATEGORY = "upstream_failure";

  /** The class of an error, such as {@code DependencyError}, or the type before its text. */
  private static final Pattern NAMED =
      Pattern.compile("dependencyerror|" + CATEGORY + "|^\\s*\\w*dependency\\w*\\s*:");

  /**
   * What an end says.
   *
   * @param reasons what its row gives as reason, such as {@code failure_category}
   * @param error the text of its error; "" if there is none
   */
  static Said said(ReportStatus status, Collection<String> reasons, String error) {
    if (status.claimsRows()) {
      return Said.DONE;
    }
    if (reasons.stream().anyMatch(reason -> reason.trim().equalsIgnoreCase(CATEGORY))
        || NAMED.matcher(error.toLowerCase(Locale.ROOT)).find()) {
      return Said.DEPENDENCY;
    }
    return status == ReportStatus.SKIPPED || status == ReportStatus.NO_DATA
        ? Said.IDLE
        : Said.OTHER;
  }
}
