package io.phasekeeper.pipeline;

/**
 * An input of an output, over a window of dates around the output's own date D.
 *
 * @param name of a processor, a source, or {@code dataset.table} where neither makes it
 * @param from first day of the window, relative to D: −10 is D−10
 * @param to last day, included: −1 never asks for D itself
 * @param hard without it the output cannot be made; a soft one only makes it worse
 */
public record Need(Kind kind, String name, int from, int to, boolean hard) {
  /** What makes the input. */
  public enum Kind {
    PROCESSOR,
    SOURCE,
    TABLE
  }

  public Need {
    if (to < from) {
      throw new IllegalArgumentException(
          "a window cannot end before it begins: " + from + " to " + to);
    }
  }
}
