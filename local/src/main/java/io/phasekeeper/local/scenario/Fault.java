package io.phasekeeper.local.scenario;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What can be broken on our own side of the world. */
public enum Fault {
  /** A publish has no effect and is an error. */
  PUBLISH_FAILS,
  /** The first compare-and-set of each invocation fails. */
  STORE_CONFLICTS,
  /** Every query is an error. */
  WAREHOUSE_DOWN,
  /** Each event's first delivery dies after its first write. */
  CRASH_AFTER_WRITE,
  /** No timer of ours ticks. */
  SWEEP_STOPS,
  /** Rows of the run history cannot be changed, as if they were streamed just now. */
  UPDATES_REFUSED;

  /** As scenario files write it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<Fault> of(String word) {
    return Arrays.stream(values()).filter(each -> each.word().equals(word)).findFirst();
  }
}
