package io.phasekeeper.local.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.phasekeeper.call.DispatchAnswer;
import io.phasekeeper.call.PortDispatcher;
import io.phasekeeper.call.WorkCalls;
import io.phasekeeper.call.WorkOrder;
import io.phasekeeper.document.Document;
import io.phasekeeper.document.DocumentPath;
import io.phasekeeper.document.FieldChange;
import io.phasekeeper.effect.Effects;
import io.phasekeeper.function.FunctionTable;
import io.phasekeeper.local.scenario.Change;
import io.phasekeeper.local.scenario.Item;
import io.phasekeeper.local.scenario.ScenarioFile;
import io.phasekeeper.local.scenario.Seen;
import io.phasekeeper.message.OutgoingMessage;
import io.phasekeeper.message.Subscription;
import io.phasekeeper.outcome.PortFailure;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.pipeline.PipelineFile;
import io.phasekeeper.platform.Platform;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PlayTest {
  private static final Path HOME = Path.of(System.getProperty("phasekeeper.home"));
  private static final Pipeline NBA = PipelineFile.load(HOME.resolve("pipelines/nba.yaml"));
  private static final DocumentPath COUNTER = new DocumentPath("test", "counter");

  /** What a suite that only takes notes was asked for. */
  private final List<String> notes = new ArrayList<>();

  private Deed onDelivery = (platform, delivery) -> {};
  private Deed onTick = (platform, delivery) -> {};

  private interface Deed {
    void with(Platform platform, String what) throws SuiteUnderTest.Refused;
  }

  private final class NoteTaker implements SuiteUnderTest {
    private final Platform platform;

    NoteTaker(Platform platform) {
      this.platform = platform;
      notes.add("built");
    }

    private String now() {
      return platform.clock().instant().toString().substring(11);
    }

    @Override
    public Set<String> timers() {
      return Set.of("phase-sweep");
    }

    @Override
    public void deliver(Subscription.Delivery delivery) throws Refused {
      notes.add(now() + " message " + delivery.messageId());
      onDelivery.with(platform, delivery.messageId());
    }

    @Override
    public void tick(String function) throws Refused {
      notes.add(now() + " tick");
      onTick.with(platform, function);
    }

    @Override
    public void operate(Change.Operator action) {
      notes.add(now() + " operator " + action.action());
    }
  }

  private Play.Outcome play(String end, String rest) throws IOException {
    return new Play(
            ScenarioFile.parse(
                Path.of("p.yaml"),
                "title: t\npipeline: nba\nstart: 2026-01-11T11:00:30Z\nend: " + end + "\n" + rest),
            NBA,
            FunctionTable.read(HOME.resolve(FunctionTable.PATH), NBA.zone()),
            NoteTaker::new)
        .play();
  }

  private static String completion(String at) {
    return "  - {at: "
        + at
        + ", completion: {processor_name: PlayerGameSummaryProcessor, game_date: 2026-01-10,"
        + " status: success}}\n";
  }

  @Test
  void timersTickEveryFullMinuteFromTheStartToTheEndAndTheWorldMovesFirst() throws IOException {
    play(
        "2026-01-11T11:03:00Z",
        "events:\n"
            + completion("2026-01-11T11:02:00Z")
            + "  - {at: 2026-01-11T11:02:30Z, sweep: phase-sweep}\n");
    assertThat(notes)
        .containsExactly(
            "built",
            "11:01:00Z tick",
            "11:02:00Z message 1",
            "11:02:00Z tick",
            "11:02:30Z tick",
            "11:03:00Z tick");
  }

  @Test
  void whatIsRefusedComesAgainAfterTenSecondsDoublingToTenMinutes() throws IOException {
    onDelivery =
        (platform, message) -> {
          throw new SuiteUnderTest.Refused("not yet");
        };
    play(
        "2026-01-11T11:50:00Z",
        "world: {faults: [sweep_stops]}\nevents:\n" + completion("2026-01-11T11:01:00Z"));
    assertThat(notes)
        .containsExactly(
            "built",
            "11:01:00Z message 1",
            "11:01:10Z message 1",
            "11:01:30Z message 1",
            "11:02:10Z message 1",
            "11:03:30Z message 1",
            "11:06:10Z message 1",
            "11:11:30Z message 1",
            "11:21:30Z message 1",
            "11:31:30Z message 1",
            "11:41:30Z message 1");
  }

  @Test
  void theLastMessageComesAgainUnderItsOwnIdAndARestartBuildsAnew() throws IOException {
    play(
        "2026-01-11T11:00:59Z",
        "events:\n"
            + completion("2026-01-11T11:00:40Z")
            + completion("2026-01-11T11:00:41Z")
            + """
              - {at: 2026-01-11T11:00:42Z, deliver_again: last}
              - {at: 2026-01-11T11:00:43Z, restart: true}
              - {at: 2026-01-11T11:00:44Z, deliver_again: last, subscription: other}
              - {at: 2026-01-11T11:00:45Z, operator: {action: stop, why: w}}
            """);
    assertThat(notes)
        .containsExactly(
            "built",
            "11:00:40Z message 1",
            "11:00:41Z message 2",
            "11:00:42Z message 2",
            "built",
            "11:00:44Z message 2",
            "11:00:45Z operator stop");
  }

  @Test
  void crashAfterWriteKillsTheFirstDeliveryAfterItsFirstWriteAndNoOther() throws IOException {
    List<String> done = new ArrayList<>();
    onDelivery =
        (platform, message) -> {
          platform.documents().merge(COUNTER, List.of(FieldChange.set("m" + message, true)));
          done.add(message);
        };
    onTick =
        (platform, timer) ->
            platform.documents().merge(COUNTER, List.of(FieldChange.set("tick", true)));
    Play.Outcome outcome =
        play(
            "2026-01-11T11:01:30Z",
            "world: {faults: [crash_after_write]}\nevents:\n" + completion("2026-01-11T11:00:40Z"));
    assertThat(done).containsExactly("1");
    assertThat(notes)
        .containsExactly(
            "built", "11:00:40Z message 1", "built", "11:00:50Z message 1", "11:01:00Z tick");
    assertThat(outcome.surprises()).isEmpty();
  }

  @Test
  void theFirstCompareAndSetOfEachInvocationLosesWhileTheStoreConflicts() throws IOException {
    List<Boolean> set = new ArrayList<>();
    onTick =
        (platform, timer) -> {
          platform.documents().merge(COUNTER, List.of(FieldChange.set("a", 1L)));
          for (int i = 0; i < 2; i++) {
            Document seen = platform.documents().get(COUNTER).orElseThrow();
            set.add(
                platform.documents().compareAndSet(seen, List.of(FieldChange.set("b", (long) i))));
          }
        };
    play(
        "2026-01-11T11:02:00Z",
        "world: {faults: [store_conflicts]}\nevents:\n  - {at: 2026-01-11T11:01:30Z, faults: []}\n");
    assertThat(set).containsExactly(false, true, true, true);
  }

  @Test
  void aPublishThatFailsHasNoEffectAndEveryQueryErrsWhileTheWarehouseIsDown() throws IOException {
    List<PortFailure.Service> failed = new ArrayList<>();
    List<LocalDate> answered = new ArrayList<>();
    onTick =
        (platform, timer) -> {
          try {
            platform.messages().publish("a-topic", OutgoingMessage.json("{}", Map.of()));
          } catch (PortFailure e) {
            failed.add(e.service());
          }
          try {
            LocalDate day = LocalDate.of(2026, 1, 10);
            answered.addAll(
                platform
                    .warehouse()
                    .rowCounts(
                        NBA.tables().get("nba_precompute.player_daily_cache").table(), day, day)
                    .keySet());
          } catch (PortFailure e) {
            failed.add(e.service());
          }
        };
    play(
        "2026-01-11T11:02:00Z",
        """
        world:
          rows: [{table: nba_precompute.player_daily_cache, date: 2026-01-10, count: 3}]
          faults: [publish_fails, warehouse_down]
        events:
          - {at: 2026-01-11T11:01:30Z, faults: []}
        """);
    assertThat(failed).containsExactly(PortFailure.Service.PUBSUB, PortFailure.Service.BIGQUERY);
    assertThat(answered).containsExactly(LocalDate.of(2026, 1, 10));
  }

  @Test
  void anExceptionThatNobodyProvokedIsASurpriseToldOnce() throws IOException {
    onTick =
        (platform, timer) -> {
          throw new IllegalStateException("a bug");
        };
    Play.Outcome outcome = play("2026-01-11T11:05:00Z", "");
    assertThat(outcome.surprises()).hasSize(1);
    assertThat(outcome.surprises().get(0))
        .startsWith(
            "ticking phase-sweep at 2026-01-11T11:01:00Z threw java.lang.IllegalStateException: a"
                + " bug in ");
  }

  @Test
  void aTriggerIsSeenWhenItsLastPartIsAcknowledgedAndOnlyOnce() throws IOException {
    onTick =
        (platform, timer) -> {
          Instant now = platform.clock().instant();
          DocumentPath path =
              new DocumentPath("phasekeeper_triggers", "nba:phase4:2026-01-10:overnight:1");
          if (platform
              .documents()
              .create(
                  path,
                  Map.of(
                      "trigger_id",
                      "phase4:2026-01-10:overnight:1",
                      "parts",
                      List.of(
                          Map.of("id", "phase4:2026-01-10:overnight:1:a"),
                          Map.of("id", "phase4:2026-01-10:overnight:1:b"))))) {
            publish(platform, "a");
          } else {
            publish(platform, now.isBefore(Instant.parse("2026-01-11T11:03:00Z")) ? "a" : "b");
          }
        };
    Play.Outcome outcome = play("2026-01-11T11:05:00Z", "");
    assertThat(outcome.seen())
        .extracting(seen -> seen.at() + " " + seen)
        .containsExactly(
            "2026-01-11T11:03:00Z trigger {phase: phase4, date: 2026-01-10, cycle: overnight,"
                + " reason: all_complete, missing: [x], generation: 1}");
  }

  private static void publish(Platform platform, String part) {
    platform
        .messages()
        .publish(
            "nba-phase4-trigger",
            OutgoingMessage.json(
                "{\"game_date\":\"2026-01-10\",\"mode\":\"overnight\",\"trigger_reason\":\"all_complete\",\"missing_processors\":[\"x\"]}",
                Map.of(
                    "trigger_id",
                    "phase4:2026-01-10:overnight:1:" + part,
                    "phase",
                    "phase4",
                    "data_date",
                    "2026-01-10",
                    "generation",
                    "1")));
  }

  @Test
  void anAcceptedDispatchIsSeenAfterWhatHasRowsAndWasNotDispatchedItself() throws IOException {
    onTick =
        (platform, function) -> {
          if (platform.clock().instant().equals(Instant.parse("2026-01-11T11:02:00Z"))) {
            send(platform, "player_daily_cache");
            send(platform, "ml_feature_store");
            send(platform, "rosters");
            send(platform, "export");
          }
        };
    List<Seen> seen =
        play(
                "2026-01-11T11:10:00Z",
                """
                world:
                  calendar: {2026-01-10: {games: 6}}
                  rows:
                    - {table: nba_analytics.player_game_summary, date: 2026-01-10, count: 200}
                    - {table: nba_precompute.player_daily_cache, date: 2026-01-10, count: 5}
                  services: {phase4: {answers: 200}}
                  processors: {player_daily_cache: {rows: 199}}
                """)
            .seen();
    assertThat(seen)
        .filteredOn(each -> each.kind() == Item.Kind.DISPATCHED)
        .extracting(Seen::toString)
        .containsExactly(
            "dispatched {output: player_daily_cache, date: 2026-01-10, after: [calendar,"
                + " player_game_summary]}",
            "dispatched {output: ml_feature_store, date: 2026-01-10, after: [calendar,"
                + " player_game_summary]}",
            "dispatched {output: rosters, date: 2026-01-11, after: []}",
            "dispatched {output: export, date: 2026-01-10, after: [calendar,"
                + " player_game_summary]}");
    assertThat(
            new Item(
                    Item.Kind.DISPATCHED,
                    Map.of("output", "ml_feature_store", "after", "player_game_summary"),
                    0)
                .matches(
                    seen.stream()
                        .filter(each -> each.toString().contains("ml_feature_store"))
                        .findFirst()
                        .orElseThrow()))
        .isTrue();
  }

  private static void send(Platform platform, String output) {
    WorkOrder order =
        WorkOrder.on(output, LocalDate.of(2026, 1, 10), Optional.empty(), "c", output + ":1");
    DispatchAnswer answer =
        new PortDispatcher(
                platform.pipeline(),
                platform.calls(),
                new Effects(platform.messages(), platform.settings().mode()),
                platform.clock())
            .send(
                WorkCalls.of(platform.pipeline(), order, platform.calls().variables())
                    .call()
                    .orElseThrow());
    assertThat(answer.accepted()).isTrue();
  }
}
