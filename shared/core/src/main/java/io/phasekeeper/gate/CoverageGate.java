package io.phasekeeper.gate;

import io.phasekeeper.pipeline.Calendar;
import io.phasekeeper.pipeline.GateCheck;
import io.phasekeeper.pipeline.GateRule;
import io.phasekeeper.warehouse.CalendarEntry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Judges whether every calendar entity of a date has rows enough, purely. */
final class CoverageGate {
  private CoverageGate() {}

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

  static GateResult judge(
      GateRule rule, GateCheck.Coverage check, GateAnswers answers, GateDay day) {
    Map<String, Long> counts = new HashMap<>();
    answers.rows().stream()
        .filter(each -> each.date().equals(day.date()))
        .forEach(each -> counts.merge(each.part(), each.rows(), Long::sum));
    Instant lookedAt = lookedAt(answers, day);
    List<CalendarEntry> expected =
        day.work().asking().stream()
            .filter(entry -> expected(entry, check, day, lookedAt))
            .toList();
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

  /**
   * The moment whose ended entities count: before the gate's due time when the newest rows were
   * written, for what has ended since comes with the next writing; from then on it is now.
   */
  private static Instant lookedAt(GateAnswers answers, GateDay day) {
    Optional<Instant> newest =
        answers.rows().stream()
            .filter(each -> each.date().equals(day.date()))
            .flatMap(each -> each.newest().stream())
            .max(Comparator.naturalOrder());
    boolean early = day.due().filter(due -> day.now().isBefore(due)).isPresent();
    return early ? newest.orElse(day.now()) : day.now();
  }

  private static boolean expected(
      CalendarEntry entry, GateCheck.Coverage check, GateDay day, Instant lookedAt) {
    if (check.afterEnd().isEmpty() || entry.starts().isEmpty()) {
      return true;
    }
    Duration lasts = day.calendar().calendar().map(Calendar::lasts).orElse(Duration.ZERO);
    Instant from = entry.starts().get().plus(lasts).plus(check.afterEnd().get());
    return !lookedAt.isBefore(from);
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
}
