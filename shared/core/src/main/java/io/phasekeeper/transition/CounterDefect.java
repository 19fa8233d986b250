package io.phasekeeper.transition;

import io.phasekeeper.finding.FindingDraft;
import io.phasekeeper.finding.FindingKind;
import io.phasekeeper.ledger.Fact;
import io.phasekeeper.pipeline.ProcessorName;

/** The finding of a processor that claims no rows where the table has some: once for each. */
public final class CounterDefect {
  private CounterDefect() {}

  static FindingDraft of(Fact fact) {
    return of(fact.processor());
  }

  public static FindingDraft of(ProcessorName processor) {
    return FindingDraft.of(
        FindingKind.COUNTER_DEFECT,
        processor.value(),
        processor + " reported 0 rows where its table has some",
        "mend its row counter; its completions count by their rows until then");
  }
}
