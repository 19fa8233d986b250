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
 */
final class LookbackGate {
  private LookbackGate() {}

  static GateResult judge(
      GateRule rule, GateCheck.Lookback check, GateAnswers answers, GateDay day) {
    List<String> lacking = new ArrayList<>();
    int wanted =
        check.last().isPresent()
            ? entities(check, check.last().get(), answers, day, lacking)
            : days(check, answers, day, lacking);
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
      GateCheck.Lookback check, GateAnswers answers, GateDay day, List<String> lacking) {
    int wanted = 0;
    for (int back = 1; back <= check.days(); back++) {
      LocalDate date = day.date().minusDays(back);
      DayWork work = day.calendar().on(date);
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
      List<String> lacking) {
    Set<String> parts = new TreeSet<>();
    day.work().asking().forEach(entry -> parts.addAll(entry.parts()));
    int wanted = 0;
    for (String part : parts) {
      for (CalendarEntry entry : day.calendar().lastOf(part, day.date(), last.entities())) {
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
    return wanted;
  }

  private static boolean bootstrap(GateCheck.Lookback check, GateDay day, LocalDate date) {
    return check.madeBy().isPresent()
        && day.calendar()
            .calendar()
            .filter((Calendar c) -> c.isBootstrap(check.madeBy().get(), date))
            .isPresent();
  }
}
