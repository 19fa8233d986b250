package io.phasekeeper.finding;

import java.util.Locale;

/** How much a finding matters. */
public enum Severity {
  INFO,
  WARNING,
  ERROR,
  CRITICAL;

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
