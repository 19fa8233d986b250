package io.phasekeeper.status;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.phasekeeper.document.DocumentStore;
import io.phasekeeper.document.MemoryDocumentStore;
import io.phasekeeper.event.IncomingEvent;
import io.phasekeeper.message.MemoryMessages;
import io.phasekeeper.message.Messages;
import io.phasekeeper.operator.Asked;
import io.phasekeeper.operator.OperatorActions;
import io.phasekeeper.orchestrator.PhaseOrchestrator;
import io.phasekeeper.pipeline.PhaseName;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.pipeline.PipelineFile;
import io.phasekeeper.platform.Platform;
import io.phasekeeper.settings.Mode;
import io.phasekeeper.settings.Settings;
import io.phasekeeper.warehouse.MemoryWarehouse;
import io.phasekeeper.warehouse.Warehouse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.threeten.extra.MutableClock;

class DayStatusReaderTest {
  private static final LocalDate DATE = LocalDate.parse("2026-01-10");

  /** 06:31 in New York on the day after the date: the overnight cycle. */
  private final MutableClock clock =
      MutableClock.of(Instant.parse("2026-01-11T11:31:00Z"), ZoneOffset.UTC);

  private final Pipeline pipeline =
      PipelineFile.load(Path.of(System.getProperty("phasekeeper.home"), "pipelines", "nba.yaml"));
  private final MemoryWarehouse warehouse = new MemoryWarehouse();
  private final Memory platform =
      new Memory(
          pipeline,
          new Settings("pipelines/nba.yaml", Mode.ON, "dead"),
          new MemoryDocumentStore(),
          warehouse,
          new MemoryMessages(clock),
          clock);
  private final PhaseOrchestrator orchestrator = new PhaseOrchestrator(platform);

  private record Memory(
      Pipeline pipeline,
      Settings settings,
      DocumentStore documents,
      Warehouse warehouse,
      Messages messages,
      InstantSource clock)
      implements Platform {}

  @BeforeEach
  void tablesAndTopics() {
    pipeline.tables().forEach((name, shape) -> warehouse.declare(name, shape.table().dateColumn()));
    pipeline
        .calendar()
        .ifPresent(
            c -> warehouse.declare(c.source().table().name(), c.source().table().dateColumn()));
    pipeline.runHistory().ifPresent(table -> warehouse.declare(table, "data_date"));
    MemoryMessages messages = (MemoryMessages) platform.messages();
    pipeline.transitions().forEach(t -> messages.createTopic(t.trigger().topic()));
  }

  @Test
  void fourOfFiveIsShownAsTheOperatorsAskedForIt() {
    completed("PlayerGameSummaryProcessor", 211);
    clock.add(Duration.ofMinutes(1));
    completed("TeamDefenseGameSummaryProcessor", 12);
    completed("TeamOffenseGameSummaryProcessor", 12);
    clock.add(Duration.ofMinutes(2));
    completed("UpcomingPlayerGameContextProcessor", 180);
    DayStatus status = new DayStatusReader(platform).read(DATE);
    assertThat(StatusText.of(status, false))
        .contains(
            """
            Phase 3 Completion for 2026-01-10 (overnight):
              - player_game_summary: COMPLETE (Jan 11, 6:31 AM)
              - team_offense_game_summary: COMPLETE (Jan 11, 6:32 AM)
              - team_defense_game_summary: COMPLETE (Jan 11, 6:32 AM)
              - upcoming_player_game_context: COMPLETE (Jan 11, 6:34 AM)
              - upcoming_team_game_context: MISSING
              _triggered: FALSE (waiting for 5/5)
              next: 3 of 5 are enough, with player_game_summary, upcoming_player_game_context at Jan 11, 7:01 AM
            """)
        .contains("State: PHASE3_INCOMPLETE (4/5)");
    assertThat(status.wrong()).isFalse();
  }

  @Test
  void aFailureAndAReportWithoutRowsSayWhyTheyDoNotCount() {
    report("PlayerGameSummaryProcessor", "failed", 0, "gamebook is missing");
    report("TeamOffenseGameSummaryProcessor", "no_data", 0, "");
    assertThat(StatusText.of(new DayStatusReader(platform).read(DATE), false))
        .contains("  - player_game_summary: FAILED (Jan 11, 6:31 AM: gamebook is missing)\n")
        .contains(
            "  - team_offense_game_summary: NOT COUNTED (Jan 11, 6:31 AM: no data, 0 rows)\n");
  }

  @Test
  void aGateThatSaysNoIsShownWithItsNumbersAndIsWrong() {
    for (String processor :
        List.of(
            "PlayerGameSummaryProcessor",
            "TeamDefenseGameSummaryProcessor",
            "TeamOffenseGameSummaryProcessor",
            "UpcomingPlayerGameContextProcessor",
            "UpcomingTeamGameContextProcessor")) {
      completed(processor, 12);
    }
    DayStatus status = new DayStatusReader(platform).read(DATE);
    assertThat(StatusText.of(status, false))
        .contains("_triggered: FALSE (held by ")
        .contains("  gate ");
    assertThat(status.wrong()).isTrue();
    assertThat(StatusJson.tree(status).get("wrong").getAsBoolean()).isTrue();
  }

  @Test
  void anOperatorsHoldIsShownWithWhoAndWhy() {
    completed("PlayerGameSummaryProcessor", 211);
    var held =
        new OperatorActions(platform)
            .hold(
                new PhaseName("phase4"),
                DATE,
                Optional.empty(),
                new Asked("ana", "gamebook is being corrected", Optional.empty()));
    assertThat(held.done()).isTrue();
    assertThat(StatusText.of(new DayStatusReader(platform).read(DATE), false))
        .contains("_triggered: FALSE (held by ana: gamebook is being corrected)")
        .contains("next: it waits to be released");
  }

  @Test
  void aDateOfWhichNothingIsKnownSaysSo() {
    assertThat(
            StatusText.of(new DayStatusReader(platform).read(LocalDate.parse("2025-11-01")), false))
        .isEqualTo("Nothing was reported for 2025-11-01, and nothing is due.\nState: HEALTHY");
  }

  @Test
  void colourIsOnlyPaint() {
    completed("PlayerGameSummaryProcessor", 211);
    DayStatus status = new DayStatusReader(platform).read(DATE);
    assertThat(StatusText.of(status, true).replaceAll("\u001b\\[\\d+m", ""))
        .isEqualTo(StatusText.of(status, false));
    assertThat(StatusText.of(status, true)).contains("\u001b[");
  }

  private void completed(String processor, long rows) {
    report(processor, "success", rows, "");
  }

  private void report(String processor, String status, long rows, String error) {
    JsonObject json = new JsonObject();
    json.addProperty("processor_name", processor);
    json.addProperty("game_date", DATE.toString());
    json.addProperty("status", status);
    json.addProperty("record_count", rows);
    json.addProperty("execution_id", processor + "-run");
    json.addProperty("timestamp", clock.instant().toString());
    if (!error.isEmpty()) {
      json.addProperty("error_message", error);
    }
    var outcome =
        orchestrator.on(
            new IncomingEvent(
                "nba-phase3-analytics-complete",
                processor,
                clock.instant(),
                json.toString().getBytes(StandardCharsets.UTF_8),
                Map.of()));
    assertThat(outcome.tryAgain()).isEmpty();
  }

  @Test
  void anOpenErrorStandsInTheHeadlineAndIsNotHealthy() {
    DayStatus calm = new DayStatusReader(platform).read(LocalDate.parse("2025-11-01"));
    DayStatus status =
        new DayStatus(
            calm.pipeline(),
            calm.date(),
            calm.zone(),
            calm.at(),
            calm.mode(),
            calm.stopped(),
            calm.cycles(),
            calm.byHand(),
            List.of(open("critical"), open("error"), open("error"), open("warning")));
    assertThat(StatusText.of(status, false))
        .endsWith("\nState: NEEDS_A_LOOK, 1 critical finding, 2 error findings");
    assertThat(StatusJson.tree(status).get("state").getAsString()).isEqualTo("NEEDS_A_LOOK");
    assertThat(status.wrong()).as("none is about the date: exit code 0").isFalse();
  }

  private static DayStatus.OpenFinding open(String severity) {
    return new DayStatus.OpenFinding(
        "supervisor-late",
        "phase-sweep",
        Optional.empty(),
        Optional.empty(),
        severity,
        "it stood still",
        "",
        Instant.parse("2026-01-11T12:00:00Z"));
  }
}
