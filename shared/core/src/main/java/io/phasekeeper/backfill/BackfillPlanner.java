package io.phasekeeper.backfill;

import io.phasekeeper.gate.CalendarSpan;
import io.phasekeeper.gate.DayWork;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.pipeline.Processor;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Says what is to be made of a range of dates, purely: the calendar tells which have work. */
final class BackfillPlanner {
  private BackfillPlanner() {}

  /**
   * @param outputs inputs before what is made from them
   * @param calendar knows the dates of the range
   */
  static Units plan(
      BackfillOrder order, List<Processor> outputs, Pipeline pipeline, CalendarSpan calendar) {
    Map<String, StringBuilder> letters = new LinkedHashMap<>();
    outputs.forEach(output -> letters.put(output.name().value(), new StringBuilder()));
    LocalDate end = order.to().plusDays(1);
    for (LocalDate date = order.from(); date.isBefore(end); date = date.plusDays(1)) {
      DayWork work = calendar.on(date);
      for (Processor output : outputs) {
        StringBuilder text = letters.getOrDefault(output.name().value(), new StringBuilder());
        text.append(unit(output, date, work, pipeline).letter());
      }
    }
    Map<String, String> byOutput = new LinkedHashMap<>();
    letters.forEach((output, text) -> byOutput.put(output, text.toString()));
    return new Units(order.from(), byOutput);
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
