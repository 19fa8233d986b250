package io.phasekeeper.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.phasekeeper.pipeline.CycleName;
import io.phasekeeper.pipeline.PhaseName;
import io.phasekeeper.pipeline.PipelineFile;
import io.phasekeeper.pipeline.Transition;
import io.phasekeeper.transition.CycleOutcome;
import io.phasekeeper.transition.Decision;
import io.phasekeeper.transition.PhaseDayReader;
import io.phasekeeper.transition.Transitions;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RoundsTest {
  private static final LocalDate DATE = LocalDate.of(2026, 1, 10);
  private static final Transition TRANSITION =
      PipelineFile.load(Path.of("../../pipelines/nba.yaml"), Map.of()).transitions().get(0);
  private static final PhaseDayReader.Key KEY = Transitions.key(TRANSITION, DATE);

  private final Rounds rounds = new Rounds(Duration.ofMinutes(1));
  private final AtomicInteger decided = new AtomicInteger();
  private final CountDownLatch reading = new CountDownLatch(1);
  private final CountDownLatch mayEnd = new CountDownLatch(1);

  private static List<CycleOutcome> outcome(String word) {
    return List.of(
        new CycleOutcome(
            new PhaseName("phase4"),
            DATE,
            new CycleName("overnight"),
            new Decision.Empty(),
            word,
            false,
            List.of(),
            List.of()));
  }

  private static List<String> words(List<CycleOutcome> outcomes) {
    return outcomes.stream().map(CycleOutcome::word).toList();
  }

  /** A round that has begun, and ends when it may. */
  private List<CycleOutcome> slowRound() {
    int number = decided.incrementAndGet();
    reading.countDown();
    try {
      assertThat(mayEnd.await(1, TimeUnit.MINUTES)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return outcome("round " + number);
  }

  private List<CycleOutcome> round() {
    return outcome("round " + decided.incrementAndGet());
  }

  private static <T> FutureTask<T> running(java.util.concurrent.Callable<T> work) {
    FutureTask<T> task = new FutureTask<>(work);
    Thread thread = new Thread(task);
    thread.setDaemon(true);
    thread.start();
    return task;
  }

  /** Waits until so many threads stand before a round that has not begun. */
  private static void untilWaiting(Thread.State state, List<Thread> threads) {
    while (!threads.stream().allMatch(thread -> thread.getState() == state)) {
      Thread.onSpinWait();
    }
  }

  @Test
  void aloneEachIsARoundOfItsOwn() {
    assertThat(words(rounds.decide(KEY, this::round))).containsExactly("round 1");
    assertThat(words(rounds.decide(KEY, this::round))).containsExactly("round 2");
  }

  @Test
  void whoComesWhileARoundReadsIsInTheNextAndSharesIt() throws Exception {
    FutureTask<List<CycleOutcome>> first = running(() -> rounds.decide(KEY, this::slowRound));
    reading.await();
    CompletableFuture<List<CycleOutcome>> second = new CompletableFuture<>();
    CompletableFuture<List<CycleOutcome>> third = new CompletableFuture<>();
    Thread leader = new Thread(() -> second.complete(rounds.decide(KEY, this::round)));
    leader.start();
    untilWaiting(Thread.State.TIMED_WAITING, List.of(leader));
    Thread follower = new Thread(() -> third.complete(rounds.decide(KEY, this::round)));
    follower.start();
    untilWaiting(Thread.State.WAITING, List.of(follower));
    assertThat(decided).hasValue(1);
    mayEnd.countDown();
    assertThat(words(first.get())).containsExactly("round 1");
    assertThat(words(second.get())).containsExactly("round 2");
    assertThat(words(third.get())).containsExactly("round 2");
    assertThat(decided).hasValue(2);
  }

  @Test
  void whatWasDoneIsToldByWhoDidIt() throws Exception {
    FutureTask<List<CycleOutcome>> first = running(() -> rounds.decide(KEY, this::slowRound));
    reading.await();
    CompletableFuture<List<CycleOutcome>> second = new CompletableFuture<>();
    CompletableFuture<List<CycleOutcome>> third = new CompletableFuture<>();
    Thread leader =
        new Thread(() -> second.complete(rounds.decide(KEY, () -> outcome("triggered"))));
    leader.start();
    untilWaiting(Thread.State.TIMED_WAITING, List.of(leader));
    Thread follower = new Thread(() -> third.complete(rounds.decide(KEY, this::round)));
    follower.start();
    untilWaiting(Thread.State.WAITING, List.of(follower));
    mayEnd.countDown();
    assertThat(words(first.get())).containsExactly("round 1");
    assertThat(words(second.get())).containsExactly("triggered");
    assertThat(words(third.get())).containsExactly("settled");
  }

  @Test
  void whatARoundThrowsEverybodyInItGetsAndTheNextIsFree() throws Exception {
    FutureTask<List<CycleOutcome>> first = running(() -> rounds.decide(KEY, this::slowRound));
    reading.await();
    FutureTask<List<CycleOutcome>> failing =
        new FutureTask<>(
            () ->
                rounds.decide(
                    KEY,
                    () -> {
                      throw new IllegalArgumentException("no store");
                    }));
    Thread leader = new Thread(failing);
    leader.start();
    untilWaiting(Thread.State.TIMED_WAITING, List.of(leader));
    FutureTask<List<CycleOutcome>> following =
        new FutureTask<>(() -> rounds.decide(KEY, this::round));
    Thread follower = new Thread(following);
    follower.start();
    untilWaiting(Thread.State.WAITING, List.of(follower));
    mayEnd.countDown();
    assertThat(words(first.get())).containsExactly("round 1");
    for (FutureTask<List<CycleOutcome>> each : List.of(failing, following)) {
      assertThatThrownBy(each::get)
          .isInstanceOf(ExecutionException.class)
          .hasCauseInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("no store");
    }
    assertThat(words(rounds.decide(KEY, this::round))).containsExactly("round 2");
  }

  @Test
  void aRoundThatHangsDoesNotHoldTheNextLongerThanItsPatience() throws Exception {
    Rounds impatient = new Rounds(Duration.ofMillis(1));
    FutureTask<List<CycleOutcome>> hanging = running(() -> impatient.decide(KEY, this::slowRound));
    reading.await();
    assertThat(words(impatient.decide(KEY, this::round))).containsExactly("round 2");
    mayEnd.countDown();
    assertThat(words(hanging.get())).containsExactly("round 1");
  }

  @Test
  void anotherDateWaitsForNobody() throws Exception {
    FutureTask<List<CycleOutcome>> hanging = running(() -> rounds.decide(KEY, this::slowRound));
    reading.await();
    PhaseDayReader.Key other = Transitions.key(TRANSITION, DATE.plusDays(1));
    assertThat(words(rounds.decide(other, this::round))).containsExactly("round 2");
    mayEnd.countDown();
    assertThat(words(hanging.get())).containsExactly("round 1");
  }
}
