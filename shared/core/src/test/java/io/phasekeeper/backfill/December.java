package io.phasekeeper.backfill;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.phasekeeper.call.CallPorts;
import io.phasekeeper.call.Pause;
import io.phasekeeper.call.ServiceClient;
import io.phasekeeper.document.DocumentStore;
import io.phasekeeper.file.FileStore;
import io.phasekeeper.file.MemoryFileStore;
import io.phasekeeper.message.Messages;
import io.phasekeeper.operator.ActionResult;
import io.phasekeeper.operator.Asked;
import io.phasekeeper.outcome.PortFailure;
import io.phasekeeper.pipeline.PhaseName;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.pipeline.Processor;
import io.phasekeeper.platform.Platform;
import io.phasekeeper.settings.Settings;
import io.phasekeeper.transition.Night;
import io.phasekeeper.warehouse.AskedWarehouse;
import io.phasekeeper.warehouse.TableRef;
import io.phasekeeper.warehouse.Warehouse;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * A December that is looked back on from a night in January: five games on each of its dates with
 * games, everything there up to phase 3, nothing of phase 4. Services make rows of what they are
 * asked for at once, unless they are broken.
 */
public final class December implements Platform, ServiceClient {
  static final List<LocalDate> BEFORE =
      List.of(date(11, 29), date(12, 1), date(12, 3), date(12, 5), date(12, 7));
  static final List<LocalDate> WEEK =
      List.of(date(12, 8), date(12, 10), date(12, 12), date(12, 14));
  public static final String SUMMARY = "player_game_summary";
  public static final PhaseName PHASE4 = new PhaseName("phase4");
  public static final Asked ANN = new Asked("ann", "the cache was down", Optional.empty());

  public final Night night = new Night();

  /** What was sent: output and date. */
  public final List<String> sent = new ArrayList<>();

  /** Outputs whose services answer 500. */
  public final Set<String> broken = new HashSet<>();

  /** Outputs whose services take the call and do nothing. */
  public final Set<String> silent = new HashSet<>();

  /** How long each call takes. */
  Duration callsTake = Duration.ZERO;

  private DocumentStore documents = night.stored;
  private final MemoryFileStore files = new MemoryFileStore();
  private Warehouse warehouse = night.tables;
  private ServiceClient client = this;
  private Backfills backfills = new Backfills(this);

  public December() {
    night.tables.declare("nba_raw.espn_team_rosters", "roster_date");
    night.tables.declare("nba_raw.odds_api_game_lines", "game_date");
    night.tables.declare("nba_raw.odds_api_player_points_props", "game_date");
    List<LocalDate> all = new ArrayList<>(BEFORE);
    all.addAll(WEEK);
    for (LocalDate date : all) {
      night.games(date, 5);
      rows(SUMMARY, date);
      rows("team_offense_game_summary", date);
      rows("team_defense_game_summary", date);
      rows("upcoming_player_game_context", date);
      rows("upcoming_team_game_context", date);
    }
  }

  /** A warehouse that cannot be reached. */
  static Warehouse away() {
    return (Warehouse)
        Proxy.newProxyInstance(
            December.class.getClassLoader(),
            new Class<?>[] {Warehouse.class},
            (proxy, method, arguments) -> {
              throw new PortFailure(
                  PortFailure.Service.BIGQUERY, PortFailure.Kind.UNAVAILABLE, "it is away");
            });
  }

  /** Counts the questions to the warehouse from here on. */
  AtomicInteger countsQuestions() {
    AtomicInteger asked = new AtomicInteger();
    warehouse =
        new AskedWarehouse() {
          @Override
          protected <T> T ask(Function<Warehouse, T> question) {
            asked.getAndIncrement();
            return question.apply(night.tables);
          }
        };
    return asked;
  }

  public static LocalDate date(int month, int day) {
    return LocalDate.of(2025, month, day);
  }

  public static BackfillOrder week(Optional<PhaseName> phase) {
    return new BackfillOrder(date(12, 8), date(12, 14), phase, 3, false);
  }

  /** Whole rows of an output, as its gates ask: 17 for each of ten teams. */
  public void rows(String output, LocalDate date) {
    rows(output, date, 0.2);
  }

  public void rows(String output, LocalDate date, Object usage) {
    Processor processor = processor(output);
    TableRef table = processor.table().orElseThrow();
    List<Map<String, Object>> rows = new ArrayList<>();
    boolean ofTeams = processor.entity().filter("team"::equals).isPresent();
    for (int row = 0; row < (ofTeams ? 10 : 170); row++) {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put(table.dateColumn(), date);
      fields.put("game_id", "game-" + row % 5);
      fields.put("team_abbr", (row % 2 == 0 ? "H" : "A") + (row / 2 % 5 + 1));
      fields.put("player_lookup", "player-" + row);
      fields.put("system_id", "one");
      fields.put("minutes_played", 24.0);
      if (!usage.equals("")) {
        fields.put("usage_rate", usage);
      }
      fields.put("processed_at", now());
      rows.add(fields);
    }
    night.tables.replaceRows(table.name(), table.dateColumn(), date, rows);
  }

  public void noRows(String output, LocalDate date) {
    TableRef table = processor(output).table().orElseThrow();
    night.tables.replaceRows(table.name(), table.dateColumn(), date, List.of());
  }

  private Processor processor(String output) {
    return pipeline().processors().values().stream()
        .filter(each -> each.name().value().equals(output))
        .findFirst()
        .orElseThrow();
  }

  public Instant now() {
    return night.clock.instant();
  }

  public BackfillDesk desk() {
    return new BackfillDesk(this);
  }

  /** Ann begins a backfill of the week. */
  @CanIgnoreReturnValue
  ActionResult begins(Optional<PhaseName> phase) {
    ActionResult begun = desk().begin(week(phase), ANN);
    assertThat(begun.done()).as(begun.message()).isTrue();
    return begun;
  }

  public BackfillPlan plan() {
    return desk().view(Optional.empty()).plans().get(0);
  }

  @CanIgnoreReturnValue
  BackfillReport ticks() {
    night.clock.add(Duration.ofMinutes(5));
    return backfills.tick();
  }

  @CanIgnoreReturnValue
  public BackfillReport ticks(int times) {
    BackfillReport last = ticks();
    for (int tick = 1; tick < times; tick++) {
      last = ticks();
    }
    return last;
  }

  /** Every instance starts anew, on these ports. */
  void restart(DocumentStore otherDocuments, Warehouse otherWarehouse, ServiceClient otherClient) {
    documents = otherDocuments;
    warehouse = otherWarehouse;
    client = otherClient;
    backfills = new Backfills(this);
  }

  void restart() {
    backfills = new Backfills(this);
  }

  @Override
  public FileStore files() {
    return files;
  }

  @Override
  public Optional<Answer> post(URI target, URI audience, String json, Duration limit) {
    JsonObject body = JsonParser.parseString(json).getAsJsonObject();
    boolean phase3 = body.has("start_date");
    LocalDate date =
        LocalDate.parse(body.get(phase3 ? "start_date" : "analysis_date").getAsString());
    String className = body.getAsJsonArray("processors").get(0).getAsString();
    String output =
        pipeline().processors().values().stream()
            .filter(each -> each.className().equals(className))
            .findFirst()
            .orElseThrow()
            .name()
            .value();
    sent.add(output + ":" + date);
    night.clock.add(callsTake);
    if (broken.contains(output)) {
      return Optional.of(new Answer(400, "no"));
    }
    if (!silent.contains(output)) {
      rows(output, date);
    }
    return Optional.of(new Answer(200, "{}"));
  }

  @Override
  public Optional<Answer> runJob(String job, Duration limit) {
    sent.add(job);
    return Optional.of(new Answer(200, "{}"));
  }

  @Override
  public CallPorts calls() {
    return new CallPorts(
        client,
        name ->
            Optional.of(
                "https://"
                    + name.toLowerCase(java.util.Locale.ROOT).replace('_', '-')
                    + ".example"),
        Pause.NONE,
        () -> 0);
  }

  @Override
  public Pipeline pipeline() {
    return night.pipeline();
  }

  @Override
  public Settings settings() {
    return night.settings();
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
    return night.messages();
  }

  @Override
  public InstantSource clock() {
    return night.clock;
  }
}
