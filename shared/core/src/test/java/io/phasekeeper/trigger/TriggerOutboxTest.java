package io.phasekeeper.trigger;

import static org.assertj.core.api.Assertions.assertThat;

import io.phasekeeper.document.Document;
import io.phasekeeper.document.MemoryDocumentStore;
import io.phasekeeper.effect.Effects;
import io.phasekeeper.message.MemoryMessages;
import io.phasekeeper.message.Messages;
import io.phasekeeper.outcome.PortFailure;
import io.phasekeeper.pipeline.CycleName;
import io.phasekeeper.pipeline.PhaseName;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.pipeline.PipelineFile;
import io.phasekeeper.settings.Mode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.threeten.extra.MutableClock;

/** The outbox: first stored, then published, then marked. */
class TriggerOutboxTest {
  private static final Pipeline NBA = PipelineFile.load(Path.of("../../pipelines/nba.yaml"));
  private static final Instant NOW = Instant.parse("2026-01-11T11:30:00Z");
  private static final Duration WATCH = Duration.ofMinutes(7);
  private static final TriggerId ID =
      new TriggerId(
          new PhaseName("phase4"), LocalDate.of(2026, 1, 10), new CycleName("overnight"), 1);

  private final MemoryDocumentStore documents = new MemoryDocumentStore();
  private final MemoryMessages sent = new MemoryMessages(MutableClock.of(NOW, ZoneOffset.UTC));
  private final TriggerOutbox outbox = new TriggerOutbox(documents, NBA);

  TriggerOutboxTest() {
    sent.createTopic("start");
  }

  @Test
  void aGenerationIsCreatedOnce() {
    assertThat(outbox.create(trigger("a"))).isTrue();
    assertThat(outbox.create(trigger("b"))).isFalse();
    assertThat(stored().parts()).extracting(TriggerPart::json).containsExactly("a");
  }

  @Test
  void aPublishSendsEveryPartOnceAndMarksTheTrigger() {
    Trigger trigger = created("a", "b");

    assertThat(outbox.publish(trigger, effects(Mode.ON), NOW, Optional.of(WATCH)))
        .isEqualTo(TriggerOutbox.Published.ALL);
    assertThat(texts()).containsExactly("a", "b");
    assertThat(stored().state()).isEqualTo(TriggerState.PUBLISHED);
    assertThat(stored().publishedAt()).contains(NOW);
    assertThat(stored().acknowledged()).containsExactlyInAnyOrder(ID + ":0", ID + ":1");
    assertThat(document().fields()).containsEntry("due_at", NOW.plus(WATCH));
  }

  @Test
  void whoseStartNobodyWatchesIsNotDueAgain() {
    assertThat(outbox.publish(created("a"), effects(Mode.ON), NOW, Optional.empty()))
        .isEqualTo(TriggerOutbox.Published.ALL);
    assertThat(document().fields()).doesNotContainKey("due_at");
  }

  @Test
  void inShadowNothingIsSentAcknowledgedOrWatched() {
    assertThat(outbox.publish(created("a"), effects(Mode.SHADOW), NOW, Optional.of(WATCH)))
        .isEqualTo(TriggerOutbox.Published.SHADOWED);
    assertThat(texts()).isEmpty();
    assertThat(stored().state()).isEqualTo(TriggerState.SHADOWED);
    assertThat(stored().acknowledged()).isEmpty();
    assertThat(document().fields()).doesNotContainKey("due_at");
  }

  @Test
  void aFailedPartLeavesTheTriggerPendingFreeAndWithWhatWasAcknowledged() {
    Trigger trigger = created("a", "b", "c");
    Effects broken = new Effects(failingOn("b"), Mode.ON);

    assertThat(outbox.publish(trigger, broken, NOW.plusSeconds(5), Optional.of(WATCH)))
        .isEqualTo(TriggerOutbox.Published.FAILED);
    Trigger left = stored();
    assertThat(left.pending()).isTrue();
    assertThat(left.acknowledged()).containsExactly(ID + ":0");
    assertThat(left.leaseOver(NOW.plusSeconds(5))).isTrue();
    assertThat(left.failures()).isEqualTo(1);
    assertThat(document().fields())
        .containsEntry("due_at", NOW.plusSeconds(5))
        .containsEntry("last_failure", "no answer");

    assertThat(outbox.publish(left, effects(Mode.ON), NOW.plusSeconds(9), Optional.of(WATCH)))
        .isEqualTo(TriggerOutbox.Published.ALL);
    assertThat(texts()).containsExactly("a", "b", "c");
    assertThat(stored().acknowledged()).hasSize(3);
  }

  @Test
  void theLeaseIsTakenOverByOneAlone() {
    Trigger trigger = created("a");
    Document seen = document();

    assertThat(outbox.takeOver(seen, NOW.plusSeconds(90))).isTrue();
    assertThat(outbox.takeOver(seen, NOW.plusSeconds(91))).isFalse();
    assertThat(stored().leaseUntil()).isEqualTo(NOW.plusSeconds(90).plus(Trigger.LEASE));
    assertThat(document().fields())
        .containsEntry("due_at", NOW.plusSeconds(90).plus(Trigger.LEASE));
    assertThat(stored().parts()).isEqualTo(trigger.parts());
  }

  @Test
  void aRepublishSendsTheSameBytesUnderTheSameIds() {
    Trigger trigger = created("a", "b");
    assertThat(outbox.publish(trigger, effects(Mode.ON), NOW, Optional.empty()))
        .isEqualTo(TriggerOutbox.Published.ALL);

    outbox.republish(stored(), effects(Mode.ON));

    assertThat(texts()).containsExactly("a", "b", "a", "b");
    assertThat(
            sent.published("start").stream().map(p -> p.message().attributes().get("trigger_id")))
        .containsExactly(ID + ":0", ID + ":1", ID + ":0", ID + ":1");
  }

  private Trigger created(String... parts) {
    Trigger trigger = trigger(parts);
    assertThat(outbox.create(trigger)).isTrue();
    return trigger;
  }

  private static Trigger trigger(String... parts) {
    List<TriggerPart> all = new java.util.ArrayList<>();
    for (String part : parts) {
      String id = ID + ":" + all.size();
      all.add(new TriggerPart(id, "start", part, Map.of("trigger_id", id)));
    }
    return Trigger.pending(
        ID, TriggerReason.ALL_COMPLETE, all, List.of(), List.of(), Set.of(), NOW);
  }

  private Effects effects(Mode mode) {
    return new Effects(sent, mode);
  }

  private Messages failingOn(String text) {
    return (topic, message) -> {
      if (message.text().equals(text)) {
        throw new PortFailure(
            PortFailure.Service.PUBSUB, PortFailure.Kind.UNAVAILABLE, "no answer");
      }
      return sent.publish(topic, message);
    };
  }

  private List<String> texts() {
    return sent.published("start").stream().map(p -> p.message().text()).toList();
  }

  private Document document() {
    return documents.get(ID.path(NBA.id())).orElseThrow();
  }

  private Trigger stored() {
    return Trigger.of(document());
  }
}
