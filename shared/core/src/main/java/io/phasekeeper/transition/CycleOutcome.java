package io.phasekeeper.transition;

import io.phasekeeper.finding.FindingBook;
import io.phasekeeper.pipeline.CycleName;
import io.phasekeeper.pipeline.PhaseName;
import java.time.LocalDate;
import java.util.List;

/**
 * What became of one cycle of one phase day.
 *
 * @param word {@code triggered}, {@code publish-failed}, or the decision's own word
 * @param tryAgain whether something was decided and not done
 * @param findings that opened or resolved
 * @param unseen what could not be asked
 */
public record CycleOutcome(
    PhaseName phase,
    LocalDate date,
    CycleName cycle,
    Decision decision,
    String word,
    boolean tryAgain,
    List<FindingBook.Change> findings,
    List<Unseen.Question> unseen) {
  public CycleOutcome {
    findings = List.copyOf(findings);
    unseen = List.copyOf(unseen);
  }
}
