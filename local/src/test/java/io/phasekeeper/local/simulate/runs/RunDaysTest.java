package io.phasekeeper.local.simulate.runs;

import static org.assertj.core.api.Assertions.assertThat;

import io.phasekeeper.document.DocumentQuery;
import io.phasekeeper.finding.FindingBook;
import io.phasekeeper.local.simulate.DrawnDays;
import io.phasekeeper.local.simulate.Verdicts;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.pipeline.PipelineFile;
import io.phasekeeper.platform.Platform;
import io.phasekeeper.run.RunCleanup;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RunDaysTest {
  static final Pipeline NBA = PipelineFile.load(Path.of("../pipelines/nba.yaml"), Map.of());

  @Test
  void fiveHundredDaysHoldEverything() {
    DrawnDays days = RunDays.of(NBA, 3).get(0);
    Map<String, Integer> faults = new TreeMap<>();
    int checks = 0;
    for (int number = 0; number < 500; number++) {
      DrawnDays.Looked day = days.play(number);
      String which = "day " + number;
      assertThat(day.verdicts().violations()).as(which).isEmpty();
      day.faults().forEach((kind, count) -> faults.merge(kind, count, Integer::sum));
      checks += day.verdicts().checks();
    }
    assertThat(checks).isGreaterThan(5_000);
    assertThat(faults)
        .containsKeys(
            "run that dies",
            "run that hangs",
            "end row that never comes",
            "rows of an earlier run",
            "run without progress",
            "missing rows",
            "beats that all stop",
            "change of a streamed row",
            "refused change",
            "answer to a change lost",
            "warehouse outage",
            "store conflict",
            "silent cleanup",
            "death before a call",
            "death after a call",
            "two ticks at once");
  }

  @Test
  void theSameSeedPlaysTheSameDays() {
    assertThat(said(RunDays.of(NBA, 5).get(0), 17)).isEqualTo(said(RunDays.of(NBA, 5).get(0), 17));
    assertThat(RunDrawer.day(NBA, 5, 17)).isEqualTo(RunDrawer.day(NBA, 5, 17));
    assertThat(RunDrawer.day(NBA, 5, 17)).isNotEqualTo(RunDrawer.day(NBA, 6, 17));
  }

  @Test
  void skippingTicksAtWhichNothingCanBeDueChangesNothing() {
    int ticks = 0;
    int all = 0;
    for (int number = 0; number < 60; number++) {
      RunPlan plan = RunDrawer.day(NBA, 21, number);
      RunDay.Played some = RunDay.play(plan, NBA, RunDaysTest::ours, false);
      RunDay.Played every = RunDay.play(plan, NBA, RunDaysTest::ours, true);
      assertThat(cameTo(some)).as("day " + number).isEqualTo(cameTo(every));
      ticks += some.seen().ticks;
      all += every.seen().ticks;
    }
    assertThat(ticks).isLessThan(all * 9 / 10);
  }

  private static RunDay.Sweeper ours(Platform platform) {
    RunCleanup cleanup = new RunCleanup(platform);
    return cleanup::sweep;
  }

  /** What was decided of each run and when, and the findings; one that is overdue is told late. */
  private static List<String> cameTo(RunDay.Played day) {
    Stream<String> decided =
        day.seen().decided.stream().map(d -> d.runId() + " " + d.reconciles() + " " + d.at());
    Stream<String> findings =
        day.stored().query(DocumentQuery.in(FindingBook.COLLECTION, 1_000)).stream()
            .filter(finding -> !"run-overdue".equals(finding.fields().get("kind")))
            .map(finding -> finding.path().id() + " " + finding.fields().get("state"));
    return Stream.concat(decided, findings).sorted().toList();
  }

  private static String said(DrawnDays days, long number) {
    DrawnDays.Looked day = days.play(number);
    Verdicts verdicts = day.verdicts();
    return day.faults() + " " + day.ticks() + " " + verdicts.checks() + verdicts.violations();
  }
}
