package io.phasekeeper.gate;

import io.phasekeeper.warehouse.Compared;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;

/**
 * What looks at an output beside its input remember of a date, since tables that are replaced do
 * not tell it.
 *
 * @param inputHad how much of the input there was when it was last seen no newer than the output;
 *     none: it was never seen so
 * @param since the first time seen at which the input was written after the output as it was then
 */
public record NewerMemory(Optional<Long> inputHad, Optional<Instant> since) {
  public static final NewerMemory NONE = new NewerMemory(Optional.empty(), Optional.empty());

  /** What to remember after another look. */
  public NewerMemory after(GateAnswers answers, LocalDate date) {
    Optional<Compared> found = NewerGate.on(answers.compared(), date);
    if (found.isEmpty()) {
      return new NewerMemory(Optional.of(0L), Optional.empty());
    }
    Compared compared = found.get();
    boolean older =
        compared.outputNewest().isPresent()
            && compared
                .inputNewest()
                .filter(came -> came.isAfter(compared.outputNewest().get()))
                .isPresent();
    return older
        ? new NewerMemory(inputHad, newerSince(compared))
        : new NewerMemory(Optional.of(compared.things()), Optional.empty());
  }

  /** Since when at the latest the input has been newer than an output that is older than it. */
  Optional<Instant> newerSince(Compared compared) {
    return since
        .filter(at -> compared.outputNewest().filter(at::isAfter).isPresent())
        .or(compared::inputNewest);
  }
}
