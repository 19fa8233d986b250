package io.phasekeeper.monitor;

import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A date's gates for the terminal: one line each, a second with the numbers, then the worst. */
public final class GatesText {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("MMM d, h:mm a", Locale.US);
  private static final String RED = "\u001b[31m";
  private static final String GREEN = "\u001b[32m";
  private static final String YELLOW = "\u001b[33m";
  private static final String PLAIN = "\u001b[0m";

  private GatesText() {}

  /** The lines, without a line end at the last. */
  public static String of(GatesOfDay day, boolean colour) {
    List<String> lines = new ArrayList<>();
    lines.add(
        day.gates().isEmpty()
            ? "No gate was looked at for " + day.date() + "."
            : "Gates for " + day.date() + " (" + day.gates().size() + "):");
    for (GatesOfDay.Gate gate : day.gates()) {
      String verdict = String.format(Locale.ROOT, "%-8s", gate.verdict());
      lines.add(
          "  "
              + (colour ? paint(gate) + verdict + PLAIN : verdict)
              + " "
              + gate.name()
              + gate.cycle().map(cycle -> " (" + cycle + ")").orElse("")
              + gate.action().filter("warn"::equals).map(warn -> ", only warns").orElse("")
              + gate.checkedAt().map(at -> "  at " + time(day, at)).orElse(""));
      lines.add("           " + gate.explanation());
      if (gate.wrong()) {
        gate.worst().forEach(each -> lines.add("             " + each));
      }
    }
    return String.join("\n", lines);
  }

  private static String paint(GatesOfDay.Gate gate) {
    return switch (gate.verdict()) {
      case "fails" -> RED;
      case "passes" -> GREEN;
      default -> YELLOW;
    };
  }

  private static String time(GatesOfDay day, Instant at) {
    return TIME.format(at.atZone(day.zone()));
  }
}
