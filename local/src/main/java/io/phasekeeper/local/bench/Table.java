package io.phasekeeper.local.bench;

import java.util.Locale;

/** The groups of figures that can be asked for by name. */
public enum Table {
  COMPLETION("a phase's last completion, in to published", true),
  THROUGHPUT("completions a second, at 1 and 8 clients", true),
  BURST("5, 50 and 500 completions of one phase and date at once", true),
  COLDSTART("the bundled function, from its start to its first answer", true),
  SWEEP("a tick beside 10, 1,000 and 100,000 settled ledgers", false),
  VERDICT("whether a processor's inputs are there, read anew and remembered", false),
  CLEANUP("a tick of the cleanup with 10, 1,000 and 100,000 open runs", false),
  GATES("every gate of the NBA pipeline on ten million rows", false),
  GAPS("what is missing of twelve outputs over 14 days, on ten million rows", false),
  HEALS("a tick of healing beside 10 and 10,000 settled plans, and with 10 open ones", false),
  BACKFILL("a backfill of 917 dates, planned and stored", false),
  SIMULATION("simulated days a second", false);

  private final String text;
  private final boolean emulated;

  Table(String text, boolean emulated) {
    this.text = text;
    this.emulated = emulated;
  }

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  public String text() {
    return text;
  }

  /** Whether it is measured on Google's emulators. */
  boolean emulated() {
    return emulated;
  }
}
