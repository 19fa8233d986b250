package io.phasekeeper.gate;

import io.phasekeeper.pipeline.GateCheck;
import io.phasekeeper.pipeline.GateRule;
import io.phasekeeper.warehouse.KeyCount;
import io.phasekeeper.warehouse.Measured;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Judges gates of every kind on what the warehouse answered, purely. A date without calendar
 * entities that ask for work has nothing to be judged; what could not be asked is unknown, never
 * passed.
 */
public final class DataGates {
  private DataGates() {}

  /**
   * @param answers to this rule's questions, about this date at least
   */
  public static GateResult judge(GateRule rule, GateAnswers answers, GateDay day) {
    GateCheck check = rule.check();
    if (check instanceof GateCheck.Rows) {
      Optional<Long> rows =
          answers.failure().isPresent()
              ? Optional.empty()
              : Optional.of(rows(answers.rows(), day.date()));
      return RowGate.judge(rule, rows, check.needsWork() ? day.work() : DayWork.noCalendar());
    }
    if (answers.failure().isPresent()) {
      return GateResult.unknown(
          rule,
          "cannot ask "
              + answers.failedTable().orElse(rule.table().name())
              + " for it: "
              + answers.failure().get().getMessage());
    }
    if (check.needsWork()) {
      DayWork work = day.work();
      if (work.state() == DayWork.State.UNKNOWN) {
        return GateResult.unknown(rule, "cannot tell what is due: " + work.explanation());
      }
      if (work.free()) {
        return GateResult.passes(rule, "nothing is due on this date");
      }
    }
    if (check instanceof GateCheck.Coverage coverage) {
      return CoverageGate.judge(rule, coverage, answers, day);
    }
    if (check instanceof GateCheck.Share share) {
      return share(rule, share, answers, day);
    }
    if (check instanceof GateCheck.Fresh fresh) {
      return FreshGate.judge(rule, fresh, answers, day);
    }
    if (check instanceof GateCheck.Unique) {
      return unique(rule, answers, day);
    }
    return check instanceof GateCheck.NewerThan newer
        ? NewerGate.judge(rule, newer, answers, day)
        : LookbackGate.judge(rule, (GateCheck.Lookback) check, answers, day);
  }

  static long rows(List<Measured> measured, LocalDate date) {
    return measured.stream()
        .filter(each -> each.date().equals(date))
        .mapToLong(Measured::rows)
        .sum();
  }

  /** How many of a group there are, and how many of those satisfy. */
  private record Group(String name, long population, long satisfying) {
    double share() {
      return (double) satisfying / population;
    }

    Group plus(Measured measured) {
      return new Group(
          name, population + measured.population(), satisfying + measured.satisfying());
    }
  }

  private static GateResult share(
      GateRule rule, GateCheck.Share check, GateAnswers answers, GateDay day) {
    LocalDate begin = GateQuestions.begin(check, day.calendar().calendar(), day.date());
    Map<String, Group> groups = new TreeMap<>();
    long rows = 0;
    for (Measured each : answers.rows()) {
      if (!each.date().isBefore(begin) && !each.date().isAfter(day.date())) {
        rows += each.rows();
        groups.merge(
            each.part(),
            new Group(each.part(), each.population(), each.satisfying()),
            (sum, other) -> sum.plus(each));
      }
    }
    String table = rule.table().name();
    if (rows == 0) {
      return GateResult.passes(rule, table + " has no rows of that time: nothing to judge");
    }
    List<Group> judged =
        groups.values().stream()
            .filter(group -> group.population() >= check.least())
            .sorted(Comparator.comparing(Group::share).thenComparing(Group::name))
            .toList();
    if (judged.isEmpty()) {
      return GateResult.unknown(
          rule,
          table
              + " has "
              + rows
              + " rows of that time, but fewer than "
              + check.least()
              + " of the population"
              + (check.where().isEmpty() ? "" : " " + check.where())
              + ": no share can be told");
    }
    Group worst = judged.get(0);
    List<String> few =
        judged.stream()
            .filter(group -> group.share() < check.atLeast())
            .map(group -> named(group) + percent(group.share()))
            .toList();
    String explanation =
        named(worst)
            + percent(worst.share())
            + " of the "
            + worst.population()
            + " rows of "
            + table
            + (check.where().isEmpty() ? "" : " with " + check.where())
            + " satisfy "
            + check.of()
            + ", wanted at least "
            + percent(check.atLeast());
    GateResult result =
        GateResult.of(
            rule,
            few.isEmpty(),
            worst.satisfying(),
            (long) Math.ceil(check.atLeast() * worst.population() - 1e-9),
            explanation);
    return check.per().isPresent() ? result.naming(few) : result;
  }

  private static String named(Group group) {
    return group.name().isEmpty() ? "" : group.name() + ": ";
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f %%", Math.floor(share * 1000) / 10);
  }

  private static GateResult unique(GateRule rule, GateAnswers answers, GateDay day) {
    Optional<KeyCount> count =
        answers.keys().stream().filter(each -> each.date().equals(day.date())).findFirst();
    String table = rule.table().name();
    if (count.isEmpty()) {
      return GateResult.passes(rule, table + " has no rows of this date");
    }
    KeyCount keys = count.get();
    boolean unique = keys.rows() == keys.keys();
    GateResult result =
        GateResult.of(
            rule,
            unique,
            keys.rows(),
            keys.keys(),
            table
                + " has "
                + keys.rows()
                + " rows under "
                + keys.keys()
                + " keys"
                + (unique ? "" : "; " + keys.repeated() + " keys stand there more than once"));
    return keys.example().isPresent() ? result.with("example", keys.example().get()) : result;
  }
}
