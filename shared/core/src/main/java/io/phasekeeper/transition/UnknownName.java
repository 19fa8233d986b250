package io.phasekeeper.transition;

import io.phasekeeper.finding.FindingDraft;
import io.phasekeeper.finding.FindingKind;
import io.phasekeeper.pipeline.PhaseName;

/** The finding of a processor name that nobody configured: once for each, whatever the date. */
public final class UnknownName {
  private UnknownName() {}

  /**
   * @param name as it was sent
   */
  public static FindingDraft of(PhaseName phase, String name) {
    return FindingDraft.of(
            FindingKind.UNKNOWN_PROCESSOR,
            name,
            "\"" + name + "\" reported to " + phase + ", which has no processor of that name",
            "mend the sender's spelling, or add the name to the processor's aliases in the pipeline"
                + " file; until then it is recorded and does not count")
        .with("phase", phase.value());
  }
}
