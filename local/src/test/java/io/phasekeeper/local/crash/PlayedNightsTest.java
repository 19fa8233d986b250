package io.phasekeeper.local.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.phasekeeper.document.DocumentPath;
import io.phasekeeper.document.FieldChange;
import io.phasekeeper.document.MemoryDocumentStore;
import io.phasekeeper.document.PassingDocumentStore;
import io.phasekeeper.message.MemoryMessages;
import io.phasekeeper.outcome.PortFailure;
import io.phasekeeper.pipeline.CycleName;
import io.phasekeeper.pipeline.PhaseName;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.pipeline.ProcessorName;
import io.phasekeeper.trigger.TriggerId;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Nights are over once what was published last has been looked at again. */
class PlayedNightsTest {
  private static final LocalDate DATE = LocalDate.parse("2026-01-12");
  private static final Instant AT = Instant.parse("2026-01-12T12:00:00Z");

  @Test
  void whatCameWhileATriggerWasPendingIsLookedAtOnceThatIsPublished() throws Exception {
    Pipeline pipeline = PlayedNights.pipelineOfNights();
    MemoryDocumentStore stored = new MemoryDocumentStore();
    MemoryMessages messages = new MemoryMessages(() -> PlayedNights.BEGAN);
    pipeline.transitions().forEach(t -> messages.createTopic(t.trigger().topic()));
    AtomicBoolean marksAreLost = new AtomicBoolean(true);
    PlayedNights nights =
        new PlayedNights(
            pipeline,
            new PassingDocumentStore(stored) {
              @Override
              public void merge(DocumentPath path, List<FieldChange> changes) {
                if (path.collection().equals(TriggerId.COLLECTION) && marksAreLost.get()) {
                  throw new PortFailure(
                      PortFailure.Service.FIRESTORE, PortFailure.Kind.UNAVAILABLE, "no answer");
                }
                super.merge(path, changes);
              }
            },
            messages);
    List<String> members = List.of("daily", "ranking", "weekly");
    List<Report> reports = new ArrayList<>();
    for (String member : members) {
      reports.add(
          new Report(
              member,
              new PhaseName("build"),
              "crash-build-complete",
              DATE,
              new CycleName("evening"),
              new ProcessorName(member),
              AT.plusSeconds(reports.size()),
              true));
    }
    assertThat(nights.deliver(reports.get(0))).isTrue();
    assertThat(nights.deliver(reports.get(1))).isTrue();
    assertThat(nights.sweeps()).isFalse();
    assertThat(nights.deliver(reports.get(2))).isTrue();
    marksAreLost.set(false);

    assertThat(nights.settles(stored)).isTrue();

    assertThat(Evidence.triggers(stored))
        .extracting(trigger -> trigger.id() + " without " + trigger.missing())
        .containsExactly(
            "check:2026-01-12:evening:1 without [weekly]", "check:2026-01-12:evening:2 without []");
  }
}
