package io.phasekeeper.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.phasekeeper.client.ProcessorRun.Fenced;
import io.phasekeeper.client.ProcessorRun.NotSent;
import io.phasekeeper.client.ProcessorRun.Settings;
import io.phasekeeper.client.ProcessorRun.Work;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The client against a server on loopback that plays Google's. */
final class ProcessorRunTest {
  private static final LocalDate DATE = LocalDate.parse("2026-01-11");
  private static final String TOPIC = "nba-phase4-precompute-complete";

  private final ManualMachine machine = new ManualMachine();
  private final AtomicReference<String> runId = new AtomicReference<>("");
  private PlayedGoogle google;

  @BeforeEach
  void start() throws IOException {
    google = new PlayedGoogle();
  }

  @AfterEach
  void stop() {
    google.close();
  }

  private void again() throws IOException {
    stop();
    start();
  }

  private static Settings cache() {
    return ProcessorRun.of("player_daily_cache", TOPIC).pipeline("nba");
  }

  private void run(Settings settings, Work work) throws Exception {
    settings.run(
        DATE,
        run -> {
          runId.set(run.runId());
          work.run(run);
        },
        google.environment(),
        machine);
  }

  private String told() {
    assertThat(google.messages()).hasSize(1);
    return new String(google.messages().get(0), StandardCharsets.UTF_8);
  }

  private String told(String field) {
    return JsonParser.parseString(told()).getAsJsonObject().get(field).toString();
  }

  private String beat(String field) {
    JsonObject beat =
        google.document("processor_heartbeats/player_daily_cache_2026-01-11_" + runId);
    return beat.has(field)
        ? beat.getAsJsonObject(field).entrySet().iterator().next().getValue().getAsString()
        : "";
  }

  @Test
  void aRunThatIsDonePublishesOneCompletion() throws Exception {
    run(
        cache().table("nba_precompute.player_daily_cache").triggerSource("orchestrator"),
        run -> {
          machine.forward(Duration.ofMillis(241_700));
          run.done(199, 1, true, List.of("lebron-james"));
        });
    assertThat(google.requests())
        .contains("POST /v1/projects/p/topics/nba-phase4-precompute-complete:publish");
    assertThat(JsonParser.parseString(told()))
        .isEqualTo(
            JsonParser.parseString(
                """
                {"processor_name":"player_daily_cache","phase":null,"execution_id":"RUN","correlation_id":"RUN",
                 "game_date":"2026-01-11","output_table":"player_daily_cache","output_dataset":"nba_precompute",
                 "status":"success","record_count":199,"records_failed":1,"timestamp":"2026-01-12T04:19:01.700Z",
                 "duration_seconds":241.7,"trigger_source":"orchestrator","parent_processor":null,
                 "trigger_message_id":null,"error_message":null,"error_type":null,
                 "metadata":{"is_incremental":true,"entities_changed":["lebron-james"]}}
                """
                    .replace("RUN", runId.get())));
  }

  @Test
  void aBeatSaysWhatTheRunIsAndHowFar() throws Exception {
    run(
        cache(),
        run -> {
          assertThat(machine.beat()).isEqualTo(60);
          assertThat(beat("processor_name")).isEqualTo("player_daily_cache");
          assertThat(beat("run_id")).isEqualTo(runId.get());
          assertThat(beat("data_date")).isEqualTo("2026-01-11");
          assertThat(beat("status")).isEqualTo("running");
          assertThat(beat("started_at")).isEqualTo("2026-01-12T04:15:00Z");
          assertThat(beat("expires_at")).isEqualTo("2026-01-26T04:15:00Z");
          assertThat(beat("progress")).isEmpty();
          run.progress(118, 450, "players");
          machine.forward(ProcessorRun.BEAT);
          assertThat(machine.beat()).isEqualTo(60);
          assertThat(beat("progress")).isEqualTo("118");
          assertThat(beat("total")).isEqualTo("450");
          assertThat(beat("status_message")).isEqualTo("players");
          assertThat(beat("last_heartbeat")).isEqualTo("2026-01-12T04:16:00Z");
          run.done(199);
        });
    assertThat(beat("status")).isEqualTo("completed");
    assertThat(machine.running()).isFalse();
  }

  @Test
  void aBeatThatComesAfterTheEndWritesNothing() throws Exception {
    run(cache(), run -> run.done(199));
    List<String> written = google.requests();
    assertThat(machine.beat()).isEqualTo(60);
    assertThat(google.requests()).isEqualTo(written);
  }

  @Test
  void runIdsAreClassTimeAndEightHexDigits() throws Exception {
    for (Map.Entry<String, String> each :
        Map.of(
                "player_daily_cache", "PlayerDailyCacheProcessor",
                "PlayerGameSummaryProcessor", "PlayerGameSummaryProcessor",
                "grading", "GradingProcessor")
            .entrySet()) {
      run(ProcessorRun.of(each.getKey(), TOPIC), run -> run.done(1));
      assertThat(runId.get()).matches(each.getValue() + "_20260112_041500_[0-9a-f]{8}");
    }
    run(cache().className("CacheJob"), run -> run.done(1));
    assertThat(runId.get()).startsWith("CacheJob_20260112_");
    run(cache().runId("mine"), run -> run.done(1));
    assertThat(runId.get()).isEqualTo("mine");
  }

  @Test
  void anErrorOfTheWorkIsPublishedAsFailedAndGoesOnItsWay() {
    assertThatThrownBy(
            () ->
                run(
                    cache(),
                    run -> {
                      run.done(199);
                      throw new IOException("bad row \"7\"\n");
                    }))
        .isInstanceOf(IOException.class)
        .hasNoSuppressedExceptions();
    assertThat(told("status")).isEqualTo("\"failed\"");
    assertThat(told("record_count")).isEqualTo("null");
    assertThat(told("error_type")).isEqualTo("\"IOException\"");
    assertThat(told("error_message")).isEqualTo("\"bad row \\\"7\\\"\\n\"");
    assertThat(beat("status")).isEqualTo("failed");
  }

  @Test
  void anInterruptedThreadTellsWhatItHasComeToAndStaysInterrupted() throws Exception {
    run(
        cache(),
        run -> {
          run.done(199);
          Thread.currentThread().interrupt();
        });
    assertThat(Thread.interrupted()).isTrue();
    assertThat(told("status")).isEqualTo("\"success\"");
    assertThat(beat("status")).isEqualTo("completed");
    assertThat(machine.told()).isEmpty();
  }

  @Test
  void workThatGivesUpBecauseItIsInterruptedIsPublishedAsFailed() {
    assertThatThrownBy(
            () ->
                run(
                    cache(),
                    run -> {
                      Thread.currentThread().interrupt();
                      throw new IOException("interrupted");
                    }))
        .isInstanceOf(IOException.class)
        .hasNoSuppressedExceptions();
    assertThat(Thread.interrupted()).isTrue();
    assertThat(told("status")).isEqualTo("\"failed\"");
    assertThat(beat("status")).isEqualTo("failed");
  }

  @Test
  void anErrorWithoutAMessageIsNamed() {
    assertThatThrownBy(
            () ->
                run(
                    cache(),
                    run -> {
                      throw new StackOverflowError();
                    }))
        .isInstanceOf(StackOverflowError.class);
    assertThat(told("error_message")).isEqualTo("\"StackOverflowError\"");
  }

  @Test
  void workThatSaysNothingIsFailedAndTold() {
    assertThatThrownBy(() -> run(cache(), run -> {}))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("without done()");
    assertThat(told("status")).isEqualTo("\"failed\"");
    assertThat(beat("status")).isEqualTo("failed");
  }

  @Test
  void theOtherEndings() throws Exception {
    run(cache(), run -> run.partial(12, 3));
    assertThat(told()).contains("\"partial\"").contains("\"record_count\":12");
    again();
    run(cache(), run -> run.noData("no games"));
    assertThat(told()).contains("\"no_data\"").contains("\"error_message\":\"no games\"");
    again();
    run(cache(), run -> run.skipped("not asked for"));
    assertThat(told()).contains("\"skipped\"").contains("\"error_type\":null");
  }

  @Test
  void aReasonMayBeLeftOut() throws Exception {
    run(cache(), run -> run.noData(null));
    assertThat(told("status")).isEqualTo("\"no_data\"");
    assertThat(told("error_message")).isEqualTo("null");
    again();
    run(cache(), run -> run.skipped(null));
    assertThat(told("status")).isEqualTo("\"skipped\"");
    assertThat(told("error_message")).isEqualTo("null");
  }

  @Test
  void progressMayComeWithoutAMessage() throws Exception {
    run(
        cache(),
        run -> {
          run.progress(118, 450, null);
          assertThat(machine.beat()).isEqualTo(60);
          assertThat(beat("progress")).isEqualTo("118");
          assertThat(beat("status_message")).isEmpty();
          run.done(199);
        });
    assertThat(told("status")).isEqualTo("\"success\"");
  }

  @Test
  void aFailedBeatIsTriedAgainSoonCountedAndToldOnce() throws Exception {
    google.willAnswer("PATCH", 503, 0, 403, 403, 403);
    run(
        cache(),
        run -> {
          assertThat(List.of(5L, 10L, 20L, 40L, 60L, 60L))
              .allSatisfy(wait -> assertThat(machine.beat()).isEqualTo(wait));
          google.willAnswer("PATCH", 503);
          assertThat(machine.beat()).isEqualTo(5);
          assertThat(run.failedBeats()).isEqualTo(6);
          run.done(199);
        });
    assertThat(told("status")).isEqualTo("\"success\"");
    assertThat(machine.told()).hasSize(1).first().asString().contains("answered 503");
  }

  @Test
  void anErrorInABeatIsCountedToldAndFollowedByTheNextBeat() throws Exception {
    run(
        cache(),
        run -> {
          machine.willThrow(new StackOverflowError());
          assertThat(machine.beat()).isEqualTo(5);
          assertThat(run.failedBeats()).isEqualTo(1);
          assertThat(machine.beat()).isEqualTo(60);
          assertThat(beat("status")).isEqualTo("running");
          run.done(199);
        });
    assertThat(machine.told()).hasSize(1).first().asString().contains("StackOverflowError");
    assertThat(beat("status")).isEqualTo("completed");
  }

  @Test
  void aCompletionIsTriedAgainAndThenSent() throws Exception {
    google.willAnswer("POST", 503, 0, 429);
    run(cache(), run -> run.done(199));
    assertThat(machine.pauses()).containsExactly(1L, 2L, 4L);
    assertThat(told("status")).isEqualTo("\"success\"");
  }

  @Test
  void aCompletionThatCannotBeSentThrows() {
    google.willAnswer("POST", Collections.nCopies(99, 503).toArray(new Integer[0]));
    assertThatThrownBy(() -> run(cache(), run -> run.done(199)))
        .isInstanceOf(NotSent.class)
        .hasMessageContaining(TOPIC)
        .hasMessageContaining("answered 503");
    assertThat(machine.pauses()).containsExactly(1L, 2L, 4L, 8L, 16L, 32L);
    assertThat(beat("status")).isEqualTo("completed");
  }

  @Test
  void aRefusedCompletionIsNotTriedAgain() {
    google.willAnswer("POST", 404);
    assertThatThrownBy(() -> run(cache(), run -> run.done(199)))
        .isInstanceOf(NotSent.class)
        .hasMessageContaining("answered 404");
    assertThat(machine.pauses()).isEmpty();
  }

  @Test
  void theWorksOwnErrorIsSeenAlsoWhenNothingCanBeSent() {
    google.willAnswer("POST", 403);
    assertThatThrownBy(
            () ->
                run(
                    cache(),
                    run -> {
                      throw new IllegalArgumentException("bad row");
                    }))
        .hasMessage("bad row")
        .satisfies(e -> assertThat(e.getSuppressed()).hasOnlyElementsOfType(NotSent.class));
  }

  private void fence() {
    google.put("phasekeeper_runs/nba:" + runId, "{\"fenced\": {\"booleanValue\": true}}");
  }

  @Test
  void aFencedRunLearnsItWithItsNextBeat() {
    assertThatThrownBy(
            () ->
                run(
                    cache(),
                    run -> {
                      assertThat(machine.beat()).isEqualTo(60);
                      assertThat(run.fenced()).isFalse();
                      fence();
                      assertThat(machine.beat()).isEqualTo(60);
                      assertThat(run.fenced()).isTrue();
                      run.stopIfFenced();
                    }))
        .isInstanceOf(Fenced.class);
    assertThat(google.messages()).isEmpty();
    assertThat(machine.told()).hasSize(1).first().asString().contains("may have taken over");
    assertThat(beat("status")).isEqualTo("failed");
  }

  @Test
  void aFencedRunThatEndsAllTheSameTellsIt() throws Exception {
    run(
        cache(),
        run -> {
          fence();
          assertThat(machine.beat()).isEqualTo(60);
          run.done(199);
        });
    assertThat(told("status")).isEqualTo("\"success\"");
  }

  @Test
  void aSlashInARunIdIsNoFolder() throws Exception {
    google.put("phasekeeper_runs/nba:nightly∕7", "{\"fenced\": {\"booleanValue\": true}}");
    run(
        cache().runId("nightly/7"),
        run -> {
          assertThat(machine.beat()).isEqualTo(60);
          assertThat(run.fenced()).isTrue();
          run.done(1);
        });
    assertThat(told("execution_id")).isEqualTo("\"nightly/7\"");
    assertThat(google.document("processor_heartbeats/player_daily_cache_2026-01-11_nightly∕7"))
        .isNotNull();
  }

  @Test
  void withoutAPipelineNobodyLooksForAFence() throws Exception {
    run(
        ProcessorRun.of("player_daily_cache", TOPIC),
        run -> {
          assertThat(machine.beat()).isEqualTo(60);
          run.done(1);
        });
    assertThat(google.requests()).noneMatch(request -> request.startsWith("GET"));
  }

  @Test
  void tooLongAListOfEntitiesIsLeftOut() throws Exception {
    run(cache(), run -> run.done(1, 0, true, Collections.nCopies(6_000, "x".repeat(100))));
    assertThat(JsonParser.parseString(told("metadata")))
        .isEqualTo(JsonParser.parseString("{\"is_incremental\":false,\"entities_changed\":[]}"));
  }

  @Test
  void onGoogleCloudTheMachineSaysWhoItIs() throws Exception {
    Map<String, String> environment =
        Map.of(
            "GCE_METADATA_HOST", google.host(),
            "FIRESTORE_EMULATOR_HOST", google.host(),
            "PUBSUB_EMULATOR_HOST", google.host());
    cache().run(DATE, run -> run.done(1), environment, machine);
    assertThat(google.requests())
        .contains("POST /v1/projects/its-project/topics/" + TOPIC + ":publish")
        .containsOnlyOnce("GET /computeMetadata/v1/project/project-id");
  }

  @Test
  void aTokenIsRenewedBeforeItEnds() throws Exception {
    GoogleRest rest =
        new GoogleRest(Optional.empty(), Map.of("GCE_METADATA_HOST", google.host()), machine);
    assertThat(rest.identity()).isEqualTo("token-1");
    machine.forward(Duration.ofSeconds(3_479));
    assertThat(rest.identity()).isEqualTo("token-1");
    machine.forward(Duration.ofSeconds(1));
    assertThat(rest.identity()).isEqualTo("token-2");
  }

  @Test
  void aMachineWithoutIdentityIsAFailedBeatAndNoMore() {
    assertThatThrownBy(
            () ->
                cache()
                    .run(
                        DATE,
                        run -> {
                          assertThat(machine.beat()).isEqualTo(5);
                          run.done(1);
                        },
                        Map.of("GCE_METADATA_HOST", "127.0.0.1:1"),
                        machine))
        .isInstanceOf(NotSent.class);
  }

  @Test
  void whatIsWronglyGivenIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ProcessorRun.of("no name", TOPIC))
        .withMessageContaining("processor: found \"no name\"");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ProcessorRun.of("a", "projects/p/topics/t"))
        .withMessageContaining("expected a bare name");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> cache().table("player_daily_cache"))
        .withMessageContaining("expected dataset.table");
  }

  @Test
  void theBeatingThreadBeatsAtOnceAndIsADaemon() throws Exception {
    CountDownLatch beaten = new CountDownLatch(2);
    AtomicReference<Boolean> daemon = new AtomicReference<>(false);
    GoogleRest.Machine machine = new GoogleRest.ThisMachine();
    machine.repeat(
        () -> {
          daemon.set(Thread.currentThread().isDaemon());
          beaten.countDown();
          return Duration.ofMillis(1);
        });
    assertThat(beaten.await(30, TimeUnit.SECONDS)).isTrue();
    machine.stop();
    assertThat(daemon.get()).isTrue();
  }
}
