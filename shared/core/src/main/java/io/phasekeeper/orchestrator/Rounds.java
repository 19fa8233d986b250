package io.phasekeeper.orchestrator;

import io.phasekeeper.transition.CycleOutcome;
import io.phasekeeper.transition.PhaseDayReader;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Decides once for all completions of a phase day that come to this instance together. Each is
 * merged before it asks, and is answered by a round that began to read after that, so that it is
 * decided on as if it were alone; five hundred at once are a few rounds instead of five hundred
 * readers and writers of one document. Other instances know nothing of it, and need not.
 */
final class Rounds {
  private final Duration patience;
  private final Map<PhaseDayReader.Key, Day> days = new HashMap<>();

  /**
   * @param patience how long a round waits for the one before it to end; then it begins all the
   *     same, since a round that hangs must not take the others with it
   */
  Rounds(Duration patience) {
    this.patience = patience;
  }

  /** One phase day that somebody is deciding. */
  private static final class Day {
    final ReentrantLock turn = new ReentrantLock(true);
    Optional<CompletableFuture<List<CycleOutcome>>> next = Optional.empty();
    int inside;
  }

  /**
   * Answers with the outcomes of a round that begins after this call did.
   *
   * @param deciding reads, decides and acts; what it throws, everybody in the round gets
   */
  List<CycleOutcome> decide(PhaseDayReader.Key key, Supplier<List<CycleOutcome>> deciding) {
    Day day;
    CompletableFuture<List<CycleOutcome>> round;
    boolean leads;
    synchronized (days) {
      day = days.computeIfAbsent(key, any -> new Day());
      day.inside++;
      leads = day.next.isEmpty();
      round = day.next.orElseGet(CompletableFuture::new);
      day.next = Optional.of(round);
    }
    try {
      return leads ? lead(day, round, deciding) : follow(round);
    } finally {
      synchronized (days) {
        day.inside--;
        if (day.inside == 0) {
          days.remove(key);
        }
      }
    }
  }

  private List<CycleOutcome> lead(
      Day day, CompletableFuture<List<CycleOutcome>> round, Supplier<List<CycleOutcome>> deciding) {
    boolean mine = waitsForItsTurn(day.turn);
    try {
      synchronized (days) {
        // Who comes from here on may have merged too late for what is read now.
        day.next = Optional.empty();
      }
      List<CycleOutcome> outcomes = deciding.get();
      boolean first = round.complete(outcomes.stream().map(Rounds::asFollowersSeeIt).toList());
      if (!first) {
        throw new IllegalStateException("a round was decided twice");
      }
      return outcomes;
    } catch (Throwable e) {
      round.completeExceptionally(e);
      throw e;
    } finally {
      if (mine) {
        day.turn.unlock();
      }
    }
  }

  private boolean waitsForItsTurn(ReentrantLock turn) {
    try {
      return turn.tryLock(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static List<CycleOutcome> follow(CompletableFuture<List<CycleOutcome>> round) {
    try {
      return round.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      if (e.getCause() instanceof Error cause) {
        throw cause;
      }
      throw e;
    }
  }

  /** What was done is told once, by who did it; to the others it is settled. */
  private static CycleOutcome asFollowersSeeIt(CycleOutcome outcome) {
    return new CycleOutcome(
        outcome.phase(),
        outcome.date(),
        outcome.cycle(),
        outcome.decision(),
        outcome.word().equals("triggered") ? "settled" : outcome.word(),
        outcome.tryAgain(),
        List.of(),
        outcome.unseen());
  }
}
