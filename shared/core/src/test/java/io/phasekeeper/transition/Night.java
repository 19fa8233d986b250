package io.phasekeeper.transition;

import io.phasekeeper.document.Document;
import io.phasekeeper.document.DocumentPath;
import io.phasekeeper.document.DocumentQuery;
import io.phasekeeper.document.DocumentStore;
import io.phasekeeper.document.FieldChange;
import io.phasekeeper.document.MemoryDocumentStore;
import io.phasekeeper.event.IncomingEvent;
import io.phasekeeper.finding.FindingBook;
import io.phasekeeper.message.MemoryMessages;
import io.phasekeeper.message.Messages;
import io.phasekeeper.operator.OperatorActions;
import io.phasekeeper.orchestrator.PhaseOrchestrator;
import io.phasekeeper.outcome.Outcome;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.pipeline.PipelineFile;
import io.phasekeeper.platform.Platform;
import io.phasekeeper.settings.Mode;
import io.phasekeeper.settings.Settings;
import io.phasekeeper.sweep.PhaseSweep;
import io.phasekeeper.sweep.SweepReport;
import io.phasekeeper.warehouse.MemoryWarehouse;
import io.phasekeeper.warehouse.Warehouse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.threeten.extra.MutableClock;

/**
 * One night of the NBA pipeline in memory, told in its own words: completions come, the sweep
 * ticks, triggers go out. Six games on {@link #DATE}, all tables whole unless a test says else.
 */
public final class Night implements Platform {
  public static final LocalDate DATE = LocalDate.of(2026, 1, 10);
  public static final String PHASE3 = "nba-phase3-analytics-complete";
  public static final String PHASE4 = "nba-phase4-precompute-complete";
  static final ZoneId NEW_YORK = ZoneId.of("America/New_York");
  public static final List<String> ALL_FIVE =
      List.of(
          "PlayerGameSummaryProcessor",
          "TeamOffenseGameSummaryProcessor",
          "TeamDefenseGameSummaryProcessor",
          "UpcomingPlayerGameContextProcessor",
          "UpcomingTeamGameContextProcessor");

  public final MutableClock clock;
  public final MemoryDocumentStore stored = new MemoryDocumentStore();
  public final MemoryMessages sent;
  public final MemoryWarehouse tables = new MemoryWarehouse();
  private static final Map<Map<String, ?>, Pipeline> PIPELINES = new ConcurrentHashMap<>();
  private final Pipeline pipeline;
  private DocumentStore documents = stored;
  private Messages messages;
  private Warehouse warehouse = tables;
  private Mode mode = Mode.ON;
  private PhaseOrchestrator orchestrator;
  private PhaseSweep sweep;
  private int nextMessage;

  public Night() {
    this(Map.of());
  }

  /**
   * @param settings overrides of the pipeline file, by path
   */
  public Night(Map<String, ?> settings) {
    clock = MutableClock.of(at("06:30", 1), ZoneOffset.UTC);
    sent = new MemoryMessages(clock);
    messages = sent;
    pipeline =
        PIPELINES.computeIfAbsent(
            settings, s -> PipelineFile.load(Path.of("../../pipelines/nba.yaml"), s));
    pipeline.phases().values().stream()
        .flatMap(p -> p.completions().stream())
        .forEach(sent::createTopic);
    pipeline.transitions().forEach(t -> sent.createTopic(t.trigger().topic()));
    sent.createTopic("dead");
    tables.declare("nba_raw.v_nbac_schedule_latest", "game_date");
    tables.declare("nba_reference.processor_run_history", "data_date");
    pipeline.processors().values().stream()
        .flatMap(p -> p.table().stream())
        .forEach(table -> tables.declare(table.name(), table.dateColumn()));
    games(DATE, 6);
    rows("nba_analytics.player_game_summary", "game_date", 211);
    rows("nba_analytics.team_offense_game_summary", "game_date", 12);
    rows("nba_analytics.team_defense_game_summary", "game_date", 12);
    rows("nba_analytics.upcoming_player_game_context", "game_date", 150);
    rows("nba_analytics.upcoming_team_game_context", "game_date", 12);
    restart();
  }

  /** Every instance starts anew; only what is stored remains. */
  public Night restart() {
    orchestrator = new PhaseOrchestrator(this);
    sweep = new PhaseSweep(this);
    return this;
  }

  public Night with(DocumentStore otherDocuments, Messages otherMessages) {
    documents = otherDocuments;
    messages = otherMessages;
    return restart();
  }

  public Night with(Warehouse other) {
    warehouse = other;
    return restart();
  }

  public Night in(Mode other) {
    mode = other;
    return restart();
  }

  /** A New York time on the data date, or days after it. */
  public static Instant at(String time, int days) {
    return ZonedDateTime.of(DATE.plusDays(days), java.time.LocalTime.parse(time), NEW_YORK)
        .toInstant();
  }

  public Night now(String time, int days) {
    clock.setInstant(at(time, days));
    return this;
  }

  public void games(LocalDate date, int count) {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (int game = 1; game <= count; game++) {
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("game_date", date);
      row.put("game_id", "00225" + date.getDayOfYear() + game);
      row.put("game_date_est", date.atTime(19, 0).atZone(NEW_YORK).toInstant());
      row.put("game_status", "scheduled");
      row.put("home_team", "H" + game);
      row.put("away_team", "A" + game);
      rows.add(row);
    }
    tables.replaceRows("nba_raw.v_nbac_schedule_latest", "game_date", date, rows);
  }

  public void rows(String table, String dateColumn, int count) {
    rows(table, dateColumn, count, Optional.empty());
  }

  /** As {@link #rows(String, String, int)}; each of them tells when it was written. */
  public void rows(String table, String dateColumn, int count, Instant written) {
    rows(table, dateColumn, count, Optional.of(written));
  }

  private void rows(String table, String dateColumn, int count, Optional<Instant> written) {
    tables.declare(table, dateColumn);
    List<Map<String, Object>> rows = new ArrayList<>();
    for (int row = 0; row < count; row++) {
      // As healthy rows are: every column that a gate asks is filled, and no key is there twice.
      Map<String, Object> columns = new HashMap<>();
      rows.add(columns);
      written.ifPresent(at -> columns.put(pipeline.writtenColumn().orElseThrow(), at));
      columns.putAll(
          Map.of(
              dateColumn,
              DATE,
              "game_id",
              "game-" + row % 6,
              "team_abbr",
              "T" + row,
              "player_lookup",
              "player-" + row,
              "minutes_played",
              24.0,
              "usage_rate",
              0.2));
    }
    tables.replaceRows(table, dateColumn, DATE, rows);
  }

  /** A completion message as its processor would send it now. */
  public IncomingEvent message(String topic, String processor, Map<String, Object> more) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("processor_name", processor);
    body.put("game_date", DATE.toString());
    body.put("status", "success");
    body.put("record_count", 100);
    body.put("timestamp", clock.instant().toString());
    body.put("execution_id", "run-" + processor + "-" + clock.instant());
    body.put("correlation_id", "night");
    body.putAll(more);
    body.values().removeIf("ABSENT"::equals);
    return new IncomingEvent(
        topic,
        "m" + ++nextMessage,
        clock.instant(),
        new com.google.gson.Gson().toJson(body).getBytes(StandardCharsets.UTF_8),
        Map.of());
  }

  public Outcome completes(String processor) {
    return completes(processor, Map.of());
  }

  public Outcome completes(String processor, Map<String, Object> more) {
    return on(message(PHASE3, processor, more));
  }

  public Outcome on(IncomingEvent event) {
    return orchestrator.on(event);
  }

  public SweepReport sweeps() {
    return sweep.sweep();
  }

  /** Ticks the sweep once a minute for so long. */
  public void passes(Duration duration) {
    for (long minute = 0; minute < duration.toMinutes(); minute++) {
      clock.add(Duration.ofMinutes(1));
      sweeps();
    }
  }

  public OperatorActions operator() {
    return new OperatorActions(this);
  }

  /** The ids, without fan-out suffix, that were published to a phase's trigger topic. */
  public Set<String> triggerIds(String topic) {
    Set<String> ids = new TreeSet<>();
    sent.published(topic)
        .forEach(
            p -> {
              String[] parts = p.message().attributes().get("trigger_id").split(":", -1);
              ids.add(String.join(":", List.of(parts).subList(0, 4)));
            });
    return ids;
  }

  public Set<String> phase4Triggers() {
    return triggerIds("nba-phase4-trigger");
  }

  /** Kinds and subjects of the findings in a state, such as {@code phase-held phase4}. */
  public Set<String> findings(String state) {
    Set<String> found = new TreeSet<>();
    for (Document finding : stored.query(DocumentQuery.in(FindingBook.COLLECTION, 1000))) {
      if (state.equals(finding.fields().get("state"))) {
        found.add(finding.fields().get("kind") + " " + finding.fields().get("about"));
      }
    }
    return found;
  }

  public Map<String, Object> ledger(String id) {
    return stored.get(new DocumentPath("phase3_completion", id)).orElseThrow().fields();
  }

  /** Another writer merges a field into the main ledger. */
  public void anotherWrites(String field, Object value) {
    stored.merge(
        new DocumentPath("phase3_completion", DATE.toString()),
        List.of(FieldChange.set(field, value)));
  }

  @Override
  public Pipeline pipeline() {
    return pipeline;
  }

  @Override
  public Settings settings() {
    return new Settings("nba.yaml", mode, "dead");
  }

  @Override
  public DocumentStore documents() {
    return documents;
  }

  @Override
  public Warehouse warehouse() {
    return warehouse;
  }

  @Override
  public Messages messages() {
    return messages;
  }

  @Override
  public InstantSource clock() {
    return clock;
  }
}
