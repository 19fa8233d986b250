package io.phasekeeper.gate;

import io.phasekeeper.pipeline.GateCheck;
import io.phasekeeper.pipeline.GateRule;
import io.phasekeeper.warehouse.Measured;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Judges whether the newest rows of a table, or of each entity in it, are not too old, purely. An
 * entity counts as long as the table has a row of it since shortly before the season began: it is
 * stale until it is fresh, or its rows are removed from the table for good.
 */
final class FreshGate {
  private FreshGate() {}

  static GateResult judge(GateRule rule, GateCheck.Fresh check, GateAnswers answers, GateDay day) {
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
          table + " is more than " + days(check, day) + " days old: it has no row since then");
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

  /** How far back its rows were looked for. */
  private static long days(GateCheck.Fresh check, GateDay day) {
    return ChronoUnit.DAYS.between(
        GateQuestions.begin(check, day.calendar().calendar(), day.date()), day.date());
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
}
