package io.phasekeeper.transition;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.phasekeeper.message.OutgoingMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Trigger messages against the golden files that show people their form (CONTRACT §4). */
class TriggerMessagesTest {
  private static final Path GOLDEN = Path.of("../../test-events/triggers");
  private final Night night = new Night();

  @Test
  void aFanOutPerTableSendsOneMessageForEachCountedMembersTable() throws IOException {
    nightOfPhase3(5);

    List<OutgoingMessage> sent = sent("nba-phase4-trigger");
    assertThat(sent).hasSize(5);
    assertThat(json(sent.get(0))).isEqualTo(golden("phase4-per-table.json"));
  }

  @Test
  void aQuorumNamesWhomItWentWithout() throws IOException {
    nightOfPhase3(4);
    night.passes(Duration.ofMinutes(31));

    List<OutgoingMessage> sent = sent("nba-phase4-trigger");
    assertThat(sent).hasSize(4);
    assertThat(json(sent.get(0))).isEqualTo(golden("phase4-quorum.json"));
  }

  @Test
  void aSingleTriggerIsOneMessage() throws IOException {
    for (String processor :
        List.of(
            "TeamDefenseZoneAnalysisProcessor",
            "PlayerShotZoneAnalysisProcessor",
            "PlayerDailyCacheProcessor",
            "PlayerCompositeFactorsProcessor",
            "MLFeatureStoreProcessor")) {
      night.clock.add(Duration.ofSeconds(10));
      night.on(night.message(Night.PHASE4, processor, Map.of("execution_id", "run-" + processor)));
    }

    List<OutgoingMessage> sent = sent("nba-predictions-trigger");
    assertThat(sent).hasSize(1);
    assertThat(json(sent.get(0))).isEqualTo(golden("phase5-single.json"));
  }

  @Test
  void moreKeysOfThePipelineFileAreFilledIn() throws IOException {
    night.now("11:45", 0);
    night.on(
        night.message(
            "nba-phase5-predictions-complete",
            "PredictionCoordinator",
            Map.of("execution_id", "batch-1")));

    List<OutgoingMessage> sent = sent("nba-phase6-export-trigger");
    assertThat(sent).hasSize(1);
    assertThat(json(sent.get(0))).isEqualTo(golden("phase6-with-extra-keys.json"));
  }

  @Test
  void everyKeyOfAMessageIsOneThatThePipelineFileCannotTake() {
    nightOfPhase3(5);

    assertThat(
            json(sent("nba-phase4-trigger").get(0))
                .getAsJsonObject()
                .getAsJsonObject("data")
                .keySet())
        .containsExactlyInAnyOrderElementsOf(
            io.phasekeeper.pipeline.Transition.TriggerShape.OWN_KEYS);
  }

  private void nightOfPhase3(int completions) {
    for (String processor : Night.ALL_FIVE.subList(0, completions)) {
      night.clock.add(Duration.ofSeconds(10));
      boolean players = processor.contains("Player");
      night.completes(
          processor,
          Map.of(
              "execution_id",
              "run-" + processor,
              "metadata",
              Map.of(
                  "is_incremental",
                  false,
                  "entities_changed",
                  players ? List.of("nikola-jokic", "lebron-james") : List.of("LAL"))));
    }
  }

  private List<OutgoingMessage> sent(String topic) {
    return night.sent.published(topic).stream().map(p -> p.message()).toList();
  }

  private static JsonElement json(OutgoingMessage message) {
    JsonObject json = new JsonObject();
    JsonObject attributes = new JsonObject();
    message.attributes().forEach(attributes::addProperty);
    json.add("attributes", attributes);
    json.add("data", JsonParser.parseString(message.text()));
    return json;
  }

  private static JsonElement golden(String name) throws IOException {
    return JsonParser.parseString(Files.readString(GOLDEN.resolve(name)));
  }
}
