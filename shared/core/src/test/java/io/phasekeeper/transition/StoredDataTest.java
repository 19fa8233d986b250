package io.phasekeeper.transition;

import static org.assertj.core.api.Assertions.assertThat;

import io.phasekeeper.backfill.December;
import io.phasekeeper.document.Document;
import io.phasekeeper.document.DocumentPath;
import io.phasekeeper.document.DocumentQuery;
import io.phasekeeper.document.DocumentStore;
import io.phasekeeper.document.FieldChange;
import io.phasekeeper.document.PassingDocumentStore;
import io.phasekeeper.operator.Asked;
import io.phasekeeper.pipeline.PhaseName;
import io.phasekeeper.run.RunCleanup;
import io.phasekeeper.status.DayStatusReader;
import io.phasekeeper.status.RunsReader;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** What a lively night stores and queries, against {@code stored-data.yaml}. */
class StoredDataTest {
  private final Map<?, ?> declared = declared();

  @Test
  void everyFieldThatIsStoredIsDeclaredWithItsType() {
    Night night = livelyNight(new Night());
    Set<String> wrong = new TreeSet<>();
    List<Document> all = new ArrayList<>(night.stored.all());
    all.addAll(backfilled().night.stored.all());
    for (Document document : all) {
      Map<?, ?> fields = (Map<?, ?>) collection(document.path().collection()).get("fields");
      boolean shared = collection(document.path().collection()).get("shared") != null;
      document
          .fields()
          .forEach(
              (name, value) -> {
                Object type = fields.get(name);
                if (type == null ? !shared || name.startsWith("_") : !type.equals(type(value))) {
                  wrong.add(document.path().collection() + "." + name + " is a " + type(value));
                }
              });
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void everyQueryIsDeclared() {
    Night night = new Night();
    Recording recording = new Recording(night.stored);
    livelyNight(night.with(recording, night.sent));
    Set<String> undeclared = new TreeSet<>();
    for (DocumentQuery query : recording.queries) {
      List<String> fields =
          query.conditions().stream().map(DocumentQuery.Condition::field).toList();
      Object queries = collection(query.collection()).get("queries");
      boolean known =
          queries instanceof List<?> list
              && list.stream()
                  .map(q -> (Map<?, ?>) q)
                  .anyMatch(
                      q ->
                          fields.equals(q.get("fields"))
                              && query.orderBy().equals(Optional.ofNullable(q.get("order"))));
      if (!known) {
        undeclared.add(query.collection() + " by " + fields + " in order of " + query.orderBy());
      }
    }
    assertThat(recording.queries).isNotEmpty();
    assertThat(undeclared).isEmpty();
  }

  @Test
  void theReadmeNamesEveryCollectionOfOurs() throws Exception {
    String readme = Files.readString(Path.of(System.getProperty("phasekeeper.home"), "README.md"));
    String section = readme.split("\n## Stored data\n", 2)[1].split("\n## ", 2)[0];
    assertThat(declared.keySet())
        .map(String::valueOf)
        .filteredOn(name -> name.startsWith("phasekeeper_"))
        .contains("phasekeeper_runs", "phasekeeper_gates")
        .allSatisfy(name -> assertThat(section).contains("| `" + name + "` | "));
  }

  /** Triggers, a hold, an action, a finding of each scope, a quarantined event. */
  private static Night livelyNight(Night night) {
    night.sweeps();
    night.rows("nba_analytics.player_game_summary", "game_date", 1);
    Night.ALL_FIVE.forEach(night::completes);
    night.completes("NobodyProcessor");
    night.completes(Night.ALL_FIVE.get(0), Map.of("processor_name", "ABSENT"));
    Asked asked = new Asked("ann", "test", Optional.of(night.clock.instant().plusSeconds(60)));
    var today = Night.DATE.plusDays(1);
    assertThat(
            night.operator().hold(new PhaseName("phase5"), today, Optional.empty(), asked).done())
        .isTrue();
    assertThat(night.operator().stop(asked).done()).isTrue();
    assertThat(night.operator().resume(asked).done()).isTrue();
    night.passes(Duration.ofMinutes(2));
    night.rows("nba_analytics.player_game_summary", "game_date", 211);
    night.passes(Duration.ofMinutes(20));
    assertThat(night.phase4Triggers()).hasSize(1);
    assertThat(new DayStatusReader(night).read(Night.DATE).cycles()).isNotEmpty();
    runsStop(night);
    assertThat(new RunsReader(night).read(Night.DATE).runs()).isNotEmpty();
    return night;
  }

  /** A backfill that holds, one that was cancelled, and a circuit that opened on the way. */
  private static December backfilled() {
    December december = new December();
    Asked asked = new Asked("ann", "test", Optional.empty());
    december.broken.add("team_defense_zone_analysis");
    december.rows(December.SUMMARY, December.date(12, 10), "");
    assertThat(december.desk().begin(December.week(Optional.of(December.PHASE4)), asked).done())
        .isTrue();
    december.ticks(4);
    assertThat(december.plan().hold()).isPresent();
    assertThat(december.desk().cancel(Optional.empty(), asked).done()).isTrue();
    return december;
  }

  /** Two runs that stopped without a word, with and without rows; one that beats; one refused. */
  private static void runsStop(Night night) {
    Instant long1 = night.clock.instant().minus(Duration.ofHours(5));
    for (String name : List.of("PlayerGameSummary", "PlayerDailyCache", "MLFeatureStore")) {
      night.tables.append(
          "nba_reference.processor_run_history",
          List.of(
              Map.of(
                  "processor_name",
                  name + "Processor",
                  "run_id",
                  "stopped-" + name,
                  "status",
                  "running",
                  "started_at",
                  long1,
                  "data_date",
                  Night.DATE)));
    }
    night.stored.merge(
        new DocumentPath("processor_heartbeats", "MLFeatureStoreProcessor"),
        List.of(
            FieldChange.set("run_id", "stopped-MLFeatureStore"),
            FieldChange.set("last_heartbeat", night.clock.instant()),
            FieldChange.set("progress", 5L)));
    RunCleanup cleanup = new RunCleanup(night);
    for (int tick = 0; tick < 3; tick++) {
      assertThat(cleanup.sweep().failures()).isEmpty();
      night.clock.add(Duration.ofMinutes(5));
    }
  }

  private Map<?, ?> collection(String name) {
    Object known =
        name.endsWith("_completion")
            ? declared.get("{phase}_completion")
            : name.equals("processor_heartbeats")
                ? declared.get("{heartbeats}")
                : declared.get(name);
    assertThat(known).as("collection " + name).isNotNull();
    return (Map<?, ?>) known;
  }

  private static String type(Object value) {
    if (value instanceof String) {
      return "string";
    }
    if (value instanceof Boolean) {
      return "boolean";
    }
    if (value instanceof Long) {
      return "integer";
    }
    if (value instanceof Instant) {
      return "timestamp";
    }
    return value instanceof List ? "list" : value instanceof Map ? "map" : String.valueOf(value);
  }

  private static Map<?, ?> declared() {
    InputStream file = StoredDataTest.class.getResourceAsStream("/stored-data.yaml");
    Map<?, ?> root = (Map<?, ?>) new Load(LoadSettings.builder().build()).loadFromInputStream(file);
    return (Map<?, ?>) root.get("collections");
  }

  /** Remembers the queries. */
  private static final class Recording extends PassingDocumentStore {
    final List<DocumentQuery> queries = new ArrayList<>();

    Recording(DocumentStore real) {
      super(real);
    }

    @Override
    public List<Document> query(DocumentQuery query) {
      queries.add(query);
      return super.query(query);
    }
  }
}
