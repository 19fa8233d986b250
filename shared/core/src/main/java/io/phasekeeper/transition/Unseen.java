package io.phasekeeper.transition;

import io.phasekeeper.finding.FindingDraft;
import io.phasekeeper.finding.FindingKind;
import io.phasekeeper.outcome.PortFailure;
import io.phasekeeper.pipeline.CycleName;
import io.phasekeeper.pipeline.Transition;
import java.time.LocalDate;

/** The findings of services that cannot be reached: what is not seen is never called well. */
public final class Unseen {
  private Unseen() {}

  public static FindingDraft of(PortFailure failure) {
    return of(failure.service(), String.valueOf(failure.getMessage()));
  }

  public static FindingDraft of(PortFailure.Service service, String reason) {
    return FindingDraft.of(
            FindingKind.WAREHOUSE_UNSEEN,
            service.word(),
            service.word() + " cannot be read",
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
