package io.phasekeeper.transition;

import io.phasekeeper.finding.FindingDraft;
import io.phasekeeper.finding.FindingKind;
import io.phasekeeper.outcome.PortFailure;
import io.phasekeeper.pipeline.CycleName;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.pipeline.Transition;
import java.time.LocalDate;

/** The findings of services that cannot be reached: what is not seen is never called well. */
public final class Unseen {
  private Unseen() {}

  /**
   * A question that could not be answered.
   *
   * @param about the table that was asked
   */
  public record Question(PortFailure failure, String about) {}

  /** The calendar could not be read. */
  public static Question calendar(Pipeline pipeline, PortFailure failure) {
    return new Question(
        failure, pipeline.calendar().map(c -> c.source().table().name()).orElse("calendar"));
  }

  /** What is missing is named for itself: the pipeline file and the world disagree. */
  public static FindingDraft of(Question unseen) {
    PortFailure failure = unseen.failure();
    String reason = String.valueOf(failure.getMessage());
    if (failure.kind() == PortFailure.Kind.MISSING) {
      return FindingDraft.of(
              FindingKind.CONFIG_INVALID,
              unseen.about(),
              "the pipeline file names " + unseen.about() + ", which is not there",
              "mend its name in the pipeline file, or make it")
          .with("reason", reason);
    }
    return FindingDraft.of(
            FindingKind.WAREHOUSE_UNSEEN,
            failure.service().word(),
            failure.service().word() + " cannot be read",
            "phases that need it are held until it can; look at its status and at our rights")
        .with("reason", reason);
  }

  static FindingDraft publisher(Transition transition, LocalDate date, CycleName cycle) {
    return FindingDraft.of(
            FindingKind.WAREHOUSE_UNSEEN,
            PortFailure.Service.PUBSUB.word(),
            "publishing to " + transition.trigger().topic() + " has failed more than once",
            "look at Pub/Sub's status and at our right to publish; it is tried again every minute")
        .on(date, cycle.value());
  }
}
