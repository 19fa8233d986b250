package io.phasekeeper.local.simulate;

import io.phasekeeper.document.DocumentPath;
import io.phasekeeper.ledger.LedgerDocument;
import io.phasekeeper.pipeline.CycleName;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.pipeline.Transition;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Draws what goes wrong on a day, and who else has a hand in it. */
final class TroubleDrawer {
  private final Pipeline pipeline;
  private final Draw draw;
  private final PlanDrawer day;

  TroubleDrawer(Pipeline pipeline, Draw draw, PlanDrawer day) {
    this.pipeline = pipeline;
    this.draw = draw;
    this.day = day;
  }

  void draw() {
    deliveries();
    deaths();
    outages();
    otherWriters();
    people();
  }

  private void deliveries() {
    for (Item.Report report : day.reported()) {
      int fate = draw.below(100);
      if (fate < 6) {
        day.add(new Item.Duplicated(report.message(), draw.seconds(0, 120)));
      } else if (fate < 8) {
        day.add(new Item.Duplicated(report.message(), draw.minutes(5, 120)));
      } else if (fate < 12) {
        day.add(new Item.Delayed(report.message(), draw.seconds(2, 240)));
      } else if (fate < 14) {
        day.add(new Item.Delayed(report.message(), draw.minutes(5, 60)));
      } else if (fate < 18) {
        day.add(new Item.Lost(report.message(), draw.between(1, draw.percent(10) ? 9 : 5)));
      }
    }
  }

  private void deaths() {
    for (Item.Report report : day.reported()) {
      if (draw.percent(8)) {
        day.add(new Item.Crash(report.message(), 1, call(22, 41), draw.percent(50)));
        if (draw.percent(30)) {
          day.add(new Item.Crash(report.message(), 2, call(22, 41), draw.percent(50)));
        }
      } else if (draw.percent(2) && !day.hasChain(report.phase())) {
        // What a stalled instance had decided on counts nowhere else only once its create is
        // through: where runs change their cycle, that is left out.
        day.add(new Item.Stalled(report.message(), draw.percent(70)));
        // While one instance stalls, a second run of the same member comes.
        day.runAgain(report, draw.seconds(2, 9));
      }
    }
    for (Item.Report last : lasts()) {
      if (draw.percent(6)) {
        day.add(new Item.Crash(last.message(), 1, draw.between(16, 41), draw.percent(50)));
      }
    }
    for (int n = draw.below(10); n >= 6; n--) {
      Instant from = day.around();
      day.add(new Item.SweepCrash(from, call(30, 81), draw.percent(50)));
    }
  }

  /** The last report of each phase and cycle: mostly it starts what comes after, in many calls. */
  private Collection<Item.Report> lasts() {
    Map<String, Item.Report> lasts = new TreeMap<>();
    for (Item.Report report : day.reported()) {
      lasts.merge(
          report.phase() + "/" + report.cycle(),
          report,
          (one, other) -> other.timestamp().isAfter(one.timestamp()) ? other : one);
    }
    return lasts.values();
  }

  /** A port call to die at: mostly one of the first, that each invocation makes. */
  private int call(int first, int most) {
    return draw.percent(75) ? draw.between(1, first) : draw.between(first, most);
  }

  private void outages() {
    if (draw.percent(10)) {
      Instant from = day.around();
      day.add(new Item.Conflicts(from, from.plus(draw.minutes(10, 60))));
    }
    if (draw.percent(9)) {
      Instant from = day.around();
      day.add(new Item.PublishFails(from, from.plus(draw.minutes(3, 40)), draw.percent(40)));
    }
    if (draw.percent(8)) {
      Instant from = day.around();
      day.add(new Item.WarehouseDown(from, from.plus(draw.minutes(5, 50))));
    }
    if (draw.percent(7)) {
      Instant from = day.around();
      Duration by = draw.percent(50) ? draw.seconds(1, 240) : draw.seconds(1, 240).negated();
      day.add(new Item.ClockStep(from, from.plus(draw.minutes(5, 60)), by));
    }
    if (draw.percent(9)) {
      Instant from = day.around();
      day.add(new Item.SweepSilent(from, from.plus(Duration.ofHours(1))));
    }
    if (draw.percent(15)) {
      List<String> tables =
          pipeline.transitions().stream()
              .flatMap(t -> t.policies().values().stream())
              .flatMap(p -> p.gates().stream())
              .map(gate -> gate.table().name())
              .distinct()
              .toList();
      if (!tables.isEmpty()) {
        Instant from = day.around();
        long rows = draw.percent(40) ? 0 : day.entities();
        day.add(new Item.FewRows(draw.one(tables), from, from.plus(draw.minutes(10, 150)), rows));
      }
    }
  }

  private void otherWriters() {
    List<Item.Report> reports = day.reported();
    for (int n = draw.below(6); n >= 3; n--) {
      Transition transition = draw.one(pipeline.transitions());
      CycleName cycle = draw.one(List.copyOf(transition.policies().keySet()));
      DocumentPath ledger = day.ledger(transition, cycle);
      if (draw.percent(50) || reports.isEmpty()) {
        day.add(new Item.OtherWrites(day.around(), ledger, "_their_note_" + n, "note " + n));
      } else {
        Item.Report report = draw.one(reports);
        DocumentPath its =
            LedgerDocument.path(
                pipeline.phase(report.phase()), day.date(), report.cycle(), pipeline.cycles());
        day.add(
            new Item.OtherWritesMeanwhile(
                report.message(), draw.between(1, 14), its, "_their_note_" + n, "note " + n));
      }
    }
    boolean stale = draw.percent(4);
    if (stale) {
      Transition transition = draw.one(pipeline.transitions());
      CycleName cycle = draw.one(List.copyOf(transition.policies().keySet()));
      String old = transition.phase() + ":" + day.date() + ":" + cycle + ":1";
      day.add(new Item.StaleFlags(day.around(), day.ledger(transition, cycle), old));
    }
    if (!stale && draw.percent(2)) {
      Transition transition = draw.one(pipeline.transitions());
      CycleName cycle = draw.one(List.copyOf(transition.policies().keySet()));
      day.add(
          new Item.OtherStarts(
              day.around(), transition.phase(), cycle, day.ledger(transition, cycle)));
    }
  }

  private void people() {
    if (draw.percent(3)) {
      Transition transition = draw.one(pipeline.transitions());
      CycleName cycle = draw.one(List.copyOf(transition.policies().keySet()));
      day.add(new Item.NeverStarts(transition.phase(), cycle));
    }
    if (draw.percent(3)) {
      Transition transition = draw.one(pipeline.transitions());
      CycleName cycle = draw.one(List.copyOf(transition.policies().keySet()));
      Instant from = day.around();
      day.add(new Item.Held(from, from.plus(draw.minutes(5, 90)), transition.phase(), cycle));
    }
    if (draw.percent(2)) {
      Transition transition = draw.one(pipeline.transitions());
      CycleName cycle = draw.one(List.copyOf(transition.policies().keySet()));
      day.add(new Item.Skipped(day.around(), transition.phase(), cycle));
    }
  }
}
