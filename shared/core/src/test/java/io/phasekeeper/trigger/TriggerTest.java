package io.phasekeeper.trigger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.phasekeeper.document.Document;
import io.phasekeeper.pipeline.CycleName;
import io.phasekeeper.pipeline.PhaseName;
import io.phasekeeper.pipeline.ProcessorName;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A trigger, and the document that holds it. */
class TriggerTest {
  private static final Instant NOW = Instant.parse("2026-01-11T11:30:00Z");
  private static final TriggerId ID =
      new TriggerId(
          new PhaseName("phase4"), LocalDate.of(2026, 1, 10), new CycleName("overnight"), 1);
  private static final ProcessorName ONE = new ProcessorName("one");
  private static final ProcessorName TWO = new ProcessorName("two");
  private static final ProcessorName THREE = new ProcessorName("three");
  private static final TriggerPart PART =
      new TriggerPart(ID + ":one", "topic", "{\"a\":1}", Map.of("trigger_id", ID + ":one"));

  @Test
  void aPendingTriggerIsReadAsItWasStored() {
    Trigger trigger = pending();
    assertThat(Trigger.of(stored(trigger))).isEqualTo(trigger);
  }

  @Test
  void aTriggerInMidLifeIsReadAsItWasStored() {
    for (TriggerState state : TriggerState.values()) {
      Trigger trigger =
          new Trigger(
              ID,
              state,
              TriggerReason.QUORUM_DEADLINE,
              List.of(PART),
              Set.of(PART.id()),
              List.of(
                  new CountedMember(ONE, Optional.of(NOW), false),
                  new CountedMember(TWO, Optional.empty(), true)),
              List.of(THREE),
              Set.of("p1", "p2"),
              NOW,
              NOW.plusSeconds(5),
              Optional.of(NOW.plusSeconds(1)),
              Optional.of(NOW.plusSeconds(2)),
              Optional.of(NOW.plusSeconds(3)),
              4);
      assertThat(Trigger.of(stored(trigger))).as(state.word()).isEqualTo(trigger);
    }
  }

  @Test
  void onlyAPendingTriggerIsDueToBePublishedOnceItsLeaseIsOver() {
    Map<String, Object> pending = pending().fields("nba", "hash");
    assertThat(pending)
        .containsEntry("state", "pending")
        .containsEntry("due_at", NOW.plus(Trigger.LEASE))
        .containsEntry("lease_until", NOW.plus(Trigger.LEASE))
        .containsEntry("policy_hash", "hash")
        .containsEntry("pipeline", "nba")
        .containsEntry("trigger_id", ID.toString())
        .containsEntry("expires_at", NOW.plus(Duration.ofDays(400)))
        .doesNotContainKeys("published_at", "republished_at", "seen_at");
    assertThat(skipped().fields("nba", "hash"))
        .containsEntry("state", "skipped")
        .containsEntry("published_at", NOW)
        .doesNotContainKey("due_at");
  }

  @Test
  void aLeaseIsOverAtItsEnd() {
    Instant end = NOW.plus(Trigger.LEASE);
    assertThat(pending().leaseOver(end.minusMillis(1))).isFalse();
    assertThat(pending().leaseOver(end)).isTrue();
    assertThat(pending().pending()).isTrue();
    assertThat(skipped().pending()).isFalse();
    assertThat(skipped().leaseOver(NOW)).isTrue();
  }

  @Test
  void aTriggerTellsAsWhatItCountedAMember() {
    Trigger trigger = pending();
    assertThat(trigger.countedAs(ONE)).contains(new CountedMember(ONE, Optional.of(NOW), false));
    assertThat(trigger.countedAs(TWO)).contains(new CountedMember(TWO, Optional.empty(), true));
    assertThat(trigger.countedAs(THREE)).isEmpty();
  }

  @Test
  void whatIsNoTriggerOfOursIsSaidToBeNone() {
    Map<String, Object> fields = new LinkedHashMap<>(pending().fields("nba", "hash"));
    fields.put("state", 7L);
    Document strange = new Document(ID.path("nba"), fields, "1");

    assertThatIllegalStateException()
        .isThrownBy(() -> Trigger.of(strange))
        .withMessage(ID.path("nba") + " has no text under state; it is not a trigger of ours");
    fields.put("state", "pending");
    fields.put("parts", List.of(Map.of("id", "x")));
    assertThatIllegalStateException()
        .isThrownBy(() -> Trigger.of(new Document(ID.path("nba"), fields, "1")))
        .withMessageContaining("a trigger of ours has no text under topic");
  }

  @Test
  void aTriggerOfAnEarlierReleaseLacksWhatWasAddedSince() {
    Map<String, Object> fields = new LinkedHashMap<>(pending().fields("nba", "hash"));
    List.of("lease_until", "failures", "acknowledged", "missing", "decided_on", "counted")
        .forEach(fields::remove);
    fields.put(
        "parts", List.of(Map.of("id", PART.id(), "topic", PART.topic(), "data", PART.json())));
    Trigger trigger = Trigger.of(new Document(ID.path("nba"), fields, "1"));

    assertThat(trigger.leaseOver(NOW)).isTrue();
    assertThat(trigger.failures()).isZero();
    assertThat(trigger.parts().get(0).attributes()).isEmpty();
  }

  @Test
  void anIdNamesWhatItStartsAndItsGeneration() {
    assertThat(ID).hasToString("phase4:2026-01-10:overnight:1");
    assertThat(ID.next()).hasToString("phase4:2026-01-10:overnight:2");
    assertThat(ID.path("nba"))
        .hasToString("phasekeeper_triggers/nba:phase4:2026-01-10:overnight:1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TriggerId(ID.phase(), ID.date(), ID.cycle(), 0))
        .withMessage("generations count from 1, not 0");
  }

  @Test
  void statesAndReasonsAreWrittenAsTheyAreRead() {
    for (TriggerState state : TriggerState.values()) {
      assertThat(TriggerState.of(state.word())).isEqualTo(state);
    }
    for (TriggerReason reason : TriggerReason.values()) {
      assertThat(TriggerReason.of(reason.word())).isEqualTo(reason);
    }
    assertThat(TriggerReason.ALL_COMPLETE.word()).isEqualTo("all_complete");
  }

  private static Trigger pending() {
    return Trigger.pending(
        ID,
        TriggerReason.ALL_COMPLETE,
        List.of(PART),
        List.of(
            new CountedMember(ONE, Optional.of(NOW), false),
            new CountedMember(TWO, Optional.empty(), true)),
        List.of(THREE),
        Set.of("p1", "p2"),
        NOW);
  }

  private static Trigger skipped() {
    return Trigger.settled(
        ID, TriggerState.SKIPPED, TriggerReason.MANUAL, List.of(), List.of(), Set.of(), NOW);
  }

  private static Document stored(Trigger trigger) {
    return new Document(trigger.id().path("nba"), trigger.fields("nba", "hash"), "1");
  }
}
