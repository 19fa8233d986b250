package io.phasekeeper.transition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.phasekeeper.document.Document;
import io.phasekeeper.document.DocumentPath;
import io.phasekeeper.document.DocumentQuery;
import io.phasekeeper.document.DocumentStore;
import io.phasekeeper.document.FieldChange;
import io.phasekeeper.event.IncomingEvent;
import io.phasekeeper.message.Messages;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The process dies before and after every single call to a port, once per play: whatever was left
 * undone is done by redelivery and the sweep, under one id, with one payload.
 */
@Tag("long")
class CrashTest {
  @Test
  void aDeathAtAnyCallToAPortLosesNothingAndTriggersUnderOneId() {
    int calls = play(Integer.MAX_VALUE, false);
    for (int at = 1; at <= calls; at++) {
      play(at, false);
      play(at, true);
    }
    assertThat(calls).isGreaterThan(40);
  }

  @Test
  void withoutRedeliveryTheSweepAloneFinishesWhatADeathLeftUndone() {
    int calls = playWithoutRedelivery(Integer.MAX_VALUE);
    for (int at = 1; at < calls; at++) {
      playWithoutRedelivery(at);
    }
    assertThat(calls).isGreaterThan(10);
  }

  /** The first death falls into the start, the second into the judgement after it. */
  @Test
  void twoDeathsInARowLeaveNoFindingOpenThatTheStartResolves() {
    int calls = playLate(new Deadly(Integer.MAX_VALUE, false));
    for (int first = 1; first <= calls; first++) {
      for (int next = 1; next <= 12; next++) {
        playLate(new Deadly(first, false).andAgain(first + next));
      }
    }
    assertThat(calls).isGreaterThan(15);
  }

  /** Four of five come; the phase is late without the critical one; then that comes, too. */
  private static int playLate(Deadly deadly) {
    Night night = new Night();
    Night.ALL_FIVE.subList(1, 5).forEach(night::completes);
    night.passes(Duration.ofMinutes(40));
    assertThat(night.findings("open")).isNotEmpty();
    IncomingEvent event = night.message(Night.PHASE3, Night.ALL_FIVE.get(0), Map.of());
    night.with(deadly.around(night.stored), deadly.around(night.sent));
    deliver(night, event);
    int calls = deadly.calls;
    night.with(night.stored, night.sent);
    night.passes(Duration.ofMinutes(4));
    check(night, deadly.toString());
    return calls;
  }

  /** Five completions, each delivered until it is acknowledged; then ten minutes of sweeps. */
  private static int play(int crashAt, boolean afterEffect) {
    Night night = new Night();
    Deadly deadly = new Deadly(crashAt, afterEffect);
    night.with(deadly.around(night.stored), deadly.around(night.sent));
    List<IncomingEvent> events = new ArrayList<>();
    Night.ALL_FIVE.forEach(name -> events.add(night.message(Night.PHASE3, name, Map.of())));
    for (IncomingEvent event : events) {
      deliver(night, event);
    }
    for (int minute = 0; minute < 4; minute++) {
      night.clock.add(Duration.ofMinutes(1));
      try {
        night.sweeps();
      } catch (Death e) {
        night.restart();
      }
    }
    check(night, "death at call " + crashAt + (afterEffect ? ", after its effect" : ""));
    return deadly.calls;
  }

  private static void deliver(Night night, IncomingEvent event) {
    for (int attempt = 0; attempt < 5; attempt++) {
      try {
        if (night.on(event).tryAgain().isEmpty()) {
          return;
        }
      } catch (Death e) {
        night.restart();
      }
      night.clock.add(Duration.ofSeconds(10));
    }
    fail("never acknowledged: " + event);
  }

  /** The fifth message is lost for good once it was merged. */
  private static int playWithoutRedelivery(int crashAt) {
    Night night = new Night();
    Night.ALL_FIVE.subList(0, 4).forEach(night::completes);
    Deadly deadly = new Deadly(crashAt == Integer.MAX_VALUE ? crashAt : crashAt + 1, false);
    night.with(deadly.around(night.stored), deadly.around(night.sent));
    try {
      assertThat(night.completes(Night.ALL_FIVE.get(4)).word()).isEqualTo("triggered");
    } catch (Death e) {
      night.restart();
    }
    int calls = deadly.calls;
    night.with(night.stored, night.sent);
    night.passes(Duration.ofMinutes(3));
    check(night, "message lost at call " + crashAt);
    return calls;
  }

  private static void check(Night night, String play) {
    assertThat(night.phase4Triggers()).as(play).containsExactly("phase4:2026-01-10:overnight:1");
    Map<String, List<String>> payloads = new java.util.TreeMap<>();
    night
        .sent
        .published("nba-phase4-trigger")
        .forEach(
            p ->
                payloads
                    .computeIfAbsent(
                        p.message().attributes().get("trigger_id"), id -> new ArrayList<>())
                    .add(p.message().text()));
    assertThat(payloads).as(play).hasSize(5);
    payloads.forEach(
        (id, texts) -> assertThat(texts.stream().distinct()).as(play + " " + id).hasSize(1));
    assertThat(night.ledger("2026-01-10")).as(play).containsEntry("_triggered", true);
    assertThat(night.findings("open")).as(play).isEmpty();
  }

  /** The process dies. */
  private static final class Death extends Error {
    private static final long serialVersionUID = 1L;
  }

  /** Counts the calls to all ports, and dies at one of them, or at two. */
  private static final class Deadly {
    private final int crashAt;
    private final boolean afterEffect;
    private int crashAgainAt = Integer.MAX_VALUE;
    int calls;

    Deadly andAgain(int call) {
      crashAgainAt = call;
      return this;
    }

    @Override
    public String toString() {
      return "deaths at calls " + crashAt + " and " + crashAgainAt;
    }

    Deadly(int crashAt, boolean afterEffect) {
      this.crashAt = crashAt;
      this.afterEffect = afterEffect;
    }

    private <T> T call(Supplier<T> real) {
      calls++;
      if (calls == crashAt || calls == crashAgainAt) {
        if (afterEffect) {
          var unused = real.get();
        }
        throw new Death();
      }
      return real.get();
    }

    Messages around(Messages real) {
      return (topic, message) -> call(() -> real.publish(topic, message));
    }

    DocumentStore around(DocumentStore real) {
      return new DocumentStore() {
        @Override
        public Optional<Document> get(DocumentPath path) {
          return call(() -> real.get(path));
        }

        @Override
        public Map<DocumentPath, Document> getAll(List<DocumentPath> paths) {
          return call(() -> real.getAll(paths));
        }

        @Override
        public boolean create(DocumentPath path, Map<String, Object> fields) {
          return call(() -> real.create(path, fields));
        }

        @Override
        public void merge(DocumentPath path, List<FieldChange> changes) {
          call(
              () -> {
                real.merge(path, changes);
                return true;
              });
        }

        @Override
        public boolean compareAndSet(Document seen, List<FieldChange> changes) {
          return call(() -> real.compareAndSet(seen, changes));
        }

        @Override
        public List<Document> query(DocumentQuery query) {
          return call(() -> real.query(query));
        }

        @Override
        public void delete(DocumentPath path) {
          call(
              () -> {
                real.delete(path);
                return true;
              });
        }
      };
    }
  }
}
