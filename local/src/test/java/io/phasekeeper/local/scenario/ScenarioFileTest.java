package io.phasekeeper.local.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.phasekeeper.document.DocumentPath;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ScenarioFileTest {
  private static final String HEAD =
      """
      title: "A day"
      pipeline: nba
      start: 2025-12-29T05:00:00-05:00
      end: 2025-12-30T00:00:00-05:00
      """;
  private static final Instant START = Instant.parse("2025-12-29T10:00:00Z");
  private static final Instant END = Instant.parse("2025-12-30T05:00:00Z");

  private static Scenario parse(String rest) {
    return ScenarioFile.parse(Path.of("day.yaml"), HEAD + rest);
  }

  private static List<String> problems(String rest) {
    ScenarioException thrown = catchThrowableOfType(ScenarioException.class, () -> parse(rest));
    assertThat(thrown).as("a scenario with problems").isNotNull();
    return thrown.problems();
  }

  private static <T extends Change> T only(Class<T> type, String event) {
    List<Scenario.Event> events =
        parse("events:\n  - {at: 2025-12-29T10:41:00-05:00, " + event + "}\n").events();
    assertThat(events).hasSize(1);
    assertThat(events.get(0).at()).isEqualTo("2025-12-29T15:41:00Z");
    return type.cast(events.get(0).change());
  }

  @Test
  void theHeadIsReadAndTimesCarryTheirOffset() {
    Scenario scenario = parse("source: \"seeds, 2.1\"\nsettings: {phases.phase4.late: alert}\n");
    assertThat(scenario.title()).isEqualTo("A day");
    assertThat(scenario.source()).isEqualTo("seeds, 2.1");
    assertThat(scenario.pipeline()).isEqualTo("nba");
    assertThat(scenario.start()).isEqualTo(START);
    assertThat(scenario.end()).isEqualTo(END);
    assertThat(scenario.offset().toString()).isEqualTo("-05:00");
    assertThat(scenario.settings()).isEqualTo(Map.of("phases.phase4.late", "alert"));
  }

  @Test
  void anUnknownKeyIsNamedWithFileLineAndTheNearestKnownKey() {
    assertThat(problems("wrold: {}\n"))
        .containsExactly("day.yaml:5: unknown key \"wrold\"; nearest known: \"world\"");
    assertThat(problems("events:\n  - at: 2025-12-29T10:41:00-05:00\n    completoin: {}\n"))
        .containsExactly(
            "day.yaml:7: events[0]: unknown key \"completoin\"; nearest known: \"completion\"");
    assertThat(problems("events:\n  - at: 2025-12-29T10:41:00-05:00\n"))
        .containsExactly("day.yaml:6: events[0]: nothing happens in this event");
    assertThat(problems("world:\n  rows:\n    - {table: a.b, date: 2026-01-01, cuont: 3}\n"))
        .containsExactly(
            "day.yaml:7: world.rows[0]: unknown key \"cuont\"; nearest known: \"count\"",
            "day.yaml:7: world.rows[0]: \"count\" is missing");
    assertThat(problems("expect:\n  - {by: 2025-12-29T11:00:00-05:00, findnig: {}}\n").get(0))
        .isEqualTo("day.yaml:6: expect[0]: unknown key \"findnig\"; nearest known: \"finding\"");
    assertThat(problems("never:\n  - finding: {knid: phase-held}\n"))
        .containsExactly(
            "day.yaml:6: never[0].finding: unknown key \"knid\"; nearest known: \"kind\"");
  }

  @Test
  void everyProblemIsToldAtOnce() {
    assertThat(
            problems(
                """
                world:
                  channels: {slak: 404}
                  faults: [publish_fail]
                  services: {phase4: {answers: often}}
                events:
                  - {at: "tomorrow", sweep: phase-sweep}
                  - {at: 2025-12-29T10:41:00, restart: true}
                  - {at: 2026-12-29T10:41:00-05:00, restart: yes}
                expect:
                  - {finding: {kind: phase-hold}, trigger: {}}
                never:
                  - {finding: {kind: phase-hold}}
                """))
        .containsExactly(
            "day.yaml:8: world.services.phase4.answers: found \"often\"; expected an HTTP status or"
                + " none",
            "day.yaml:6: world.channels: unknown channel \"slak\"; nearest known: \"slack\"",
            "day.yaml:7: world.faults: unknown fault \"publish_fail\"; nearest known:"
                + " \"publish_fails\"",
            "day.yaml:10: events[0].at: found \"tomorrow\"; expected a time with its offset, such"
                + " as 2025-12-29T10:41:00-05:00",
            "day.yaml:11: events[1].at: found \"2025-12-29T10:41:00\"; expected a time with its"
                + " offset, such as 2025-12-29T10:41:00-05:00",
            "day.yaml:12: events[2]: 2026-12-29T15:41:00Z is outside the play, "
                + START
                + " to "
                + END,
            "day.yaml:12: events[2].restart: found \"yes\"; expected true or false",
            "day.yaml:14: expect[0]: found [finding, trigger]; expected exactly one of [trigger,"
                + " finding, alert, run, healed, dispatched, why] or any_of",
            "day.yaml:16: never[0].finding.kind: found \"phase-hold\"; expected one of "
                + NotBuiltYet.load().everyFindingKind()
                + "; nearest known: \"phase-held\"");
  }

  @Test
  void whatIsMissingOrTwiceOrNoYamlIsNamed() {
    ScenarioException empty =
        catchThrowableOfType(
            ScenarioException.class, () -> ScenarioFile.parse(Path.of("e.yaml"), "title: x\n"));
    assertThat(empty.problems())
        .containsExactly(
            "e.yaml:1: \"pipeline\" is missing",
            "e.yaml:1: \"start\" is missing",
            "e.yaml:1: \"end\" is missing");
    assertThat(problems("title: again\n"))
        .containsExactly("day.yaml:5: \"title\" stands here twice");
    assertThat(problems("world: {rows: [}\n").get(0)).startsWith("day.yaml:5: not YAML: ");
  }

  @Test
  void plainTimesInLedgersAreTimestampsAndQuotedOnesStrings() {
    Scenario scenario =
        parse(
            """
            world:
              ledgers:
                phase4_completion/2026-01-12:
                  player_daily_cache: {status: success, record_count: 0, completed_at: 2026-01-13T07:20:00Z}
                  ml_feature_store: completed
                  _first_completion_at: "2026-01-13T07:20:00Z"
                  _last_update: 2026-01-12 19:33:48.333802+00
                  _day: 2026-01-12
                  _triggered: true
                  nothing: null
            """);
    Change.LedgerMerge ledger = (Change.LedgerMerge) scenario.world().get(0);
    assertThat(ledger.path()).isEqualTo(new DocumentPath("phase4_completion", "2026-01-12"));
    assertThat(ledger.fields())
        .containsEntry(
            "player_daily_cache",
            Map.of(
                "status",
                "success",
                "record_count",
                0L,
                "completed_at",
                Instant.parse("2026-01-13T07:20:00Z")))
        .containsEntry("ml_feature_store", "completed")
        .containsEntry("_first_completion_at", "2026-01-13T07:20:00Z")
        .containsEntry("_last_update", Instant.parse("2026-01-12T19:33:48.333802Z"))
        .containsEntry("_day", "2026-01-12")
        .containsEntry("_triggered", true)
        .containsEntry("nothing", null);
  }

  @Test
  void runsHoldTimestampsAndDates() {
    Change.RunRow run =
        only(
            Change.RunRow.class,
            "run: {run_id: r1, started_at: 2026-01-12T11:30:08Z, processed_at: null,"
                + " data_date: 2026-01-11, errors: {a: 1}}");
    assertThat(run.columns())
        .containsEntry("started_at", Instant.parse("2026-01-12T11:30:08Z"))
        .containsEntry("processed_at", null)
        .containsEntry("data_date", LocalDate.of(2026, 1, 11));
  }

  @Test
  void aCompletionIsTakenVerbatimItsTimesAsText() {
    Change.Completion completion =
        only(
            Change.Completion.class,
            "completion: {processor_name: X, game_date: 2025-12-29, timestamp:"
                + " 2025-12-29T15:40:00Z, record_count: \"352\", is: 1.5}");
    assertThat(completion.topic()).isEmpty();
    assertThat(completion.message())
        .isEqualTo(
            Map.of(
                "processor_name", "X",
                "game_date", "2025-12-29",
                "timestamp", "2025-12-29T15:40:00Z",
                "record_count", "352",
                "is", 1.5));
  }

  @Test
  void everyKindOfEventIsRead() {
    assertThat(only(Change.DeliverAgain.class, "deliver_again: last").otherSubscription())
        .isFalse();
    assertThat(
            only(Change.DeliverAgain.class, "deliver_again: last, subscription: other")
                .otherSubscription())
        .isTrue();
    assertThat(
            only(Change.RawMessage.class, "raw_message: {topic: t, data: \"not json é\"}").data())
        .isEqualTo("not json é".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    assertThat(
            only(Change.RawMessage.class, "raw_message: {topic: t, data: !!binary \"/w==\"}")
                .data())
        .isEqualTo(new byte[] {(byte) 0xff});
    assertThat(only(Change.RawMessage.class, "raw_message: {topic: t, data: {a: 1}}").latin1())
        .isEqualTo("{\"a\":1}");
    assertThat(only(Change.Heartbeat.class, "heartbeat: {id: h, run_id: r}").id()).contains("h");
    assertThat(only(Change.SchedulerLog.class, "scheduler_log: {insertId: a}").entry())
        .isEqualTo(Map.of("insertId", "a"));
    assertThat(only(Change.Attempt.class, "attempt: {job: j, http: 403}").answer().toString())
        .isEqualTo("403");
    assertThat(only(Change.Attempt.class, "attempt: {job: j, http: none}").answer())
        .isEqualTo(Answer.NONE);
    assertThat(only(Change.Channels.class, "channels: {slack: 404}").channels()).hasSize(1);
    assertThat(
            only(Change.SchedulerJobs.class, "scheduler_jobs: {a: null, b: {state: PAUSED}}")
                .jobs())
        .isEqualTo(Map.of("a", Optional.empty(), "b", Optional.of(Map.of("state", "PAUSED"))));
    assertThat(only(Change.DeadLetters.class, "dead_letter: {topic: t, count: 83}").count())
        .isEqualTo(83);
    assertThat(only(Change.Backlog.class, "backlog: {topic: t, oldest: PT40M, count: 500}"))
        .isEqualTo(new Change.Backlog("t", Duration.ofMinutes(40), 500));
    assertThat(
            only(Change.RunLog.class, "run_log: {textPayload: \"no available instance\"}").entry())
        .hasSize(1);
    assertThat(
            only(
                    Change.Files.class,
                    "files: {\"gs://b/today.json\": {updated: 2025-12-28T00:00:00Z, date:"
                        + " 2025-12-28}}")
                .files())
        .isEqualTo(
            Map.of(
                "gs://b/today.json",
                Optional.of(
                    new Change.FileFacts(
                        Optional.of(Instant.parse("2025-12-28T00:00:00Z")),
                        Optional.of(LocalDate.of(2025, 12, 28))))));
    assertThat(
            only(
                Change.Backfill.class,
                "backfill: {from: 2022-01-01, to: 2022-01-09, phase: phase4}"))
        .isEqualTo(
            new Change.Backfill(
                LocalDate.of(2022, 1, 1), LocalDate.of(2022, 1, 9), Optional.of("phase4")));
    assertThat(only(Change.Backfill.class, "backfill: {from: 2022-01-01, to: 2022-01-09}").phase())
        .isEmpty();
    assertThat(only(Change.Restart.class, "restart: true")).isEqualTo(new Change.Restart());
    assertThat(only(Change.Faults.class, "faults: [publish_fails, sweep_stops]").faults())
        .isEqualTo(Set.of(Fault.PUBLISH_FAILS, Fault.SWEEP_STOPS));
    assertThat(only(Change.Faults.class, "faults: []").faults()).isEmpty();
    assertThat(only(Change.Sweep.class, "sweep: phase-sweep").function()).isEqualTo("phase-sweep");
  }

  @Test
  void anOperatorActionHasEveryKeyAndForceIsOffUnlessSaid() {
    Change.Operator all =
        only(
            Change.Operator.class,
            "operator: {action: hold, phase: phase4, date: 2025-12-29, cycle: same_day, processor:"
                + " p, why: w, by: b, until: 2025-12-29T12:00:00-05:00, force: true, finding: f}");
    assertThat(all)
        .isEqualTo(
            new Change.Operator(
                "hold",
                Optional.of("phase4"),
                Optional.of(LocalDate.of(2025, 12, 29)),
                Optional.of("same_day"),
                Optional.of("p"),
                Optional.of("w"),
                Optional.of("b"),
                Optional.of(Instant.parse("2025-12-29T17:00:00Z")),
                true,
                Optional.of("f")));
    assertThat(only(Change.Operator.class, "operator: {action: stop, why: w}").force()).isFalse();
  }

  @Test
  void beatsComeEverySixtySecondsUnlessSaid() {
    Change.Beats beats =
        only(Change.Beats.class, "beats: {processor_name: P, run_id: r, data_date: null}");
    assertThat(beats.every()).isEqualTo(Duration.ofSeconds(60));
    assertThat(beats.dataDate()).isEmpty();
    assertThat(beats.to()).isEmpty();
  }

  @Test
  void whatASimulatedProcessorLeavesOutIsAnOrdinarySuccess() {
    Change.Processors processors =
        only(
            Change.Processors.class,
            "processors: {a: {rows: 199}, b: {takes: PT5M, says: failed, publishes: false,"
                + " crashes_after: PT2M, never: true}}");
    assertThat(processors.processors())
        .isEqualTo(
            Map.of(
                "a",
                new ProcessorBehaviour(
                    Duration.ofMinutes(1),
                    Optional.of(199),
                    "success",
                    true,
                    Optional.empty(),
                    false),
                "b",
                new ProcessorBehaviour(
                    Duration.ofMinutes(5),
                    Optional.empty(),
                    "failed",
                    false,
                    Optional.of(Duration.ofMinutes(2)),
                    true)));
  }

  @Test
  void aServiceAnswers200AtOnceUnlessSaid() {
    Change.Services services =
        only(
            Change.Services.class,
            "services: {a: {}, b: {answers: none, after: PT2S, works: true}, c: {body: {error: x}},"
                + " 'job:d': {body: <html>}}");
    assertThat(services.services())
        .isEqualTo(
            Map.of(
                "a",
                ServiceBehaviour.USUAL,
                "b",
                new ServiceBehaviour(
                    Answer.NONE, Duration.ofSeconds(2), Optional.empty(), Optional.of(true)),
                "c",
                new ServiceBehaviour(
                    Answer.OK, Duration.ZERO, Optional.of("{\"error\":\"x\"}"), Optional.empty()),
                "job:d",
                new ServiceBehaviour(
                    Answer.OK, Duration.ZERO, Optional.of("<html>"), Optional.empty())));
  }

  @Test
  void aGameStartsAtSevenAndIsScheduledUnlessSaidAndANumberMakesUnremarkableOnes() {
    Change.CalendarDates calendar =
        only(
            Change.CalendarDates.class,
            "calendar: {2025-12-29: {games: [{id: \"0022500441\", home: TOR, away: POR, starts:"
                + " \"21:30\", status: postponed}, {}]}, 2025-12-30: {games: 2}, 2025-12-31: {}}");
    assertThat(calendar.dates())
        .isEqualTo(
            Map.of(
                LocalDate.of(2025, 12, 29),
                List.of(
                    new Game(
                        Optional.of("0022500441"),
                        Optional.of("TOR"),
                        Optional.of("POR"),
                        LocalTime.of(21, 30),
                        "postponed"),
                    new Game(
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        LocalTime.of(19, 0),
                        "scheduled")),
                LocalDate.of(2025, 12, 30),
                List.of(Game.unremarkable(), Game.unremarkable()),
                LocalDate.of(2025, 12, 31),
                List.of()));
  }

  @Test
  void rowsHaveEveryKey() {
    Change.Rows rows =
        only(
            Change.Rows.class,
            "rows: {table: a.b, date: 2022-01-03, clear: true, count: 400, values: {minutes: 24,"
                + " day: 2022-01-03, text: \"2022-01-03\"}, non_null: {usage_rate: 0.479},"
                + " duplicates: 3, written: 2025-12-29T12:00:00-05:00}");
    assertThat(rows)
        .isEqualTo(
            new Change.Rows(
                "a.b",
                LocalDate.of(2022, 1, 3),
                true,
                400,
                Map.of("minutes", 24L, "day", LocalDate.of(2022, 1, 3), "text", "2022-01-03"),
                Map.of("usage_rate", 0.479),
                3,
                Optional.of(Instant.parse("2025-12-29T17:00:00Z"))));
    assertThat(only(Change.Rows.class, "rows: {table: a.b, date: 2022-01-03, clear: true}").count())
        .isZero();
  }

  @Test
  void anExpectationLastsFromTheStartToTheEndUnlessSaid() {
    Scenario scenario =
        parse(
            """
            expect:
              - {trigger: {phase: phase4, date: 2025-12-29, missing: [b, a], generation: 1}}
              - by: 2025-12-29T11:00:00-05:00
                not_before: 2025-12-29T10:00:00-05:00
                any_of:
                  - finding: {kind: phase-held, resolved: true}
                  - finding: {about: phase4}
            never:
              - {alert: {more_than: 5}}
              - {finding: {}}
            """);
    assertThat(scenario.expect())
        .containsExactly(
            new Expectation(
                6,
                START,
                END,
                List.of(
                    new Item(
                        Item.Kind.TRIGGER,
                        Map.of(
                            "phase",
                            "phase4",
                            "date",
                            "2025-12-29",
                            "missing",
                            Set.of("a", "b"),
                            "generation",
                            1L),
                        0))),
            new Expectation(
                7,
                Instant.parse("2025-12-29T15:00:00Z"),
                Instant.parse("2025-12-29T16:00:00Z"),
                List.of(
                    new Item(Item.Kind.FINDING, Map.of("kind", "phase-held", "resolved", true), 0),
                    new Item(Item.Kind.FINDING, Map.of("about", "phase4", "resolved", false), 0))));
    assertThat(scenario.never())
        .extracting(e -> e.anyOf().get(0))
        .containsExactly(
            new Item(Item.Kind.ALERT, Map.of(), 5),
            new Item(Item.Kind.FINDING, Map.of("resolved", false), 0));
  }

  @Test
  void anEventMayRepeatUpToAndIncludingItsLastMoment() {
    List<Scenario.Event> events =
        parse(
                """
                events:
                  - {at: 2025-12-29T19:00:00-05:00, every: PT3M, until: 2025-12-29T19:09:00-05:00, attempt: {job: j, http: 200}}
                """)
            .events();
    assertThat(events)
        .extracting(event -> event.at().toString())
        .containsExactly(
            "2025-12-30T00:00:00Z",
            "2025-12-30T00:03:00Z",
            "2025-12-30T00:06:00Z",
            "2025-12-30T00:09:00Z");
    assertThat(problems("events:\n  - {at: 2025-12-29T19:00:00-05:00, every: PT0S, sweep: s}\n"))
        .containsExactly("day.yaml:6: events[0].every must be at least PT1S");
    assertThat(
            problems(
                "events:\n  - {at: 2025-12-29T19:00:00-05:00, until: 2025-12-29T20:00:00-05:00,"
                    + " sweep: s}\n"))
        .containsExactly("day.yaml:6: events[0].until belongs to every");
  }

  @Test
  void aProcessorMayWorkWithoutBeingAsked() {
    assertThat(
            only(
                Change.Works.class,
                "works: {processor: a, date: 2025-12-29, takes: PT2M, rows: 9, correlation_id:"
                    + " c}"))
        .isEqualTo(
            new Change.Works(
                "a",
                LocalDate.of(2025, 12, 29),
                new ProcessorBehaviour(
                    Duration.ofMinutes(2),
                    Optional.of(9),
                    "success",
                    true,
                    Optional.empty(),
                    false),
                Optional.of("c")));
  }

  @Test
  void eventsAreSortedByTimeAndKeepTheirLines() {
    List<Scenario.Event> events =
        parse(
                """
                events:
                  - {at: 2025-12-29T11:00:00-05:00, sweep: b}
                  - {at: 2025-12-29T10:00:00-05:00, sweep: a}
                """)
            .events();
    assertThat(events).extracting(Scenario.Event::line).containsExactly(7, 6);
  }
}
