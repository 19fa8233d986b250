package io.phasekeeper.run;

import static io.phasekeeper.run.RunNight.DATE;
import static io.phasekeeper.run.RunNight.HISTORY;
import static io.phasekeeper.run.RunNight.SUMMARY;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.phasekeeper.document.DocumentStore;
import io.phasekeeper.message.Messages;
import io.phasekeeper.outcome.PortFailure;
import io.phasekeeper.transition.Night;
import io.phasekeeper.warehouse.Warehouse;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The process dies before and after every single call to a port, or the port fails there: whatever
 * was left undone the next ticks do, and nothing is done twice.
 */
@Tag("long")
class RunCrashTest {
  private static final String CACHE = "PlayerDailyCacheProcessor";

  /** What happens at one call to a port. */
  private enum Trouble {
    DEATH_BEFORE,
    DEATH_AFTER,
    FAILURE,
    FAILURE_AFTER,
    STREAMING_FROM_HERE
  }

  @Test
  void whateverIsLeftUndoneIsDoneByTheNextTicks() {
    int calls = play(Integer.MAX_VALUE, Trouble.DEATH_BEFORE);
    assertThat(calls).isGreaterThan(40);
    for (Trouble trouble : Trouble.values()) {
      for (int at = 1; at <= calls; at++) {
        play(at, trouble);
      }
    }
  }

  /** A dead run with rows, one without, one that is alive and one that ended; then 25 minutes. */
  @CanIgnoreReturnValue
  private static int play(int troubleAt, Trouble trouble) {
    RunNight night = new RunNight();
    Night.ALL_FIVE.stream().filter(n -> !n.equals(SUMMARY)).forEach(night.night::completes);
    night.begins(SUMMARY, "whole");
    night.beats(SUMMARY, "whole", 1);
    night.begins(CACHE, "lost");
    night.beats(CACHE, "lost", 1);
    night.begins(CACHE, "alive");
    night.begins(CACHE, "done");
    night.ends(CACHE, "done", "success");
    Troubled ports = new Troubled(troubleAt, trouble);
    night.night.with(
        ports.around(DocumentStore.class, night.night.stored),
        ports.around(Messages.class, night.night.sent));
    night.night.with(ports.around(Warehouse.class, night.night.tables));
    night.restart();
    for (int minute = 1; minute <= 45; minute++) {
      night.passes(Duration.ofMinutes(1));
      night.beats(CACHE, "alive", minute);
      if (minute % 5 == 0) {
        try {
          var unused = night.sweeps();
        } catch (Death | PortFailure e) {
          night.restart();
        }
      }
    }
    // What the minute's sweep would do of itself.
    night.night.with(night.night.stored, night.night.sent).with(night.night.tables);
    night.night.passes(Duration.ofMinutes(2));
    check(night, trouble + " at call " + troubleAt);
    return ports.calls;
  }

  private static void check(RunNight night, String play) {
    assertThat(night.run("whole").succeeded()).as(play).isTrue();
    assertThat(night.run("lost").status()).as(play).isEqualTo("failed");
    assertThat(night.run("alive").ended()).as(play).isFalse();
    assertThat(night.run("done").succeeded()).as(play).isTrue();
    for (String id : List.of("whole", "lost")) {
      assertThat(
              night.night.tables.rows(HISTORY, DATE).stream()
                  .filter(row -> id.equals(row.get("run_id")) && row.get("processed_at") != null))
          .as(play + ": the end of " + id + " is written once")
          .hasSize(1);
    }
    assertThat(night.stored("whole")).as(play).containsEntry("state", "reconciled");
    assertThat(night.stored("lost")).as(play).containsEntry("state", "failed");
    assertThat(night.night.phase4Triggers())
        .as(play)
        .containsExactly("phase4:2026-01-10:overnight:1");
    assertThat(night.night.findings("open"))
        .as(play)
        .contains("run-dead lost")
        .doesNotContain("run-dead whole", "run-reconciled whole");
    assertThat(night.night.findings("resolved"))
        .as(play)
        .contains("run-dead whole", "run-reconciled whole");
    night.night.stored.all().stream()
        .filter(
            d ->
                List.of("run-dead", "run-reconciled")
                    .contains(String.valueOf(d.fields().get("kind"))))
        .forEach(d -> assertThat(d.fields()).as(play).containsEntry("episode", 1L));
    assertThat(Map.copyOf(night.stored("alive"))).as(play).containsEntry("state", "watched");
  }

  /** The process dies. */
  private static final class Death extends Error {
    private static final long serialVersionUID = 1L;
  }

  /** Counts the calls to all ports; at one of them there is trouble. */
  private static final class Troubled {
    private final int at;
    private final Trouble trouble;
    int calls;

    Troubled(int at, Trouble trouble) {
      this.at = at;
      this.trouble = trouble;
    }

    <T> T around(Class<T> port, T real) {
      return port.cast(
          Proxy.newProxyInstance(
              getClass().getClassLoader(),
              new Class<?>[] {port},
              (proxy, method, arguments) -> {
                calls++;
                boolean here = calls == at;
                if (here && trouble == Trouble.DEATH_BEFORE) {
                  throw new Death();
                }
                if (here && trouble == Trouble.FAILURE) {
                  throw failure(PortFailure.Kind.UNAVAILABLE, port);
                }
                if (calls >= at
                    && trouble == Trouble.STREAMING_FROM_HERE
                    && method.getName().equals("endRun")) {
                  throw failure(PortFailure.Kind.STREAMING, port);
                }
                try {
                  Object answer = method.invoke(real, arguments);
                  if (here && trouble == Trouble.DEATH_AFTER) {
                    throw new Death();
                  }
                  if (here && trouble == Trouble.FAILURE_AFTER) {
                    throw failure(PortFailure.Kind.UNAVAILABLE, port);
                  }
                  return answer;
                } catch (InvocationTargetException e) {
                  throw e.getCause();
                }
              }));
    }

    private static PortFailure failure(PortFailure.Kind kind, Class<?> port) {
      return new PortFailure(
          port.equals(Warehouse.class)
              ? PortFailure.Service.BIGQUERY
              : PortFailure.Service.FIRESTORE,
          kind,
          "trouble");
    }
  }
}
