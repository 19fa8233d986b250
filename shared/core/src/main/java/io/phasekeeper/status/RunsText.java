package io.phasekeeper.status;

import io.phasekeeper.pipeline.ProcessorName;
import io.phasekeeper.run.RunBeat;
import io.phasekeeper.run.RunLook;
import io.phasekeeper.run.RunVerdict;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A date's runs for the terminal: one line each, and a second for what needs a reason. */
public final class RunsText {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("MMM d, h:mm a", Locale.US);
  private static final String RED = "\u001b[31m";
  private static final String GREEN = "\u001b[32m";
  private static final String YELLOW = "\u001b[33m";
  private static final String PLAIN = "\u001b[0m";

  private RunsText() {}

  /** The lines, without a line end at the last. */
  public static String of(RunsOfDay day, boolean colour) {
    List<String> lines = new ArrayList<>();
    lines.add(
        day.runs().isEmpty()
            ? "No run is known for " + day.date() + "."
            : "Runs for " + day.date() + " (" + day.runs().size() + "):");
    int widest = day.runs().stream().mapToInt(seen -> name(seen).length()).max().orElse(0);
    for (RunLook.Seen seen : day.runs()) {
      String verdict = String.format(Locale.ROOT, "%-9s", seen.verdict().word());
      lines.add(
          "  "
              + (colour ? paint(seen) + verdict + PLAIN : verdict)
              + String.format(Locale.ROOT, " %-" + Math.max(1, widest) + "s  ", name(seen))
              + told(day, seen)
              + "  "
              + seen.run().id());
      if (!seen.run().ended()) {
        lines.add("            " + seen.judged().why() + beat(day, seen));
      }
      seen.ending()
          .ifPresent(state -> lines.add("            the cleanup of runs: " + state.word()));
    }
    if (day.cutOff()) {
      lines.add("There are more; these are the newest.");
    }
    return String.join("\n", lines);
  }

  private static String name(RunLook.Seen seen) {
    return seen.processor()
        .map(ProcessorName::value)
        .orElse(seen.run().processorName().isEmpty() ? "(nobody)" : seen.run().processorName());
  }

  private static String told(RunsOfDay day, RunLook.Seen seen) {
    if (seen.run().ended()) {
      return seen.run().status()
          + seen.run().endedAt().map(at -> " " + time(day, at)).orElse("")
          + seen.run().records().map(rows -> ", " + rows + " rows").orElse("");
    }
    return "running"
        + seen.run().startedAt().map(at -> " since " + time(day, at)).orElse("")
        + day.age(seen).map(age -> " (" + lasting(age) + ")").orElse("")
        + (seen.judged().overdue() && seen.verdict() != RunVerdict.OVERDUE ? ", overdue" : "");
  }

  private static String beat(RunsOfDay day, RunLook.Seen seen) {
    return seen.beat()
        .map(
            beat ->
                "; last beat "
                    + time(day, beat.last())
                    + beat.progress().map(done -> ", " + done + total(beat)).orElse(""))
        .orElse("");
  }

  private static String total(RunBeat beat) {
    return beat.total().map(total -> " of " + total).orElse("");
  }

  private static String lasting(Duration age) {
    return age.toHours() > 0
        ? age.toHours() + " h " + age.toMinutesPart() + " min"
        : age.toMinutes() + " min";
  }

  private static String time(RunsOfDay day, Instant at) {
    return TIME.format(at.atZone(day.zone()));
  }

  private static String paint(RunLook.Seen seen) {
    if (RunsOfDay.wrong(seen)) {
      return RED;
    }
    boolean well =
        seen.verdict() == RunVerdict.ALIVE
            || (seen.verdict() == RunVerdict.FINISHED && !seen.run().status().equals("failed"));
    return well ? GREEN : YELLOW;
  }
}
