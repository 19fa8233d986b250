package io.phasekeeper.heal;

import static io.phasekeeper.backfill.December.ANN;
import static io.phasekeeper.backfill.December.date;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.phasekeeper.backfill.December;
import io.phasekeeper.document.Document;
import io.phasekeeper.document.DocumentPath;
import io.phasekeeper.finding.FindingBook;
import io.phasekeeper.operator.ActionLog;
import io.phasekeeper.operator.ActionResult;
import io.phasekeeper.transition.Night;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HealDeskTest {
  private static final String CACHE = "player_daily_cache";
  private static final LocalDate DAY = date(12, 10);

  private final December december = new December();
  private final HealDesk desk = new HealDesk(december);

  private Set<Document> stored() {
    return new HashSet<>(december.night.stored.all());
  }

  private Optional<Document> plan(String output) {
    return december.night.stored.get(
        HealPlan.path(december.pipeline(), new OutputDate(output, DAY)));
  }

  private ActionResult heals(boolean again) {
    return desk.heal(DAY, Optional.of(CACHE), again, ANN);
  }

  @Test
  void aDryRunShowsStepsProofsAndCallsAndWritesNothing() {
    december.noRows("player_game_summary", date(12, 8));
    december.rows("p2_nbacom_gamebook_pdf", date(12, 8));
    december.rows("p2_nbacom_boxscores", date(12, 8));
    Set<Document> before = stored();
    HealDryRun dry = desk.dryRun(DAY, Optional.of(CACHE), false);
    assertThat(stored()).isEqualTo(before);
    assertThat(december.sent).isEmpty();
    assertThat(dry.blind()).isFalse();
    assertThat(dry.targets()).hasSize(1);
    assertThat(dry.targets().get(0).steps())
        .extracting(step -> step.kind() + " " + step.of() + " " + step.proven())
        .containsExactly(
            "make player_game_summary of 2025-12-08 true",
            "make player_daily_cache of 2025-12-10 false");
    assertThat(HealText.of(dry))
        .contains("player_daily_cache of 2025-12-10 has no rows. It would take:")
        .contains("inputs: proven, all that it is made from is there")
        .contains("inputs: wait, player_game_summary of 2025-12-08 has no rows")
        .contains("/process-date {\"analysis_date\":\"2025-12-10\"");
    assertThat(HealJson.of(dry)).contains("\"kind\": \"http\"", "\"target\": \"phase4\"");
    HealDryRun whole = desk.dryRun(DAY, Optional.empty(), false);
    assertThat(whole.targets()).extracting(target -> target.of().output()).contains(CACHE);
    assertThat(stored()).isEqualTo(before);
  }

  @Test
  void whatAPersonAsksForIsMadeAndStoredWithWhoAndWhy() {
    assertThat(heals(false).message())
        .startsWith("player_daily_cache of 2025-12-10 will be healed");
    assertThat(plan(CACHE).orElseThrow().fields())
        .containsEntry("cause", "asked")
        .containsEntry("who", "ann")
        .containsEntry("why", "the cache was down");
    assertThat(new ActionLog(december.night.stored, december.pipeline()).on(DAY))
        .singleElement()
        .satisfies(
            noted -> {
              assertThat(noted.action()).isEqualTo("heal");
              assertThat(noted.subject()).isEqualTo("player_daily_cache:2025-12-10");
              assertThat(noted.who()).isEqualTo("ann");
            });
    assertThat(HealText.of(desk.heals(Optional.empty()), false))
        .contains("open player_daily_cache of 2025-12-10 (asked, by ann, since")
        .contains("waiting  make   player_daily_cache of 2025-12-10");
    SelfHeal heal = new SelfHeal(december);
    for (int tick = 0; tick < 4; tick++) {
      december.night.clock.add(Duration.ofMinutes(5));
      assertThat(heal.tick().failures()).isEmpty();
    }
    assertThat(december.sent).contains("player_daily_cache:2025-12-10");
    assertThat(plan(CACHE).orElseThrow().fields()).containsEntry("state", "healed");
    assertThat(HealJson.of(desk.heals(Optional.of(DAY)))).contains("\"state\": \"healed\"");
  }

  @Test
  void attemptsThatWereUsedUpAreForgottenButNotWorkThatIsUnderWay() {
    OutputDate of = new OutputDate(CACHE, DAY);
    Instant later = december.now().plus(Duration.ofHours(1));
    DocumentPath path = OutputRecord.path(december.pipeline(), of);
    assertThat(december.night.stored.create(path, Map.of("attempts", 3L, "cool_until", later)))
        .isTrue();
    assertThat(heals(false).done()).isTrue();
    assertThat(december.night.stored.get(path).orElseThrow().fields())
        .containsEntry("attempts", 0L)
        .doesNotContainKey("cool_until");

    december.night.stored.delete(path);
    Map<String, Object> inFlight =
        Map.of("order", "o", "plan", "p", "since", december.now(), "counts", true);
    assertThat(december.night.stored.create(path, Map.of("attempts", 1L, "in_flight", inFlight)))
        .isTrue();
    assertThat(heals(false).done()).isTrue();
    assertThat(december.night.stored.get(path).orElseThrow().fields())
        .containsEntry("attempts", 1L)
        .containsKey("in_flight");
    assertThat(HealText.of(desk.dryRun(DAY, Optional.of(CACHE), false)))
        .contains("is under way, and is waited for");
    assertThat(plan(CACHE).orElseThrow().fields()).containsEntry("episode", 2L);
  }

  @Test
  void whatIsThereIsOnlyMadeAnewWhenThatIsSaid() {
    december.rows(CACHE, DAY);
    assertThat(heals(false).message())
        .isEqualTo("player_daily_cache of 2025-12-10 has 170 rows; make it anew with --again");
    assertThat(plan(CACHE)).isEmpty();
    assertThat(heals(true).done()).isTrue();
    assertThat(plan(CACHE).orElseThrow().fields().get("steps").toString()).contains("remake");
    assertThatThrownBy(() -> desk.dryRun(DAY, Optional.of("player_daily_cash"), false))
        .hasMessageContaining("found output \"player_daily_cash\"; expected one of [");
    assertThat(december.night.operator().stop(ANN).done()).isTrue();
    assertThat(heals(true).message()).contains("the suite is stopped");
  }

  @Test
  void gapsAreWhatIsMissingSinceItWasDue() {
    Gaps gaps = Gaps.read(december, Optional.empty());
    assertThat(gaps.blind()).isFalse();
    assertThat(gaps.gaps())
        .filteredOn(gap -> gap.of().equals(new OutputDate(CACHE, Night.DATE)))
        .singleElement()
        .satisfies(
            gap -> {
              assertThat(gap.due()).isEqualTo(Night.at("04:00", 1));
              assertThat(gap.plan()).isEmpty();
            });
    assertThat(HealText.of(gaps))
        .contains("player_daily_cache of 2026-01-10: due Jan 11, 4:00 AM")
        .contains("no plan");
    assertThat(HealJson.of(gaps)).contains("\"due\": \"2026-01-11T09:00:00Z\"");
    // What was not expected yet is no gap.
    assertThat(gaps.gaps()).noneMatch(gap -> gap.of().date().isAfter(Night.DATE));
    assertThat(Gaps.read(december, Optional.of(date(12, 9))).gaps()).isEmpty();
  }

  @Test
  void aCircuitIsClosedByHandAndItsFindingResolves() {
    HealBook book = new HealBook(december.night.stored, december.pipeline(), HealPolicy.STANDARD);
    assertThat(HealText.of(Breakers.read(december), false)).isEqualTo("No call has failed yet.");
    boolean open = false;
    for (int failure = 0; failure < 5; failure++) {
      open = book.failed("phase4", "500", december.now());
    }
    assertThat(open).isTrue();
    assertThat(
            new FindingBook(december.night.stored, december.pipeline())
                .open("breaker:phase4", HealFindings.breakerOpen("phase4", "500"), december.now()))
        .isPresent();
    assertThat(Breakers.read(december).wrong()).isTrue();
    assertThat(HealText.of(Breakers.read(december), false))
        .contains("open phase4: 5 failures in a row", "the last: 500");
    assertThat(HealJson.of(Breakers.read(december))).contains("\"open\": true");
    assertThatThrownBy(() -> desk.reset("phase5", ANN))
        .hasMessage("found target \"phase5\"; expected one of [phase4]");
    assertThat(desk.reset("phase4", ANN).message()).isEqualTo("the circuit of phase4 is closed");
    assertThat(Breakers.read(december).wrong()).isFalse();
    assertThat(december.night.findings("open")).isEmpty();
    assertThat(desk.reset("phase4", ANN).message()).contains("is closed already");
    assertThat(List.of(Cause.values())).contains(Cause.ASKED);
  }
}
