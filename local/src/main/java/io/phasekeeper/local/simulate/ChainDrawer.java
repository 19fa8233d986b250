package io.phasekeeper.local.simulate;

import io.phasekeeper.event.ReportStatus;
import io.phasekeeper.pipeline.CycleName;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.pipeline.Transition;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.List;
import java.util.Optional;

/** Draws chains of runs, of one correlation, that begin before midnight and go on after it. */
final class ChainDrawer {
  private static final String CHAIN = "chain-";

  private final Pipeline pipeline;
  private final Draw draw;
  private final LocalDate date;
  private final PlanDrawer day;

  ChainDrawer(Pipeline pipeline, Draw draw, LocalDate date, PlanDrawer day) {
    this.pipeline = pipeline;
    this.draw = draw;
    this.date = date;
    this.day = day;
  }

  /**
   * A chain that begins on the date and ends after it: its runs of the night count in the cycle in
   * which it began (CONTRACT §3), as soon as the run that began it is known, in whatever order they
   * come.
   */
  void draw() {
    CycleName night = pipeline.cycles().after();
    CycleName evening = pipeline.cycles().equal();
    List<Transition> both =
        pipeline.transitions().stream()
            .filter(t -> t.policies().keySet().containsAll(List.of(night, evening)))
            .toList();
    if (both.isEmpty() || night.equals(evening)) {
      return;
    }
    Transition transition = draw.one(both);
    List<Item.Report> nightly =
        day.reported().stream()
            .filter(r -> r.phase().equals(transition.after()) && r.cycle().equals(night))
            .filter(r -> r.processor().isPresent())
            .toList();
    if (nightly.isEmpty()) {
      return;
    }
    String chain = CHAIN + transition.after();
    Item.Report last = draw.one(nightly);
    for (Item.Report each : draw.percent(50) ? List.of(last) : List.of(last, draw.one(nightly))) {
      day.chain(each, chain);
    }
    Instant midnight = day.at(date.plusDays(1), LocalTime.MIDNIGHT);
    Instant began = midnight.minus(draw.minutes(1, 40));
    Instant about = last.timestamp().plus(draw.seconds(-1_200, 2_400));
    Instant ended = about.isAfter(midnight) ? about : midnight.plusSeconds(30);
    int message = day.nextMessage();
    day.add(
        new Item.Report(
            message,
            transition.after(),
            evening,
            last.nameAsSent(),
            last.processor(),
            draw.percent(80) ? ReportStatus.SUCCESS : ReportStatus.FAILED,
            Optional.of(day.rows()),
            "run-" + message,
            chain,
            ended,
            Duration.between(began, ended),
            ended.plus(draw.seconds(0, 3))));
  }

  /** Whether a report is of the run that begins a chain. */
  static boolean begins(Item.Report report, Pipeline pipeline) {
    return report.correlation().startsWith(CHAIN)
        && report.cycle().equals(pipeline.cycles().equal());
  }
}
