package io.phasekeeper.local.scenario;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Whether a play went as its scenario says.
 *
 * @param failed each expectation that does not hold, with what was seen instead
 * @param notCheckedYet expectations that nothing can tell yet
 */
public record Verdict(List<Failure> failed, List<Unchecked> notCheckedYet) {
  private static final int SHOWN = 5;

  public Verdict {
    failed = List.copyOf(failed);
    notCheckedYet = List.copyOf(notCheckedYet);
  }

  /**
   * An expectation that does not hold.
   *
   * @param line in the file
   * @param seen the likest things that were seen, at most five; empty if there is none
   */
  public record Failure(int line, String wanted, List<Seen> seen) {
    public Failure {
      seen = List.copyOf(seen);
    }
  }

  /** An expectation that nothing can tell yet. */
  public record Unchecked(int line, String wanted) {}

  /**
   * Compares what was seen in the whole play with what a scenario says.
   *
   * @param seen in the order of time
   */
  public static Verdict of(Scenario scenario, List<Seen> seen, NotBuiltYet notBuilt) {
    List<Failure> failed = new ArrayList<>();
    List<Unchecked> unchecked = new ArrayList<>();
    for (Expectation expectation : scenario.expect()) {
      if (expectation.anyOf().stream().anyMatch(item -> happened(item, expectation, seen))) {
        continue;
      }
      String wanted = wanted(expectation, scenario);
      if (expectation.anyOf().stream().anyMatch(notBuilt::covers)) {
        unchecked.add(new Unchecked(expectation.line(), wanted));
      } else {
        failed.add(new Failure(expectation.line(), wanted, likest(expectation.anyOf(), seen)));
      }
    }
    for (Expectation never : scenario.never()) {
      for (Item item : never.anyOf()) {
        List<Seen> matches = seen.stream().filter(item::matches).toList();
        if (notBuilt.covers(item)) {
          unchecked.add(new Unchecked(never.line(), "never " + item));
        } else if (matches.size() > item.moreThan()) {
          failed.add(
              new Failure(
                  never.line(),
                  "never " + item + ", seen " + matches.size() + " times",
                  matches.stream().skip(item.moreThan()).limit(SHOWN).toList()));
        }
      }
    }
    return new Verdict(failed, unchecked);
  }

  private static boolean happened(Item item, Expectation expectation, List<Seen> seen) {
    return seen.stream()
            .filter(s -> !s.at().isBefore(expectation.from()) && !s.at().isAfter(expectation.by()))
            .filter(item::matches)
            .count()
        > item.moreThan();
  }

  private static String wanted(Expectation expectation, Scenario scenario) {
    String items =
        expectation.anyOf().stream()
            .map(Item::toString)
            .reduce((a, b) -> a + " or " + b)
            .orElse("");
    String from =
        expectation.from().equals(scenario.start())
            ? ""
            : " not before " + shown(expectation.from(), scenario);
    return items + from + " by " + shown(expectation.by(), scenario);
  }

  /** A moment in the offset that the scenario is written in. */
  public static String shown(Instant at, Scenario scenario) {
    return at.atOffset(scenario.offset()).toString();
  }

  /** What was seen of the same kinds, most facts in common first, then in the order of time. */
  private static List<Seen> likest(List<Item> items, List<Seen> seen) {
    return items.stream()
        .flatMap(
            item ->
                seen.stream()
                    .filter(s -> s.kind() == item.kind())
                    .filter(s -> agreeing(item, s) > 0 || item.facts().isEmpty())
                    .sorted(Comparator.comparingLong((Seen s) -> -agreeing(item, s)))
                    .limit(SHOWN))
        .distinct()
        .limit(SHOWN)
        .toList();
  }

  private static long agreeing(Item item, Seen seen) {
    return item.facts().entrySet().stream()
        .filter(fact -> !fact.getKey().equals("resolved"))
        .filter(
            fact ->
                new Item(item.kind(), java.util.Map.of(fact.getKey(), fact.getValue()), 0)
                    .matches(seen))
        .count();
  }

  /** The lines of the report of one file, the first of them {@code PASS} or {@code FAIL}. */
  public List<String> report(Scenario scenario, boolean passes) {
    List<String> lines = new ArrayList<>();
    String unchecked =
        notCheckedYet.isEmpty() ? "" : " (" + notCheckedYet.size() + " not checked yet)";
    lines.add((passes ? "PASS " : "FAIL ") + scenario.file() + ": " + scenario.title() + unchecked);
    for (Failure failure : failed) {
      lines.add("  line " + failure.line() + ": wanted " + failure.wanted());
      if (failure.seen().isEmpty()) {
        lines.add("    seen: nothing like it");
      }
      for (Seen seen : failure.seen()) {
        lines.add("    seen: " + seen + " at " + shown(seen.at(), scenario));
      }
    }
    for (Unchecked one : notCheckedYet) {
      lines.add("  line " + one.line() + ": not checked yet: " + one.wanted());
    }
    return lines;
  }

  public boolean passes(boolean strict) {
    return failed.isEmpty() && !(strict && !notCheckedYet.isEmpty());
  }
}
