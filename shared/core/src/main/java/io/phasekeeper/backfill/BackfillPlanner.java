package io.phasekeeper.backfill;

import io.phasekeeper.gate.CalendarSpan;
import io.phasekeeper.gate.DayWork;
import io.phasekeeper.heal.DateSpan;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.pipeline.Processor;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Says what is to be made of a range of dates, purely: the calendar tells which have work; and what
 * may have to be made anew after it, being made from it.
 */
final class BackfillPlanner {
  /** Later dates than so many days after the range are never touched. */
  static final int DAYS_AFTER = 30;

  private BackfillPlanner() {}

  /** The last date whose outputs may follow. */
  static LocalDate last(BackfillOrder order, LocalDate today) {
    LocalDate last = order.to().plusDays(DAYS_AFTER);
    return last.isAfter(today.plusDays(1)) ? today.plusDays(1) : last;
  }

  /**
   * @param outputs all that can be asked for, inputs before what is made from them
   * @param following the dates of those that are made from what is asked for
   * @param calendar knows the dates of the range, and those that follow
   */
  static Units plan(
      BackfillOrder order,
      List<Processor> outputs,
      Map<String, DateSpan> following,
      Pipeline pipeline,
      CalendarSpan calendar) {
    LocalDate last =
        following.values().stream()
            .map(DateSpan::last)
            .filter(order.to()::isBefore)
            .max(Comparator.naturalOrder())
            .orElse(order.to());
    Map<String, StringBuilder> letters = new LinkedHashMap<>();
    outputs.stream()
        .filter(each -> order.asks(each) || following.containsKey(each.name().value()))
        .forEach(output -> letters.put(output.name().value(), new StringBuilder()));
    for (LocalDate date = order.from(); !date.isAfter(last); date = date.plusDays(1)) {
      DayWork work = calendar.on(date);
      for (Processor output : outputs) {
        StringBuilder text = letters.get(output.name().value());
        if (text != null) {
          Unit unit = unit(output, date, work, pipeline);
          boolean asked = order.asks(output) && !date.isAfter(order.to());
          text.append(
              (asked ? unit : after(unit, following.get(output.name().value()), date)).letter());
        }
      }
    }
    Map<String, String> byOutput = new LinkedHashMap<>();
    letters.forEach((output, text) -> byOutput.put(output, text.toString()));
    return new Units(order.from(), byOutput);
  }

  /** What is not asked for, but may follow. */
  private static Unit after(Unit unit, @Nullable DateSpan following, LocalDate date) {
    return unit == Unit.WAITING && following != null && following.has(date)
        ? Unit.FOLLOWS
        : Unit.UNTOUCHED;
  }

  private static Unit unit(Processor output, LocalDate date, DayWork work, Pipeline pipeline) {
    boolean bootstrap =
        pipeline.calendar().filter(each -> each.isBootstrap(output.phase(), date)).isPresent();
    if (bootstrap) {
      return Unit.BOOTSTRAP;
    }
    if (work.due() || !output.rowsPerEntity()) {
      return Unit.WAITING;
    }
    boolean between = pipeline.calendar().filter(each -> !each.inSeason(date)).isPresent();
    return work.free() || between ? Unit.NO_WORK : Unit.UNKNOWN;
  }
}
