package io.phasekeeper.local.simulate.runs;

import static org.assertj.core.api.Assertions.assertThat;

import io.phasekeeper.local.simulate.DrawnDays;
import io.phasekeeper.local.simulate.Verdicts;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.pipeline.PipelineFile;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
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

  private static String said(DrawnDays days, long number) {
    DrawnDays.Looked day = days.play(number);
    Verdicts verdicts = day.verdicts();
    return day.faults() + " " + day.ticks() + " " + verdicts.checks() + verdicts.violations();
  }
}
