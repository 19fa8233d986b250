package io.phasekeeper.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;

class FunctionTableTest {
  private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");

  @Test
  void theProjectsOwnFileNamesAClassPerFunctionAndTicksTheSweepEveryMinute() throws IOException {
    Path home = Path.of(System.getProperty("phasekeeper.home"));
    FunctionTable table = FunctionTable.read(home.resolve(FunctionTable.PATH), NEW_YORK);
    assertThat(table.function("phase-orchestrator").orElseThrow().takesCompletions()).isTrue();
    Timer sweep = table.function("phase-sweep").orElseThrow().timer().orElseThrow();
    assertThat(sweep.nextAfter(Instant.parse("2026-01-11T10:00:00Z")))
        .isEqualTo("2026-01-11T10:01:00Z");
    assertThat(sweep.nextAfter(Instant.parse("2026-01-11T10:00:59.9Z")))
        .isEqualTo("2026-01-11T10:01:00Z");
    assertThat(sweep.retries()).isPositive();
    FunctionSpec status = table.function("status").orElseThrow();
    assertThat(status.trigger()).isEqualTo(FunctionSpec.Trigger.HTTP);
    assertThat(status.takesCompletions()).isFalse();
    assertThat(status.timer()).isEmpty();
  }

  @Test
  void aTimerOfTheWallClockFiresAtItsHourOnBothSidesOfADstNight() {
    Timer timer = new Timer("15 14 * * *", NEW_YORK, 1);
    assertThat(timer.nextAfter(Instant.parse("2026-03-07T12:00:00Z")))
        .isEqualTo("2026-03-07T19:15:00Z");
    assertThat(timer.nextAfter(Instant.parse("2026-03-08T12:00:00Z")))
        .isEqualTo("2026-03-08T18:15:00Z");
  }

  @Test
  void aWrongTriggerIsNamedWithItsPlace() {
    assertThatThrownBy(
            () ->
                FunctionTable.parse(
                    "f.yaml",
                    "functions: {a: {entry_point: A, trigger: web, memory: 1Gi, seconds: 1}}",
                    NEW_YORK))
        .hasMessage(
            "f.yaml: functions.a.trigger: found \"web\"; expected completions, timer or http");
  }

  @Test
  void aCronThatNeverFiresIsRefused() {
    assertThatThrownBy(() -> new Timer("0 0 31 2 *", NEW_YORK, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
