package io.phasekeeper.backfill;

import java.util.ArrayList;
import java.util.List;

/** A preflight for the terminal: one line per phase, one per gate that fails. */
public final class PreflightText {
  private static final String RED = "\u001b[31m";
  private static final String GREEN = "\u001b[32m";
  private static final String YELLOW = "\u001b[33m";
  private static final String PLAIN = "\u001b[0m";

  private PreflightText() {}

  /** The lines, without a line end at the last. */
  public static String of(Preflight look, boolean colour) {
    List<String> lines = new ArrayList<>();
    lines.add("Inputs of " + look.from() + " to " + look.to() + ":");
    for (Preflight.OfPhase phase : look.phases()) {
      String verdict = phase.fail() > 0 ? "fails" : phase.blind() > 0 ? "unknown" : "passes";
      String paint = phase.fail() > 0 ? RED : phase.blind() > 0 ? YELLOW : GREEN;
      lines.add(
          "  "
              + (colour ? paint + verdict + PLAIN : verdict)
              + " "
              + phase.phase()
              + ": "
              + phase.pass()
              + " dates pass, "
              + phase.fail()
              + " do not, "
              + phase.blind()
              + " unknown, "
              + phase.leftOut()
              + " left out");
      for (Preflight.Failing gate : phase.gates()) {
        lines.add(
            "    "
                + gate.gate()
                + ": first on "
                + gate.first()
                + ", "
                + gate.dates()
                + (gate.dates() == 1 ? " date" : " dates"));
        lines.add("      " + gate.explanation());
      }
    }
    look.unseen().forEach(each -> lines.add("  could not look: " + each));
    return String.join("\n", lines);
  }
}
