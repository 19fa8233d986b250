package io.phasekeeper.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import io.phasekeeper.document.Document;
import io.phasekeeper.document.DocumentStore;
import io.phasekeeper.document.MemoryDocumentStore;
import io.phasekeeper.finding.FindingBook;
import io.phasekeeper.gate.GateDocument;
import io.phasekeeper.message.MemoryMessages;
import io.phasekeeper.message.Messages;
import io.phasekeeper.outcome.PortFailure;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.pipeline.PipelineFile;
import io.phasekeeper.platform.Platform;
import io.phasekeeper.settings.Mode;
import io.phasekeeper.settings.Settings;
import io.phasekeeper.testing.TroubledPorts;
import io.phasekeeper.testing.TroubledPorts.Death;
import io.phasekeeper.testing.TroubledPorts.Trouble;
import io.phasekeeper.warehouse.MemoryWarehouse;
import io.phasekeeper.warehouse.Warehouse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.threeten.extra.MutableClock;

/**
 * The data timer dies before and after every single call to a port, once or at two ticks, or the
 * port fails there: whatever it left, the next ticks find what is the case, and nothing else.
 */
class GatesCrashTest {
  private static final LocalDate DATE = LocalDate.of(2026, 1, 10);
  private static final String SALES = "shop.sales";
  private static final String PRICES = "shop.prices";
  private static final String RESULTS = "shop.gate_results";

  /** A gate of a date, and one of how things stand. */
  private static final Pipeline PIPELINE =
      PipelineFile.parse(
          "shop",
          """
          pipeline: shop
          zone: UTC
          written_column: processed_at
          gate_results: shop.gate_results
          active_window: {from: 0, to: 0}
          sources:
            prices:
              tables: [{table: shop.prices, date_column: day, key: [day, branch]}]
              max_age: P1D
              per: branch
          phases:
            load:
              completions: shop-load-complete
              processors:
                sales:
                  table: shop.sales
                  date_column: day
                  key: [day, line]
                  due: {daily: "06:00 D"}
                  gates: [{unique: {}}]
          """,
          Map.of());

  @Test
  void whatWasWrongAndIsMendedBeforeTheNextTickLeavesNoFinding() {
    int calls = new Play(Integer.MAX_VALUE, Trouble.DEATH_BEFORE, 1).broken().mended().check();
    assertThat(calls).isGreaterThan(15);
    everywhere(calls, play -> play.broken().mended().check());
  }

  @Test
  void whatIsWrongIsOneFindingUntilItIsMended() {
    int calls = new Play(Integer.MAX_VALUE, Trouble.DEATH_BEFORE, 1).broken().checkBroken();
    everywhere(calls, Play::checkBroken, Play::broken);
  }

  @Test
  void whatIsMendedResolvesWhereverTheTickDies() {
    Play whole = new Play(Integer.MAX_VALUE, Trouble.DEATH_BEFORE, 1);
    int calls = whole.brokenInPeace().mendedInTrouble().check();
    everywhere(calls, play -> play.brokenInPeace().mendedInTrouble().check());
  }

  private interface Story {
    int plays(Play play);
  }

  private interface Beginning {
    Play of(Play play);
  }

  private static void everywhere(int calls, Story story, Beginning beginning) {
    everywhere(calls, play -> story.plays(beginning.of(play)));
  }

  private static void everywhere(int calls, Story story) {
    for (Trouble trouble : Trouble.values()) {
      for (int times = 1; times <= 2; times++) {
        for (int at = 1; at <= calls; at++) {
          assertThat(story.plays(new Play(at, trouble, times))).isPositive();
        }
      }
    }
  }

  /** Tables that are well, looked at once. */
  private static final class Play implements Platform {
    private final MutableClock clock =
        MutableClock.of(Instant.parse("2026-01-10T07:00:00Z"), ZoneOffset.UTC);
    private final MemoryDocumentStore stored = new MemoryDocumentStore();
    private final MemoryWarehouse tables = new MemoryWarehouse();
    private final MemoryMessages sent = new MemoryMessages(clock);
    private final String name;
    private final int troubleAt;
    private final Trouble trouble;
    private final int times;
    private TroubledPorts ports = new TroubledPorts(Integer.MAX_VALUE, Trouble.DEATH_BEFORE);
    private boolean troubled;
    private int most;

    Play(int troubleAt, Trouble trouble, int times) {
      this.name = trouble + " at call " + troubleAt + ", " + times + " times";
      this.troubleAt = troubleAt;
      this.trouble = trouble;
      this.times = times;
      for (String table : List.of(SALES, PRICES)) {
        tables.declare(table, "day");
      }
      tables.declare(RESULTS, "data_date");
      well();
      clock.setInstant(Instant.parse("2026-01-10T06:00:00Z"));
      tick();
      passes(Duration.ofMinutes(70));
    }

    private void well() {
      rows(1, DATE);
    }

    private void wrong() {
      rows(2, DATE.minusDays(4));
    }

    /** Every line of the day stands there so many times; one branch has prices of that date. */
    private void rows(int times, LocalDate priced) {
      Instant written = clock.instant().minus(Duration.ofHours(2));
      tables.replaceRows(
          SALES,
          "day",
          DATE,
          IntStream.range(0, 3 * times)
              .mapToObj(i -> Map.<String, Object>of("line", "l" + i % 3, "processed_at", written))
              .toList());
      for (int day = 0; day < 6; day++) {
        LocalDate date = DATE.minusDays(day);
        tables.replaceRows(
            PRICES,
            "day",
            date,
            date.equals(priced)
                ? List.of(Map.of("branch", "north", "processed_at", written))
                : List.of());
      }
    }

    Play broken() {
      wrong();
      trouble();
      return this;
    }

    Play brokenInPeace() {
      wrong();
      passes(Duration.ofMinutes(90));
      assertThat(open()).as(name).hasSize(2);
      return this;
    }

    Play mended() {
      well();
      passes(Duration.ofMinutes(90));
      return this;
    }

    Play mendedInTrouble() {
      well();
      trouble();
      passes(Duration.ofMinutes(90));
      return this;
    }

    /** So many ticks that die, each an hour after all that was looked at. */
    private void trouble() {
      troubled = true;
      clock.add(Duration.ofHours(1));
      for (int time = 0; time < times; time++) {
        ports = new TroubledPorts(troubleAt, trouble);
        tick();
        most = Math.max(most, ports.calls());
        clock.add(Duration.ofMinutes(5));
      }
      ports = new TroubledPorts(Integer.MAX_VALUE, trouble);
      troubled = false;
    }

    private void passes(Duration duration) {
      for (long minutes = 0; minutes < duration.toMinutes(); minutes += 5) {
        tick();
        clock.add(Duration.ofMinutes(5));
      }
    }

    /** Each tick is an instance of its own. */
    private void tick() {
      try {
        var unused = new DataMonitor(this).tick();
      } catch (Death | PortFailure e) {
        assertThat(troubled).as(name).isTrue();
      }
    }

    private List<String> open() {
      return findings().stream()
          .filter(finding -> "open".equals(finding.fields().get("state")))
          .map(finding -> finding.fields().get("kind") + " " + finding.fields().get("about"))
          .sorted()
          .toList();
    }

    private List<Document> findings() {
      return stored.all().stream()
          .filter(d -> d.path().collection().equals(FindingBook.COLLECTION))
          .filter(d -> !"warehouse-unseen".equals(d.fields().get("kind")))
          .filter(d -> !"supervisor-late".equals(d.fields().get("kind")))
          .toList();
    }

    /** How the gates stand, by name; and that nothing of it waits. */
    private void gates(String verdict) {
      for (String gate : List.of("unique:sales", "fresh:prices")) {
        Map<String, Object> kept =
            stored
                .get(GateDocument.path(PIPELINE, gate, DATE, Optional.empty()))
                .orElseThrow()
                .fields();
        assertThat(kept).as(name + ": " + gate).containsEntry("verdict", verdict);
        assertThat(kept).as(name + ": " + gate).containsKey("due_at");
        assertThat(kept.get("history_waits")).as(name + ": " + gate).isIn(false, null);
        assertThat(tables.rows(RESULTS, DATE))
            .as(name + ": the history of " + gate)
            .anySatisfy(
                row ->
                    assertThat(row).containsEntry("gate", gate).containsEntry("verdict", verdict));
      }
    }

    int check() {
      assertThat(open()).as(name).isEmpty();
      gates("passes");
      return most;
    }

    int checkBroken() {
      passes(Duration.ofMinutes(90));
      assertThat(open())
          .as(name)
          .containsExactly("duplicate-output sales", "stale-source " + PRICES);
      assertThat(findings())
          .allSatisfy(f -> assertThat(f.fields()).as(name).containsEntry("episode", 1L));
      gates("fails");
      return most;
    }

    @Override
    public Pipeline pipeline() {
      return PIPELINE;
    }

    @Override
    public Settings settings() {
      return new Settings("shop.yaml", Mode.ON, "dead");
    }

    @Override
    public DocumentStore documents() {
      return ports.around(DocumentStore.class, stored);
    }

    @Override
    public Warehouse warehouse() {
      return ports.around(Warehouse.class, tables);
    }

    @Override
    public Messages messages() {
      return sent;
    }

    @Override
    public InstantSource clock() {
      return clock;
    }
  }
}
