package io.phasekeeper.upstream;

import io.phasekeeper.upstream.Upstream.Finding;
import io.phasekeeper.upstream.Upstream.InputStanding;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** An upstream verdict for the terminal: the whole first, then each input, then its bad dates. */
public final class UpstreamText {
  private static final String RED = "\u001b[31m";
  private static final String GREEN = "\u001b[32m";
  private static final String YELLOW = "\u001b[33m";
  private static final String PLAIN = "\u001b[0m";

  private UpstreamText() {}

  /** The lines, without a line end at the last. */
  public static String of(Upstream upstream, boolean colour) {
    List<String> lines = new ArrayList<>();
    lines.add(
        upstream.processor()
            + " for "
            + upstream.date()
            + ": "
            + painted(upstream.finding(), colour)
            + (upstream.safe() ? ", safe to process" : ", NOT safe to process")
            + age(upstream.finding()));
    lines.add("  " + upstream.finding().evidence());
    for (InputStanding input : upstream.inputs()) {
      lines.add(
          "  - "
              + input.name()
              + input
                  .table()
                  .filter(table -> !table.equals(input.name()))
                  .map(table -> " (" + table + ")")
                  .orElse("")
              + (input.hard() ? "" : ", soft")
              + ", "
              + window(input)
              + ": "
              + painted(input.finding(), colour));
      for (Upstream.Day day : input.days()) {
        if (day.finding().verdict() != UpstreamVerdict.OK) {
          lines.add(
              "      "
                  + day.date()
                  + "  "
                  + painted(day.finding(), colour)
                  + age(day.finding())
                  + ": "
                  + day.finding().evidence()
                  + day.runId().map(id -> "  " + id).orElse(""));
        }
      }
    }
    return String.join("\n", lines);
  }

  private static String window(InputStanding input) {
    return input.from().equals(input.to())
        ? input.to().toString()
        : input.from() + " to " + input.to();
  }

  private static String painted(Finding finding, boolean colour) {
    String word = finding.verdict().word();
    if (!colour) {
      return word;
    }
    String paint = finding.verdict() == UpstreamVerdict.OK ? GREEN : finding.safe() ? YELLOW : RED;
    return paint + word + PLAIN;
  }

  private static String age(Finding finding) {
    return finding.age().map(age -> ", " + lasting(age)).orElse("");
  }

  private static String lasting(Duration age) {
    return age.toHours() > 0
        ? age.toHours() + " h " + age.toMinutesPart() + " min"
        : age.toMinutes() + " min";
  }
}
