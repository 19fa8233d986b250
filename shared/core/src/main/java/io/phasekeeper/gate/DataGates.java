package io.phasekeeper.gate;

import io.phasekeeper.pipeline.Calendar;
import io.phasekeeper.pipeline.GateCheck;
import io.phasekeeper.pipeline.GateRule;
import io.phasekeeper.warehouse.CalendarEntry;
import io.phasekeeper.warehouse.KeyCount;
import io.phasekeeper.warehouse.Measured;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
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
      return coverage(rule, coverage, answers, day);
    }
    if (check instanceof GateCheck.Share share) {
      return share(rule, share, answers, day);
    }
    if (check instanceof GateCheck.Fresh fresh) {
      return fresh(rule, fresh, answers, day);
    }
    if (check instanceof GateCheck.Unique) {
      return unique(rule, answers, day);
    }
    return check instanceof GateCheck.NewerThan newer
        ? newer(rule, newer, answers, day)
        : LookbackGate.judge(rule, (GateCheck.Lookback) check, answers, day);
  }

  static long rows(List<Measured> measured, LocalDate date) {
    return measured.stream()
        .filter(each -> each.date().equals(date))
        .mapToLong(Measured::rows)
        .sum();
  }

  /** An entity and how its rows stand. */
  private record Covered(String name, long rows, long least, List<String> lacking) {
    boolean enough(GateCheck.Coverage wanted) {
      return rows >= wanted.atLeast() && lacking.isEmpty();
    }

    /** None of one part is worse than few of all. */
    int order() {
      return lacking.isEmpty() || least > 0 ? 1 : 0;
    }
  }

  private static GateResult coverage(
      GateRule rule, GateCheck.Coverage check, GateAnswers answers, GateDay day) {
    Map<String, Long> counts = new HashMap<>();
    answers.rows().stream()
        .filter(each -> each.date().equals(day.date()))
        .forEach(each -> counts.merge(each.part(), each.rows(), Long::sum));
    List<CalendarEntry> expected =
        day.work().asking().stream().filter(entry -> expected(entry, check, day)).toList();
    if (expected.isEmpty()) {
      return GateResult.passes(rule, "no entity of this date is expected yet");
    }
    List<Covered> uncovered =
        expected.stream()
            .map(entry -> covered(entry, check, counts, day))
            .filter(entity -> !entity.enough(check))
            .sorted(
                Comparator.comparing(Covered::order)
                    .thenComparing(Covered::rows)
                    .thenComparing(Covered::name))
            .toList();
    long covered = (long) expected.size() - uncovered.size();
    String explanation =
        rule.table().name()
            + " covers "
            + covered
            + " of "
            + expected.size()
            + " entities with at least "
            + check.atLeast()
            + " rows each"
            + (uncovered.isEmpty() ? "" : "; worst: " + shown(uncovered.get(0), check));
    return GateResult.of(rule, uncovered.isEmpty(), covered, expected.size(), explanation)
        .naming(uncovered.stream().map(entity -> shown(entity, check)).toList());
  }

  private static boolean expected(CalendarEntry entry, GateCheck.Coverage check, GateDay day) {
    if (check.afterEnd().isEmpty() || entry.starts().isEmpty()) {
      return true;
    }
    Duration lasts = day.calendar().calendar().map(Calendar::lasts).orElse(Duration.ZERO);
    Instant from = entry.starts().get().plus(lasts).plus(check.afterEnd().get());
    return !day.now().isBefore(from);
  }

  private static Covered covered(
      CalendarEntry entry, GateCheck.Coverage check, Map<String, Long> counts, GateDay day) {
    if (!check.byPart()) {
      String name = day.calendar().calendar().map(c -> c.idInOutputs(entry)).orElse(entry.id());
      long rows = counts.getOrDefault(name, 0L);
      return new Covered(name, rows, rows, List.of());
    }
    long sum = 0;
    long least = Long.MAX_VALUE;
    List<String> lacking = new ArrayList<>();
    for (String part : entry.parts()) {
      long rows = counts.getOrDefault(part, 0L);
      sum += rows;
      least = Math.min(least, rows);
      if (rows < check.each()) {
        lacking.add(part + " " + rows);
      }
    }
    String name = entry.parts().isEmpty() ? entry.id() : String.join("–", entry.parts());
    return new Covered(name, sum, entry.parts().isEmpty() ? 0 : least, lacking);
  }

  private static String shown(Covered entity, GateCheck.Coverage check) {
    return entity.name()
        + ": "
        + entity.rows()
        + " of "
        + check.atLeast()
        + (entity.lacking().isEmpty() ? "" : ", of which " + String.join(", ", entity.lacking()));
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

  private static GateResult fresh(
      GateRule rule, GateCheck.Fresh check, GateAnswers answers, GateDay day) {
    Map<String, Measured> newest = new TreeMap<>();
    for (Measured each : answers.rows()) {
      boolean counts = !check.byWritten() || each.newest().isPresent();
      if (counts && !each.date().isAfter(day.date().plusDays(1))) {
        newest.merge(
            each.part(),
            each,
            (one, other) -> age(check, one, day) <= age(check, other, day) ? one : other);
      }
    }
    String table = rule.table().name();
    long limit = check.byWritten() ? check.maxAge().toSeconds() : check.maxAge().toDays();
    if (newest.isEmpty()) {
      return new GateResult(
          rule,
          GateResult.Verdict.FAILS,
          Optional.empty(),
          Optional.of(limit),
          table
              + " has no row of the last "
              + (check.maxAge().toDays() + GateQuestions.DAYS_BEYOND_AGE)
              + " days");
    }
    List<Measured> oldest =
        newest.values().stream()
            .sorted(
                Comparator.comparing((Measured each) -> age(check, each, day))
                    .reversed()
                    .thenComparing(Measured::part))
            .toList();
    List<Measured> stale = oldest.stream().filter(each -> age(check, each, day) > limit).toList();
    Measured worst = oldest.get(0);
    String explanation =
        stale.isEmpty()
            ? table + " is at most " + shownAge(check, worst, day) + " old"
            : table
                + " is older than "
                + check.maxAge()
                + (check.per().isPresent()
                    ? " for " + stale.size() + " of " + oldest.size() + " " + check.per().get()
                    : "")
                + ": "
                + (worst.part().isEmpty() ? "" : worst.part() + " ")
                + shownAge(check, worst, day);
    GateResult result =
        GateResult.of(rule, stale.isEmpty(), age(check, worst, day), limit, explanation);
    return check.per().isPresent()
        ? result.naming(
            stale.stream().map(each -> each.part() + ": " + shownAge(check, each, day)).toList())
        : result;
  }

  /** In seconds if the time of writing tells it, else in days. */
  private static long age(GateCheck.Fresh check, Measured measured, GateDay day) {
    return check.byWritten()
        ? Duration.between(measured.newest().orElse(Instant.EPOCH), day.now()).toSeconds()
        : Math.max(0, day.date().toEpochDay() - measured.date().toEpochDay());
  }

  private static String shownAge(GateCheck.Fresh check, Measured measured, GateDay day) {
    long age = age(check, measured, day);
    return check.byWritten()
        ? Duration.ofSeconds(age).toMinutes() + " min"
        : age + " days (" + measured.date() + ")";
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

  private static GateResult newer(
      GateRule rule, GateCheck.NewerThan check, GateAnswers answers, GateDay day) {
    Optional<Measured> output = on(answers.rows(), day.date());
    Optional<Measured> input = on(answers.input(), day.date());
    String table = rule.table().name();
    if (output.isEmpty() || input.isEmpty()) {
      return GateResult.passes(
          rule,
          (output.isEmpty() ? table : check.table().name())
              + " has no rows of this date: nothing to compare");
    }
    Optional<Instant> made = output.get().newest();
    Optional<Instant> came = input.get().newest();
    if (made.isEmpty() || came.isEmpty()) {
      return GateResult.unknown(
          rule,
          (made.isEmpty() ? table : check.table().name()) + " does not tell when it was written");
    }
    long behind = Duration.between(made.get(), came.get()).toSeconds();
    boolean older = came.get().isAfter(made.get());
    boolean once = check.ignoreRenewals() && day.onceNewer().equals(made);
    boolean yet = day.now().isBefore(came.get().plus(check.grace()));
    String explanation =
        !older
            ? table + " was written after its input " + check.input()
            : table
                + " was written "
                + behind
                + " s before its input "
                + check.input()
                + (once ? ", which had been there before" : yet ? "; it is not late yet" : "");
    GateResult result =
        new GateResult(
            rule,
            older && !once && !yet ? GateResult.Verdict.FAILS : GateResult.Verdict.PASSES,
            Optional.of(Math.max(0, behind)),
            Optional.of(0L),
            explanation);
    return (!older || once ? result.with("newer", true) : result)
        .with("output_written", made.get().toString())
        .with("input_written", came.get().toString());
  }

  private static Optional<Measured> on(List<Measured> measured, LocalDate date) {
    return measured.stream().filter(each -> each.date().equals(date)).findFirst();
  }
}
