package io.phasekeeper.local.scenario.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.phasekeeper.call.ServiceClient;
import io.phasekeeper.call.WorkCall;
import io.phasekeeper.call.WorkCalls;
import io.phasekeeper.call.WorkOrder;
import io.phasekeeper.document.MemoryDocumentStore;
import io.phasekeeper.local.scenario.Scenario;
import io.phasekeeper.local.scenario.ScenarioFile;
import io.phasekeeper.local.scenario.world.Reaction.Order;
import io.phasekeeper.message.OutgoingMessage;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.pipeline.PipelineFile;
import io.phasekeeper.warehouse.MemoryWarehouse;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SimulatedServicesTest {
  private static final Pipeline NBA =
      PipelineFile.load(Path.of(System.getProperty("phasekeeper.home"), "pipelines/nba.yaml"));
  private static final LocalDate DAY = LocalDate.of(2026, 1, 10);
  private static final Instant START = Instant.parse("2026-01-11T14:00:00Z");
  private static final Instant END = Instant.parse("2026-01-12T14:00:00Z");
  private static final String CACHE = "nba_precompute.player_daily_cache";
  private static final String ROSTERS = "nba_raw.espn_team_rosters";

  private final MemoryWarehouse warehouse = new MemoryWarehouse();
  private final List<String> published = new ArrayList<>();
  private final List<Scenario.Event> queue = new ArrayList<>();

  private World world(String rest) {
    Scenario scenario =
        ScenarioFile.parse(
            Path.of("w.yaml"),
            "title: t\npipeline: nba\nstart: " + START + "\nend: " + END + "\n" + rest);
    World world =
        new World(scenario, NBA, new QuietStage(new MemoryDocumentStore(), warehouse, published));
    world.tables().forEach((name, shape) -> warehouse.declare(name, shape.table().dateColumn()));
    warehouse.declare(NBA.calendar().orElseThrow().source().table().name(), "game_date");
    warehouse.declare(NBA.runHistory().orElseThrow(), "data_date");
    queue.addAll(world.begin());
    return world;
  }

  private void all(World world, List<Scenario.Event> follows) {
    queue.addAll(follows);
    queue.sort(Comparator.comparing(Scenario.Event::at));
    while (!queue.isEmpty()) {
      Scenario.Event event = queue.remove(0);
      queue.addAll(world.happen(event.at(), event.change()));
      queue.sort(Comparator.comparing(Scenario.Event::at));
    }
  }

  /** The call as our own code makes it. */
  private static WorkCall call(String output) {
    return WorkCalls.of(
            NBA,
            WorkOrder.on(output, DAY, Optional.empty(), "c-1", "o-1"),
            variable -> Optional.of("https://host.invalid"))
        .call()
        .orElseThrow();
  }

  private static Reaction call(World world, String output) {
    WorkCall.HttpCall call = (WorkCall.HttpCall) call(output);
    return world.called(call.service(), call.text(), START);
  }

  private static String answered(Reaction reaction) {
    return reaction.answer().map(a -> a.status() + " " + a.body()).orElse("nothing");
  }

  @Test
  void workThatTakesLongerThanAnybodyWaitsHasNoAnswerAndIsDoneAllTheSame() {
    World world = world("world: {processors: {player_daily_cache: {takes: PT4M, rows: 199}}}\n");
    Reaction reaction = call(world, "player_daily_cache");
    assertThat(reaction.answer()).isEmpty();
    assertThat(reaction.ordered()).containsExactly(new Order("player_daily_cache", DAY, true));
    all(world, reaction.follows());
    assertThat(warehouse.rows(CACHE, DAY)).hasSize(199);
    assertThat(published).hasSize(1);
    assertThat(published.get(0))
        .contains("PlayerDailyCacheProcessor", "\"correlation_id\":\"c-1\"", "phasekeeper");
  }

  @Test
  void quickWorkInsideTheCallIsAnsweredWithItsResult() {
    World world =
        world(
            """
            world:
              processors:
                player_daily_cache: {takes: PT5S, rows: 9}
                ml_feature_store: {takes: PT5S, says: failed}
            """);
    assertThat(answered(call(world, "player_daily_cache")))
        .isEqualTo(
            "200 {\"results\":[{\"processor\":\"player_daily_cache\",\"status\":\"success\"}]}");
    Reaction failed = call(world, "ml_feature_store");
    assertThat(answered(failed)).contains("\"status\":\"error\"");
    assertThat(failed.follows()).isNotEmpty();
  }

  @Test
  void everyAcceptedCallStartsAProcessorAnew() {
    World world = world("world: {processors: {prediction_coordinator: {takes: PT1M}}}\n");
    all(world, call(world, "prediction_coordinator").follows());
    all(world, call(world, "prediction_coordinator").follows());
    assertThat(warehouse.rows(NBA.runHistory().orElseThrow(), DAY))
        .extracting(row -> row.get("run_id"))
        .hasSize(4)
        .satisfies(ids -> assertThat(Map.copyOf(counted(ids))).hasSize(2));
  }

  private static Map<Object, Integer> counted(List<? extends Object> ids) {
    Map<Object, Integer> counts = new java.util.HashMap<>();
    ids.forEach(id -> counts.merge(id, 1, Integer::sum));
    return counts;
  }

  @Test
  void aServiceThatRefusesStartsNothing() {
    World world =
        world(
            """
            world:
              services:
                phase4: {answers: 404}
                phase5: {answers: 503, body: DATA_INCOMPLETE}
              processors:
                player_daily_cache: {rows: 199}
                prediction_coordinator: {rows: 300}
            """);
    Reaction lost = call(world, "player_daily_cache");
    assertThat(answered(lost)).startsWith("404 ");
    assertThat(lost.ordered()).isEmpty();
    assertThat(lost.follows()).isEmpty();
    Reaction gated = call(world, "prediction_coordinator");
    assertThat(answered(gated)).isEqualTo("503 DATA_INCOMPLETE");
    assertThat(gated.follows()).isEmpty();
  }

  @Test
  void whatAnAnswerSaysInsideDecidesWhetherWorkBegins() {
    World world =
        world(
            """
            world:
              services:
                phase4: {body: {results: [{status: error}]}}
                phase5: {body: already_running}
              processors: {player_daily_cache: {rows: 199}, prediction_coordinator: {rows: 300}}
            """);
    assertThat(call(world, "player_daily_cache").follows()).isEmpty();
    assertThat(call(world, "prediction_coordinator").follows()).isEmpty();
  }

  @Test
  void aScenarioMaySayThatAnAcceptedCallDoesNothingAndARefusedOneWorks() {
    World world =
        world(
            """
            world:
              services:
                phase4: {answers: none, works: true}
                phase5: {works: false}
              processors: {player_daily_cache: {rows: 199}, prediction_coordinator: {rows: 300}}
            """);
    assertThat(call(world, "player_daily_cache").follows()).isNotEmpty();
    Reaction idle = call(world, "prediction_coordinator");
    assertThat(answered(idle)).startsWith("200 ");
    assertThat(idle.ordered()).containsExactly(new Order("prediction_coordinator", DAY, true));
    assertThat(idle.follows()).isEmpty();
  }

  @Test
  void aServiceThatAnswersNothingOrTooLateMayHaveTakenTheCallButDidNot() {
    World world =
        world(
            """
            world:
              services: {phase4: {answers: none}, phase5: {answers: 500, after: PT30S}}
              processors: {player_daily_cache: {rows: 199}}
            """);
    Reaction reaction = call(world, "player_daily_cache");
    assertThat(reaction.answer()).isEmpty();
    assertThat(reaction.ordered()).hasSize(1);
    assertThat(reaction.follows()).isEmpty();
    assertThat(call(world, "prediction_coordinator").answer()).isEmpty();
  }

  @Test
  void whoIsNotListedNeverAnswersAndWhoNeverStartsDoesNot() {
    World world = world("world: {processors: {ml_feature_store: {never: true}}}\n");
    assertThat(call(world, "player_daily_cache").answer()).isEmpty();
    assertThat(call(world, "ml_feature_store").follows()).isEmpty();
    assertThat(answered(call(world, "prediction_coordinator"))).startsWith("200 ");
  }

  @Test
  void aRangeOfDatesIsWorkedOffForEachAndAnEmptyListMeansAllOfAService() {
    World world = world("");
    Reaction range =
        world.called(
            "phase3",
            "{\"start_date\":\"2026-01-08\",\"end_date\":\"2026-01-10\",\"processors\":"
                + "[\"PlayerGameSummaryProcessor\"]}",
            START);
    assertThat(range.ordered())
        .extracting(Order::date)
        .containsExactly(DAY.minusDays(2), DAY.minusDays(1), DAY);
    assertThat(
            world
                .called("phase4", "{\"analysis_date\":\"2026-01-10\",\"processors\":[]}", START)
                .ordered())
        .hasSize(5);
    // A field that the service does not know means today there.
    assertThat(world.called("phase5", "{\"target_date\":\"2026-01-08\"}", START).ordered())
        .containsExactly(new Order("prediction_coordinator", LocalDate.of(2026, 1, 11), true));
    assertThatThrownBy(() -> world.called("phase9", "{}", START).answer())
        .hasMessage("the pipeline has no service phase9");
  }

  @Test
  void aJobFetchesItsSourceForTheDayOfItsRun() {
    World world = world("world: {processors: {rosters: {takes: PT2M, rows: 450}}}\n");
    assertThat(world.withRows(DAY.plusDays(1))).doesNotContain("rosters");
    Reaction reaction = world.jobStarted("br-rosters-backfill", START);
    assertThat(reaction.answer()).map(ServiceClient.Answer::status).hasValue(200);
    assertThat(reaction.ordered()).containsExactly(new Order("rosters", DAY.plusDays(1), false));
    all(world, reaction.follows());
    List<Map<String, Object>> rows = warehouse.rows(ROSTERS, DAY.plusDays(1));
    assertThat(rows).hasSize(450);
    assertThat(counted(rows.stream().map(row -> row.get("team_abbr")).toList())).hasSize(30);
    assertThat(rows.get(0)).containsEntry("processed_at", START.plusSeconds(120));
    assertThat(world.withRows(DAY.plusDays(1))).contains("rosters");
    // The context needs rosters of the last three days.
    assertThat(world.withRows(DAY.plusDays(4))).contains("rosters");
    assertThat(world.withRows(DAY.plusDays(5))).doesNotContain("rosters");
  }

  @Test
  void aJobThatIsRefusedFetchesNothing() {
    World world =
        world(
            """
            world:
              services: {"job:br-rosters-backfill": {answers: 403}}
              processors: {rosters: {rows: 450}}
            """);
    Reaction reaction = world.jobStarted("br-rosters-backfill", START);
    assertThat(answered(reaction)).startsWith("403 ");
    assertThat(reaction.ordered()).isEmpty();
    assertThat(reaction.follows()).isEmpty();
  }

  @Test
  void aMessageThatOrdersWorkIsTakenForTheDateInIt() {
    World world = world("world: {processors: {export: {takes: PT1M}}}\n");
    WorkCall.TopicMessage call = (WorkCall.TopicMessage) call("export");
    Reaction reaction =
        world.ordered(call.topic(), OutgoingMessage.json(call.text(), call.attributes()), START);
    assertThat(reaction.ordered()).containsExactly(new Order("export", DAY, true));
    assertThat(reaction.follows()).isNotEmpty();
  }
}
