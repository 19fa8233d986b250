package io.phasekeeper.status;

import io.phasekeeper.status.CycleStatus.TriggerStatus;
import io.phasekeeper.status.DayStatus.OpenFinding;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A date's status for the terminal, in the form that the operators asked for (seed S4 §1.3). */
public final class StatusText {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("h:mm a", Locale.US);
  private static final DateTimeFormatter DAY_AND_TIME =
      DateTimeFormatter.ofPattern("MMM d, h:mm a", Locale.US);
  private static final String RED = "\u001b[31m";
  private static final String GREEN = "\u001b[32m";
  private static final String YELLOW = "\u001b[33m";
  private static final String PLAIN = "\u001b[0m";

  private final DayStatus day;
  private final boolean colour;
  private final List<String> lines = new ArrayList<>();

  private StatusText(DayStatus day, boolean colour) {
    this.day = day;
    this.colour = colour;
  }

  /** The lines, without a line end at the last. */
  public static String of(DayStatus day, boolean colour) {
    StatusText text = new StatusText(day, colour);
    text.write();
    return String.join("\n", text.lines);
  }

  private void write() {
    day.stopped()
        .ifPresent(
            by ->
                lines.add(
                    painted(YELLOW, "STOPPED " + by + ": facts are recorded, nothing is decided")));
    if (!day.mode().equals("on")) {
      lines.add(painted(YELLOW, "mode " + day.mode()));
    }
    List<CycleStatus> begun =
        day.cycles().stream().filter(c -> c.begun() || !c.next().isEmpty()).toList();
    for (CycleStatus cycle : begun) {
      cycle(cycle);
    }
    if (begun.isEmpty()) {
      lines.add("Nothing was reported for " + day.date() + ", and nothing is due.");
    }
    byHand();
    for (OpenFinding finding : day.findings()) {
      finding(finding);
    }
    String state = day.state();
    String paint = day.wrong() ? RED : state.equals("HEALTHY") ? GREEN : YELLOW;
    lines.add("State: " + painted(paint, state + counted("critical") + counted("error")));
  }

  private String counted(String severity) {
    long count = day.findings().stream().filter(f -> f.severity().equals(severity)).count();
    return count == 0
        ? ""
        : ", " + count + " " + severity + (count == 1 ? " finding" : " findings");
  }

  private void byHand() {
    if (day.byHand().isEmpty()) {
      return;
    }
    int count = day.byHand().size();
    lines.add("By hand: " + count + (count == 1 ? " action" : " actions"));
    for (DayStatus.ByHand action : day.byHand()) {
      String result = action.result().isEmpty() ? "begun, its end is not known" : action.result();
      lines.add(
          "  - "
              + time(action.at())
              + " "
              + action.action()
              + " by "
              + action.who()
              + " ("
              + action.why()
              + "): "
              + result);
    }
    lines.add("");
  }

  private void cycle(CycleStatus cycle) {
    if (!cycle.begun()) {
      lines.add(
          cycle.title()
              + " Completion for "
              + day.date()
              + " ("
              + cycle.cycle()
              + "): nothing yet; "
              + cycle.next()
              + cycle.nextAt().map(at -> " at " + time(at)).orElse(""));
      lines.add("");
      return;
    }
    lines.add(cycle.title() + " Completion for " + day.date() + " (" + cycle.cycle() + "):");
    for (MemberStatus member : cycle.members()) {
      lines.add("  - " + member.processor() + ": " + member(member));
    }
    lines.add("  _triggered: " + triggered(cycle));
    for (CycleStatus.GateStatus gate : cycle.gates()) {
      lines.add(
          "  gate " + gate.name() + " " + painted(RED, gate.verdict()) + ": " + gate.explanation());
    }
    if (!cycle.next().isEmpty()) {
      lines.add("  next: " + cycle.next() + cycle.nextAt().map(at -> " at " + time(at)).orElse(""));
    }
    lines.add("");
  }

  private String member(MemberStatus member) {
    String at = member.at().map(this::time).orElse("");
    String inside =
        List.of(at, member.note()).stream()
            .filter(s -> !s.isEmpty())
            .reduce((a, b) -> a + ": " + b)
            .orElse("");
    String text =
        switch (member.word()) {
          case COMPLETE -> painted(GREEN, "COMPLETE");
          case MISSING -> painted(YELLOW, "MISSING");
          case FAILED -> painted(RED, "FAILED");
          case NOT_COUNTED -> painted(YELLOW, "NOT COUNTED");
        };
    return inside.isEmpty() ? text : text + " (" + inside + ")";
  }

  private String triggered(CycleStatus cycle) {
    Optional<TriggerStatus> trigger = cycle.trigger();
    if (trigger.isPresent()) {
      return triggered(cycle, trigger.get());
    }
    String why;
    if (cycle.hold().isPresent()) {
      CycleStatus.HoldStatus hold = cycle.hold().get();
      why =
          "held by "
              + hold.who()
              + ": "
              + hold.why()
              + hold.until().map(u -> ", until " + time(u)).orElse("");
    } else if (!cycle.gates().isEmpty()) {
      why =
          "held by "
              + String.join(
                  ", ", cycle.gates().stream().map(CycleStatus.GateStatus::name).toList());
    } else if (cycle.decision().equals("outside-window")) {
      why = "outside the active window: recorded, started only by hand";
    } else if (cycle.stuck()) {
      why = "ORCHESTRATOR_STUCK: complete, and not triggered";
    } else if (cycle.complete() == cycle.members().size()) {
      why = "complete, about to start " + cycle.starts();
    } else {
      // The users' own tool says what it waits for, not what is there.
      why = "waiting for " + cycle.members().size() + "/" + cycle.members().size();
    }
    return painted(cycle.stuck() ? RED : YELLOW, "FALSE") + " (" + why + ")";
  }

  private String triggered(CycleStatus cycle, TriggerStatus trigger) {
    String missing =
        trigger.missing().isEmpty() ? "" : " without " + String.join(", ", trigger.missing());
    String at = trigger.publishedAt().map(t -> " at " + time(t)).orElse("");
    return switch (trigger.state()) {
      case "published" ->
          painted(GREEN, "TRUE")
              + " ("
              + trigger.id()
              + " sent"
              + at
              + ", "
              + trigger.reason()
              + missing
              + trigger.seenAt().map(t -> "; " + cycle.starts() + " seen at " + time(t)).orElse("")
              + ")";
      case "adopted" -> painted(GREEN, "TRUE") + " (by another orchestrator)";
      case "skipped" -> painted(GREEN, "TRUE") + " (skipped by an operator, nothing was sent)";
      case "shadowed" ->
          painted(YELLOW, "FALSE")
              + " (shadow: "
              + trigger.id()
              + " was decided, "
              + trigger.reason()
              + missing
              + ", and not sent)";
      default ->
          painted(cycle.stuck() ? RED : YELLOW, "FALSE")
              + " ("
              + trigger.id()
              + " is "
              + trigger.state()
              + ", not acknowledged yet)";
    };
  }

  private void finding(OpenFinding finding) {
    String colourOf = finding.grave() ? RED : YELLOW;
    lines.add(
        painted(colourOf, finding.severity().toUpperCase(Locale.ROOT))
            + " "
            + finding.kind()
            + " "
            + finding.about()
            + finding.cycle().map(c -> " (" + c + ")").orElse("")
            + " since "
            + time(finding.since())
            + ": "
            + finding.what());
    if (!finding.remedy().isEmpty()) {
      lines.add("  -> " + finding.remedy());
    }
  }

  private String time(Instant at) {
    return time(at, day.date(), day.zone());
  }

  /** {@code 12:05 PM} on the date itself, {@code Jan 11, 6:31 AM} on another. */
  public static String time(Instant at, LocalDate date, ZoneId zone) {
    var local = at.atZone(zone);
    return (local.toLocalDate().equals(date) ? TIME : DAY_AND_TIME).format(local);
  }

  private String painted(String paint, String text) {
    return colour ? paint + text + PLAIN : text;
  }
}
