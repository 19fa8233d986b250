package io.phasekeeper.transition;

import io.phasekeeper.finding.FindingDraft;
import io.phasekeeper.finding.FindingKind;
import io.phasekeeper.pipeline.CycleName;
import io.phasekeeper.pipeline.PhaseName;
import io.phasekeeper.pipeline.ProcessorName;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Collectors;

/** The finding of a phase that was started on a quorum. */
final class StartedPartial {
  private StartedPartial() {}

  static FindingDraft of(
      PhaseName phase, LocalDate date, CycleName cycle, List<ProcessorName> missing) {
    String names = missing.stream().map(ProcessorName::value).collect(Collectors.joining(", "));
    return FindingDraft.of(
            FindingKind.PHASE_STARTED_PARTIAL,
            phase.value(),
            phase + " was started for " + date + " without " + names,
            "find out why they did not complete; their runs and tables tell")
        .on(date, cycle.value())
        .with("missing", missing.stream().map(ProcessorName::value).toList());
  }
}
