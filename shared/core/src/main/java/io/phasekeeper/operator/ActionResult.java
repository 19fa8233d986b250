package io.phasekeeper.operator;

/**
 * What became of something that a person asked for.
 *
 * @param done whether it was done; else it was refused, and nothing was changed
 * @param message one sentence for the person
 */
public record ActionResult(boolean done, String message) {
  public static ActionResult done(String message) {
    return new ActionResult(true, message);
  }

  public static ActionResult refused(String message) {
    return new ActionResult(false, message);
  }
}
