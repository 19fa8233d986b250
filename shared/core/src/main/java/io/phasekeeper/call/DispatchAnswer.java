package io.phasekeeper.call;

import io.phasekeeper.pipeline.Service;
import java.util.Optional;

/**
 * What became of sending a call.
 *
 * @param meaning what to do about it
 * @param status the last HTTP status; none if nobody answered, or it was a message
 * @param said for people: what was answered, or why nothing was sent; at most 500 characters
 * @param reached whether the target took the call, or may have: a call without an answer counts
 * @param wrongTarget nothing is there that could do the work: a 404 that no rule of the pipeline
 *     file explains, or a topic or job that does not exist
 * @param unauthorized 401 or 403, or no token could be had: somebody has to change a permission
 * @param withheld the mode is shadow: it was decided, and nothing was sent; {@code meaning} is
 *     {@code ACCEPTED} then, as if it had been
 */
public record DispatchAnswer(
    Service.Meaning meaning,
    Optional<Integer> status,
    String said,
    boolean reached,
    boolean wrongTarget,
    boolean unauthorized,
    boolean withheld) {
  /** Longer words are cut. */
  public static final int MOST_SAID = 500;

  public DispatchAnswer {
    said = said.length() <= MOST_SAID ? said : said.substring(0, MOST_SAID - 1) + "…";
  }

  /** Whether the work is done, has begun, or will: the dispatch counts as an attempt. */
  public boolean accepted() {
    return switch (meaning) {
      case DONE, ACCEPTED, IN_FLIGHT -> true;
      case GATE, NO_WORK, TRANSIENT, FAILED -> false;
    };
  }
}
