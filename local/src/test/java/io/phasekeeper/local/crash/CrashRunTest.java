package io.phasekeeper.local.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the command says of its kills; {@code .ci/run kills} makes them. */
class CrashRunTest {
  private final StringWriter out = new StringWriter();
  private final CrashRun run =
      new CrashRun(7, new PrintWriter(out), new PrintWriter(new StringWriter()));

  private static KillRun.Result result(String... violations) {
    return new KillRun.Result(
        20,
        15,
        new CompletionStream.Totals(8, 90, 140, 41, 9),
        120,
        25,
        6,
        2,
        48,
        3,
        500,
        List.of(violations));
  }

  @Test
  void withoutViolationItTellsItsFiguresAndEndsWell() {
    assertThat(run.tell(result(), 61.4, Path.of("logs"))).isZero();
    assertThat(out.toString().lines())
        .containsExactly(
            "seed 7: 20 kills in 61 s, 15 of them in the middle of a call",
            "90 messages of 8 nights in 140 deliveries: 41 again for want of an answer, 9 after one; 120 sweeps",
            "25 triggers, 6 found pending after a kill (2 of them already published)",
            "48 messages heard on the trigger topics, 3 ids more than once; 500 invariant checks",
            "no violation");
  }

  @Test
  void aViolationIsToldWithTheSeedAndFailsTheCommand() {
    assertThat(run.tell(result("no completion is lost: 4-load-2 is"), 61.4, Path.of("logs")))
        .isEqualTo(1);
    assertThat(out.toString())
        .contains("VIOLATION no completion is lost: 4-load-2 is")
        .contains("again: phasekeeper crash --kills 20 --seed 7; logs: logs")
        .doesNotContain("no violation");
  }
}
