package io.phasekeeper.upstream;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What is to be thought of an input, from the best to the worst. */
public enum UpstreamVerdict {
  /** Its rows are there, or none are due. */
  OK,
  /** Its last run failed, and yet its rows are there. */
  FAILED_BUT_DATA_EXISTS,
  /** Its run says that it runs, and shows no sign of life. */
  STALE_RUNNING,
  /** It is being made. */
  RUNNING,
  /** Its last run failed, and there are no rows. */
  FAILED,
  /** Nobody made it, or its run told of success and left no rows. */
  MISSING,
  /** Nobody can tell, because the pipeline file names something that is not there. */
  UNKNOWN;

  /** As it is answered and shown: {@code stale_running}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<UpstreamVerdict> of(String word) {
    return Arrays.stream(values()).filter(each -> each.word().equals(word)).findFirst();
  }

  /** What a processor may accept by its own decision: everything that somebody knows. */
  static List<UpstreamVerdict> acceptable() {
    return List.of(FAILED_BUT_DATA_EXISTS, STALE_RUNNING, RUNNING, FAILED, MISSING);
  }
}
