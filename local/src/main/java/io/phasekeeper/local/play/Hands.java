package io.phasekeeper.local.play;

import io.phasekeeper.local.runtime.LocalSuite;
import io.phasekeeper.local.scenario.Change;
import io.phasekeeper.local.scenario.Fault;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** What the world of a play does to our own functions. */
final class Hands implements PlayStage.Suite {
  private final PlayRun.Parts play;
  private final Supplier<LocalSuite> suite;
  private final Supplier<Optional<PlayJournal.Delivered>> last;

  /**
   * @param suite the one that is played into, once it runs
   * @param last the message that was delivered last
   */
  Hands(
      PlayRun.Parts play,
      Supplier<LocalSuite> suite,
      Supplier<Optional<PlayJournal.Delivered>> last) {
    this.play = play;
    this.suite = suite;
    this.last = last;
  }

  @Override
  public void deliverAgain() {
    PlayJournal.Delivered message =
        last.get()
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "deliver_again at "
                            + play.clock().instant()
                            + ", but no message has come yet"));
    play.ports().deliverAgain(LocalSuite.subscription(message.topic()), message.messageId());
  }

  @Override
  public void operate(Change.Operator action) {
    play.narrator().say("  operator " + action.action() + ": " + play.operators().operate(action));
  }

  @Override
  public void backfill(Change.Backfill backfill) {
    play.narrator().say("  backfill: " + play.operators().backfill(backfill));
  }

  @Override
  public void restart() {
    play.narrator().say("  every instance starts anew");
    suite.get().restartFunctions();
  }

  @Override
  public void faults(Set<Fault> faults) {
    play.broken().set(faults);
  }

  @Override
  public void tick(String function) {
    suite
        .get()
        .functions()
        .function(function)
        .ifPresent(
            spec -> {
              try {
                play.narrator()
                    .say("  " + function + ": " + suite.get().ticker().call(spec).status());
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
  }
}
