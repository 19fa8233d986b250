package io.phasekeeper.google;

import static org.assertj.core.api.Assertions.assertThat;

import io.phasekeeper.document.Document;
import io.phasekeeper.document.DocumentPath;
import io.phasekeeper.document.DocumentQuery;
import io.phasekeeper.document.DocumentStoreUnderTest;
import io.phasekeeper.emulator.GoogleEmulator;
import io.phasekeeper.event.IncomingEvent;
import io.phasekeeper.finding.FindingBook;
import io.phasekeeper.message.Subscription.Delivery;
import io.phasekeeper.outcome.PortFailure;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.testing.Emulators;
import io.phasekeeper.testing.NeedsEmulator;
import io.phasekeeper.transition.Night;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The transition protocol on Google's emulators, with the real clients. */
@NeedsEmulator({GoogleEmulator.FIRESTORE, GoogleEmulator.PUBSUB})
class NightOnEmulatorsTest {
  private static final AtomicInteger NUMBER = new AtomicInteger();
  private static final String TRIGGER_TOPIC = "nba-phase4-trigger";
  private static final List<String> FIVE =
      List.of(
          "PlayerGameSummaryProcessor",
          "TeamOffenseGameSummaryProcessor",
          "TeamDefenseGameSummaryProcessor",
          "UpcomingPlayerGameContextProcessor",
          "UpcomingTeamGameContextProcessor");

  private final Night night = new Night();
  private FirestoreDocumentStore documents;
  private PubSubMessages messages;
  private PubSubSubscription triggers;

  @BeforeEach
  void open() {
    String project = "night-" + NUMBER.incrementAndGet();
    Optional<String> pubSub = Optional.of(Emulators.host(GoogleEmulator.PUBSUB));
    documents =
        FirestoreDocumentStore.open(project, Optional.of(Emulators.host(GoogleEmulator.FIRESTORE)));
    messages = PubSubMessages.open(project, pubSub);
    try (PubSubTopics topics = PubSubTopics.open(project, pubSub)) {
      Pipeline pipeline = night.pipeline();
      pipeline.transitions().forEach(each -> topics.topic(each.trigger().topic()));
      topics.topic("dead");
      topics.subscription(TRIGGER_TOPIC, "watch", Duration.ofSeconds(60));
    }
    triggers = PubSubSubscription.open(project, TRIGGER_TOPIC, "watch", pubSub);
    night.with(documents, messages);
  }

  @AfterEach
  void close() {
    triggers.close();
    messages.close();
    documents.close();
  }

  @Test
  void fiveCompletionsAtOnceEachDeliveredTwiceStartTheNextPhaseOnce() {
    List<IncomingEvent> events = new ArrayList<>();
    FIVE.forEach(processor -> events.add(night.message(Night.PHASE3, processor, Map.of())));
    List<Boolean> acknowledged =
        DocumentStoreUnderTest.atOnce(10, number -> deliver(events.get(number % 5)));
    assertThat(acknowledged).containsOnly(true);
    night.sweeps();

    Set<String> ids = new TreeSet<>();
    for (Delivery delivery : pulled()) {
      ids.add(delivery.message().attributes().get("trigger_id"));
    }
    assertThat(ids)
        .containsExactly(
            "phase4:2026-01-10:overnight:1:player_game_summary",
            "phase4:2026-01-10:overnight:1:team_defense_game_summary",
            "phase4:2026-01-10:overnight:1:team_offense_game_summary",
            "phase4:2026-01-10:overnight:1:upcoming_player_game_context",
            "phase4:2026-01-10:overnight:1:upcoming_team_game_context");
    assertThat(ledger())
        .containsEntry("_triggered", true)
        .containsEntry("_trigger_id", "phase4:2026-01-10:overnight:1")
        .containsEntry("_completed_count", 5L);
    assertThat(documents.query(DocumentQuery.in("phasekeeper_triggers", 10))).hasSize(1);
    assertThat(openFindings()).isEmpty();
  }

  @Test
  void fourOfFiveAndThenSilenceAreStartedByTheSweepAtTheDeadline() {
    FIVE.subList(0, 4)
        .forEach(processor -> assertThat(night.completes(processor).tryAgain()).isEmpty());
    night.passes(Duration.ofMinutes(29));
    assertThat(triggers.pull(10)).isEmpty();
    night.passes(Duration.ofMinutes(1));
    assertThat(pulled()).hasSize(4);
    assertThat(ledger()).containsEntry("_trigger_reason", "quorum_deadline");
  }

  /**
   * As its subscription would: again, until it is acknowledged; a busy machine lets calls time out.
   */
  private boolean deliver(IncomingEvent event) {
    for (int attempt = 1; attempt <= 10; attempt++) {
      try {
        if (night.on(event).tryAgain().isEmpty()) {
          return true;
        }
      } catch (PortFailure failure) {
        assertThat(failure.kind()).isIn(PortFailure.Kind.UNAVAILABLE, PortFailure.Kind.BUSY);
      }
    }
    return false;
  }

  private List<Delivery> pulled() {
    List<Delivery> pulled = new ArrayList<>();
    for (List<Delivery> more = triggers.pull(100); !more.isEmpty(); more = triggers.pull(100)) {
      pulled.addAll(more);
    }
    return pulled;
  }

  private Map<String, Object> ledger() {
    return documents
        .get(new DocumentPath("phase3_completion", Night.DATE.toString()))
        .orElseThrow()
        .fields();
  }

  private List<Document> openFindings() {
    return documents.query(DocumentQuery.in(FindingBook.COLLECTION, 100)).stream()
        .filter(each -> "open".equals(each.fields().get("state")))
        .toList();
  }
}
