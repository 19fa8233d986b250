package io.phasekeeper.heal;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Healing for the terminal. */
public final class HealText {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("MMM d, h:mm a", Locale.US);
  private static final String RED = "\u001b[31m";
  private static final String GREEN = "\u001b[32m";
  private static final String YELLOW = "\u001b[33m";
  private static final String PLAIN = "\u001b[0m";

  private HealText() {}

  /** What would be done. */
  public static String of(HealDryRun dry) {
    List<String> lines = new ArrayList<>();
    for (HealDryRun.Target target : dry.targets()) {
      lines.add(target.of() + ": " + target.standing() + ". It would take:");
      int number = 0;
      for (HealDryRun.Planned step : target.steps()) {
        number++;
        lines.add("  " + number + ". " + step.kind() + " " + step.of() + " — " + step.note());
        lines.add("     inputs: " + (step.proven() ? "proven" : "wait") + ", " + step.proof());
        if (!step.bounds().isEmpty()) {
          lines.add("     now: " + step.bounds());
        }
        step.call().ifPresent(call -> lines.add("     would " + call.describe()));
        step.unable().ifPresent(why -> lines.add("     cannot be sent from here: " + why));
      }
    }
    if (!dry.nothing().isEmpty()) {
      lines.add("Nothing would be done: " + dry.nothing() + ".");
    }
    dry.unseen().forEach(each -> lines.add("could not look: " + each));
    return String.join("\n", lines);
  }

  /** Plans and their steps. */
  public static String of(HealsView view, boolean colour) {
    List<String> lines = new ArrayList<>();
    if (view.plans().isEmpty() && view.unreadable().isEmpty()) {
      return "There is no heal plan.";
    }
    for (HealPlan plan : view.plans()) {
      String state = plan.state().word();
      lines.add(
          (colour ? paint(plan.state()) + state + PLAIN : state)
              + " "
              + plan.target()
              + " ("
              + plan.cause().word()
              + (plan.who().equals(HealPlan.NOBODY) ? "" : ", by " + plan.who())
              + ", since "
              + time(view.zone(), plan.openedAt())
              + "): "
              + plan.why());
      for (Step step : plan.steps()) {
        lines.add(
            String.format(
                    Locale.ROOT,
                    "  %-8s %-6s %s",
                    step.state().word(),
                    step.kind().word(),
                    step.of().toString())
                + (step.note().isEmpty() ? "" : " — " + step.note()));
      }
      plan.waitsFor().ifPresent(target -> lines.add("  waits for the circuit of " + target));
      plan.dueAt().ifPresent(at -> lines.add("  next look " + time(view.zone(), at)));
    }
    view.unreadable().forEach(each -> lines.add("cannot be read: " + each));
    return String.join("\n", lines);
  }

  /** What is missing. */
  public static String of(Gaps gaps) {
    List<String> lines = new ArrayList<>();
    if (gaps.gaps().isEmpty()) {
      lines.add("Nothing that was due from " + gaps.from() + " to " + gaps.to() + " is missing.");
    }
    for (Gaps.Gap gap : gaps.gaps()) {
      lines.add(
          gap.of()
              + ": due "
              + time(gaps.zone(), gap.due())
              + gap.useless().map(why -> "; of no use any more: " + why).orElse(""));
      lines.add("  " + gap.plan().map(plan -> "plan " + plan).orElse("no plan"));
    }
    gaps.unseen().forEach(each -> lines.add("could not look: " + each));
    return String.join("\n", lines);
  }

  /** Circuits. */
  public static String of(Breakers breakers, boolean colour) {
    if (breakers.targets().isEmpty()) {
      return "No call has failed yet.";
    }
    List<String> lines = new ArrayList<>();
    for (Breakers.Target target : breakers.targets()) {
      String state = target.open() ? "open" : "closed";
      lines.add(
          (colour ? (target.open() ? RED : GREEN) + state + PLAIN : state)
              + " "
              + target.name()
              + ": "
              + target.failures()
              + " failures in a row"
              + target
                  .probeAt()
                  .map(at -> ", tried again " + time(breakers.zone(), at))
                  .orElse(""));
      target.lastFailure().ifPresent(said -> lines.add("  the last: " + said));
    }
    return String.join("\n", lines);
  }

  private static String paint(PlanState state) {
    return switch (state) {
      case OPEN, USELESS, CANCELLED -> YELLOW;
      case HEALED -> GREEN;
      case FAILED, FROZEN -> RED;
    };
  }

  private static String time(ZoneId zone, Instant at) {
    return TIME.format(at.atZone(zone));
  }
}
