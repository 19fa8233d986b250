package io.phasekeeper.local.bench;

import java.util.Locale;

/** What a figure counts. */
public enum Unit {
  /** Milliseconds: less is better. */
  MILLIS("ms", false),
  PER_SECOND("/s", true),
  /** Documents that were read: less is better. */
  DOCUMENTS("documents", false),
  STATEMENTS("statements", false),
  MEGABYTES("MB", false);

  private final String word;
  private final boolean more;

  Unit(String word, boolean more) {
    this.word = word;
    this.more = more;
  }

  /** Whether more is better. */
  boolean rate() {
    return more;
  }

  /** For people: three digits that mean something, and the unit. */
  String shown(double value) {
    String number;
    if (this == DOCUMENTS || this == STATEMENTS || value >= 1000) {
      number = String.format(Locale.ROOT, "%,.0f", value);
    } else {
      String format = value >= 100 ? "%.0f" : value >= 10 ? "%.1f" : value >= 0.1 ? "%.2f" : "%.4f";
      number = String.format(Locale.ROOT, format, value);
    }
    return number + " " + word;
  }
}
