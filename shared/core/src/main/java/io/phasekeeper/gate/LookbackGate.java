package io.phasekeeper.gate;

import io.phasekeeper.pipeline.Calendar;
import io.phasekeeper.pipeline.GateCheck;
import io.phasekeeper.pipeline.GateRule;
import io.phasekeeper.warehouse.CalendarEntry;
import io.phasekeeper.warehouse.Measured;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Judges whether what an output is made from is there for all of the last days with work, or of the
 * last entities of each part that has one on the date.
 *
 * <p>A day of which the calendar knows nothing is neither there nor missing: unless something is
 * missing for certain, the gate is unknown then. But days outside a season are never missed, nor
 * are those before the pipeline began: before the first row of the input, among those that are
 * looked back on, and before we first looked. Else a new pipeline whose calendar begins with it
 * would be told of days that nobody ever meant to work off.
 */
final class LookbackGate {
  private LookbackGate() {}

  static GateResult judge(
      GateRule rule, GateCheck.Lookback check, GateAnswers answers, GateDay day) {
    List<String> lacking = new ArrayList<>();
    List<LocalDate> unknown = new ArrayList<>();
    int wanted =
        check.last().isPresent()
            ? entities(check, check.last().get(), answers, day, lacking, unknown)
            : days(check, answers, day, lacking, unknown);
    if (lacking.isEmpty() && !unknown.isEmpty()) {
      return GateResult.unknown(
          rule,
          "cannot tell whether "
              + check.table().name()
              + " is whole before "
              + day.date()
              + ": nobody knows the work of "
              + unknown.size()
              + " of those days; of "
              + unknown.get(0)
              + ": "
              + day.calendar().on(unknown.get(0)).explanation());
    }
    String of = check.last().isPresent() ? " last entities of its parts" : " last days with work";
    String explanation =
        check.table().name()
            + " is there for "
            + (wanted - lacking.size())
            + " of the "
            + wanted
            + of
            + " before "
            + day.date()
            + (lacking.isEmpty() ? "" : "; wanting: " + lacking.get(0));
    return GateResult.of(rule, lacking.isEmpty(), wanted - lacking.size(), wanted, explanation)
        .naming(lacking);
  }

  /** The newest first; returns how many dates were wanted. */
  private static int days(
      GateCheck.Lookback check,
      GateAnswers answers,
      GateDay day,
      List<String> lacking,
      List<LocalDate> unknown) {
    int wanted = 0;
    for (int back = 1; back <= check.days(); back++) {
      LocalDate date = day.date().minusDays(back);
      DayWork work = day.calendar().on(date);
      if (unknown(check, answers, day, date)) {
        unknown.add(date);
      }
      if (!work.due() || bootstrap(check, day, date)) {
        continue;
      }
      wanted++;
      long rows = DataGates.rows(answers.input(), date);
      long enough =
          check.enough().perEntity()
              ? check.enough().rows() * Math.max(1, work.entities())
              : check.enough().rows();
      if (rows < enough) {
        lacking.add(date + ": " + rows + " of " + enough);
      }
    }
    return wanted;
  }

  private static int entities(
      GateCheck.Lookback check,
      GateCheck.Lookback.LastEntities last,
      GateAnswers answers,
      GateDay day,
      List<String> lacking,
      List<LocalDate> unknown) {
    Set<String> parts = new TreeSet<>();
    day.work().asking().forEach(entry -> parts.addAll(entry.parts()));
    int wanted = 0;
    boolean few = false;
    for (String part : parts) {
      List<CalendarEntry> entries = day.calendar().lastOf(part, day.date(), last.entities());
      few |= entries.size() < last.entities();
      for (CalendarEntry entry : entries) {
        if (bootstrap(check, day, entry.date())) {
          continue;
        }
        wanted++;
        long rows =
            answers.input().stream()
                .filter(each -> each.date().equals(entry.date()) && each.part().equals(part))
                .mapToLong(Measured::rows)
                .sum();
        if (rows < check.enough().rows()) {
          lacking.add(part + " on " + entry.date() + ": " + rows + " of " + check.enough().rows());
        }
      }
    }
    // Those that are wanting may have been on days that nobody knows.
    for (int back = 1; few && back <= GateQuestions.daysBefore(check); back++) {
      if (unknown(check, answers, day, day.date().minusDays(back))) {
        unknown.add(day.date().minusDays(back));
      }
    }
    return wanted;
  }

  /** Whether there may have been work, and nobody can tell. */
  private static boolean unknown(
      GateCheck.Lookback check, GateAnswers answers, GateDay day, LocalDate date) {
    return day.calendar().on(date).state() == DayWork.State.UNKNOWN
        && day.calendar().calendar().filter(c -> c.inSeason(date)).isPresent()
        && !bootstrap(check, day, date)
        && (day.since().filter(since -> !date.isBefore(since)).isPresent()
            || answers.input().stream().anyMatch(rows -> !rows.date().isAfter(date)));
  }

  private static boolean bootstrap(GateCheck.Lookback check, GateDay day, LocalDate date) {
    return check.madeBy().isPresent()
        && day.calendar()
            .calendar()
            .filter((Calendar c) -> c.isBootstrap(check.madeBy().get(), date))
            .isPresent();
  }
}
