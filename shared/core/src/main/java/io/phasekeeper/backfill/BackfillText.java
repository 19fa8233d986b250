package io.phasekeeper.backfill;

import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Backfills for the terminal. */
public final class BackfillText {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("MMM d, h:mm a", Locale.US);
  private static final String RED = "\u001b[31m";
  private static final String GREEN = "\u001b[32m";
  private static final String YELLOW = "\u001b[33m";
  private static final String PLAIN = "\u001b[0m";

  private BackfillText() {}

  /** The lines, without a line end at the last. */
  public static String of(BackfillView view, boolean colour) {
    if (view.plans().isEmpty() && view.unreadable().isEmpty()) {
      return "There is no backfill.";
    }
    List<String> lines = new ArrayList<>();
    for (BackfillPlan plan : view.plans()) {
      BackfillProgress progress = plan.progress(view.at());
      String state = state(plan);
      lines.add(
          plan.title()
              + ": "
              + (colour ? paint(plan) + state + PLAIN : state)
              + ", "
              + progress.datesDone()
              + " of "
              + progress.dates()
              + " dates");
      lines.add(
          "  "
              + progress.made()
              + " made, "
              + progress.there()
              + " were there, "
              + progress.inFlight()
              + " under way, "
              + progress.waiting()
              + " wait, "
              + progress.failed()
              + " failed; "
              + leftOut(progress));
      if (progress.following() > 0) {
        lines.add("  then " + following(progress, plan.units().last()));
      }
      plan.hold()
          .ifPresent(
              hold ->
                  lines.add(
                      "  holds at "
                          + hold.date()
                          + " before "
                          + hold.phase()
                          + " since "
                          + time(view, hold.since())
                          + ": "
                          + hold.why()));
      progress.eta().ifPresent(eta -> lines.add("  done by about " + time(view, eta)));
      lines.add(
          "  begun "
              + time(view, plan.openedAt())
              + " by "
              + plan.who()
              + ": "
              + plan.why()
              + plan.closedAt().map(at -> "; over " + time(view, at)).orElse(""));
    }
    view.unreadable().forEach(each -> lines.add("cannot be read: " + each));
    return String.join("\n", lines);
  }

  /** What may be made anew once the rest is done. */
  static String following(BackfillProgress progress, LocalDate last) {
    return progress.following()
        + " outputs of dates up to "
        + last
        + " that are made from these: each is made anew if it is there and older";
  }

  /** What is not made, and why. */
  static String leftOut(BackfillProgress progress) {
    List<String> parts = new ArrayList<>();
    add(parts, progress.noWork(), "without work");
    add(parts, progress.bootstrap(), "at the start of a season");
    add(parts, progress.unknown(), "of dates that the calendar does not know");
    add(parts, progress.useless(), "of no use any more");
    return parts.isEmpty() ? "none left out" : "left out: " + String.join(", ", parts);
  }

  private static void add(List<String> parts, long count, String what) {
    if (count > 0) {
      parts.add(count + " " + what);
    }
  }

  static String state(BackfillPlan plan) {
    return plan.state() == BackfillPlan.State.OPEN
        ? plan.hold().isPresent() ? "held" : "open"
        : plan.state().word();
  }

  private static String paint(BackfillPlan plan) {
    return switch (plan.state()) {
      case OPEN -> plan.hold().isPresent() ? RED : GREEN;
      case DONE -> GREEN;
      case PAUSED, CANCELLED -> YELLOW;
    };
  }

  private static String time(BackfillView view, Instant at) {
    return TIME.format(at.atZone(view.zone()));
  }
}
