package io.phasekeeper.transition;

import io.phasekeeper.finding.FindingDraft;
import io.phasekeeper.ledger.Fact;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A decision, and what follows from the same facts.
 *
 * @param needs questions without whose answers it is not to be acted on; empty: final
 * @param findings all that is the case now
 * @param proven facts that are no success with rows by their own word, but by the table's
 * @param miscounted those of them that claimed no rows where the table has some
 * @param dueAt when to judge again without news
 * @param firstCompletion the earliest completion of the cycle
 */
public record Judgement(
    Decision decision,
    List<Question> needs,
    List<FindingDraft> findings,
    List<Fact> proven,
    List<Fact> miscounted,
    Optional<Instant> dueAt,
    Optional<Instant> firstCompletion) {
  public Judgement {
    needs = List.copyOf(needs);
    findings = List.copyOf(findings);
    proven = List.copyOf(proven);
    miscounted = List.copyOf(miscounted);
  }
}
