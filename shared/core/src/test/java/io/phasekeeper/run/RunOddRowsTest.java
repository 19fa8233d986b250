package io.phasekeeper.run;

import static io.phasekeeper.run.RunNight.DATE;
import static io.phasekeeper.run.RunNight.HISTORY;
import static io.phasekeeper.run.RunNight.SUMMARY;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.phasekeeper.document.DocumentPath;
import io.phasekeeper.document.FieldChange;
import io.phasekeeper.document.FieldPath;
import io.phasekeeper.settings.Mode;
import io.phasekeeper.warehouse.RunRow;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Runs whose rows are odd, and those that have none: found by their beats, or by what they lack.
 */
class RunOddRowsTest {
  private static final String CACHE = "PlayerDailyCacheProcessor";
  private static final String CACHE_TABLE = "nba_precompute.player_daily_cache";
  private final RunNight night = new RunNight();

  @Test
  void aRunWithoutDateStartOrProcessorIsSurvivedAndFailedInItsTime() {
    night.writes(Map.of("run_id", "bare", "status", "running"));
    night.writes(Map.of("status", "running", "data_date", DATE));
    night.sweeps();
    night.sweepsFor(Duration.ofMinutes(235));
    assertThat(night.run("bare").ended()).isFalse();
    night.sweepsFor(Duration.ofMinutes(5));
    Run bare = night.run("bare");
    assertThat(bare.status()).as("four hours after it was first seen").isEqualTo("failed");
    assertThat(night.night.findings("open")).containsExactly("run-stale bare");
    assertThat(night.stored("bare")).doesNotContainKey("date");
  }

  @Test
  void aDeadBackfillOfADateLongPastIsFoundByItsBeats() {
    LocalDate past = LocalDate.parse("2022-11-06");
    Map<String, Object> row = night.row(CACHE, "old", "running");
    row.put("data_date", past);
    night.writes(row);
    night.night.stored.merge(
        new DocumentPath("processor_heartbeats", CACHE + "_2022-11-06_old"),
        List.of(
            FieldChange.set("processor_name", CACHE),
            FieldChange.set("run_id", "old"),
            FieldChange.set("data_date", "2022-11-06"),
            FieldChange.set("last_heartbeat", night.now())));
    night.sweepsFor(Duration.ofMinutes(15));
    assertThat(night.night.tables.rows(HISTORY, past).get(0)).containsEntry("status", "failed");
  }

  @Test
  void aRunOfNobodysProcessorIsFailedAndWhetherItHasDataIsNotGuessed() {
    night.begins("GradingProcessor", "g1");
    night.sweepsFor(Duration.ofHours(4));
    JsonObject errors =
        JsonParser.parseString((String) night.end("g1").get("errors")).getAsJsonObject();
    assertThat(errors.get("data_exists").isJsonNull()).isTrue();
  }

  @Test
  void aStartInLocalTimeThatIsCalledUtcMakesNobodyFiveHoursOld() {
    night.sweepsFor(Duration.ofMinutes(30));
    Map<String, Object> row = night.row(CACHE, "late", "running");
    row.put("started_at", night.now().minus(Duration.ofHours(5)));
    night.writes(row);
    night.sweepsFor(Duration.ofHours(4));
    assertThat(night.run("late").ended()).isFalse();
    night.sweepsFor(Duration.ofMinutes(5));
    assertThat(night.run("late").status())
        .as("four hours after it came into sight")
        .isEqualTo("failed");
  }

  @Test
  void anOldStartIsBelievedByWhoHasNotLookedForLong() {
    night.sweeps();
    night.passes(Duration.ofHours(1));
    night.begins(CACHE, "old");
    night.passes(Duration.ofHours(4));
    night.sweeps();
    assertThat(night.run("old").status()).isEqualTo("failed");
  }

  @Test
  void aStartThatLiesAheadPutsNoDeathOff() {
    Map<String, Object> row = night.row(CACHE, "ahead", "running");
    row.put("started_at", night.now().plus(Duration.ofHours(5)));
    night.writes(row);
    night.beats(CACHE, "ahead", 1);
    night.sweepsFor(Duration.ofMinutes(10));
    assertThat(night.run("ahead").ended()).isFalse();
    night.sweepsFor(Duration.ofMinutes(10));
    assertThat(night.run("ahead").status()).isEqualTo("failed");
  }

  @Test
  void aStartRowWithoutStatusIsAnOpenRun() {
    Map<String, Object> row = night.row(CACHE, "mute", "");
    row.remove("status");
    night.writes(row);
    night.sweepsFor(Duration.ofHours(4));
    assertThat(night.run("mute").status()).isEqualTo("failed");
    assertThat(night.night.findings("open")).containsExactly("run-stale mute");
  }

  @Test
  void aRunThatOnlyBeatsAndDiesIsNoticedThoughItHasNoRow() {
    night.beats(CACHE, "bare", 5);
    assertThat(night.sweepsFor(Duration.ofMinutes(10)).findings()).isEmpty();
    night.sweepsFor(Duration.ofMinutes(5));
    assertThat(night.night.findings("open")).containsExactly("run-dead bare");
    assertThat(night.stored("bare"))
        .containsEntry("state", "failed")
        .containsEntry("written_by", "nothing")
        .containsEntry("fenced", true);
    assertThat(night.rowsOf("bare")).isEmpty();
    night.restart().sweepsFor(Duration.ofMinutes(30));
    assertThat(night.night.findings("open")).containsExactly("run-dead bare");
    night.night.rows(CACHE_TABLE, "cache_date", 150);
    night.sweepsFor(Duration.ofHours(1));
    assertThat(night.night.findings("open")).isEmpty();
  }

  @Test
  void whoOnlyBeatsAndToldItsEndOrMadeItsRowsIsNotNoticed() {
    night.beats(SUMMARY, "whole", 5);
    night.beats(CACHE, "done", 5);
    night.night.stored.merge(
        new DocumentPath("processor_heartbeats", CACHE + "_" + DATE + "_done"),
        List.of(FieldChange.set("status", "completed")));
    night.begins(CACHE, "ended");
    night.beats(CACHE, "ended", 5);
    night.ends(CACHE, "ended", "success");
    night.sweepsFor(Duration.ofHours(5));
    assertThat(night.night.findings("open")).isEmpty();
  }

  @Test
  void whoWasDeadBeforeOurFirstTickIsNotComplainedOf() {
    night.beats(CACHE, "before", 5);
    night.passes(Duration.ofMinutes(16));
    night.sweepsFor(Duration.ofMinutes(30));
    assertThat(night.night.findings("open")).isEmpty();
  }

  @Test
  void aHungBackfillOfADateLongPastIsFoundThoughItNeverBeat() {
    LocalDate past = LocalDate.parse("2022-01-03");
    night.sweeps();
    Map<String, Object> row = night.row(CACHE, "old", "running");
    row.put("data_date", past);
    night.writes(row);
    Map<String, Object> ancient = night.row(CACHE, "ancient", "running");
    ancient.put("data_date", past.minusDays(1));
    ancient.put("started_at", Instant.parse("2022-01-03T12:00:00Z"));
    night.writes(ancient);
    night.sweepsFor(Duration.ofHours(5));
    assertThat(night.night.tables.rows(HISTORY, past).get(0)).containsEntry("status", "failed");
    assertThat(night.night.findings("open")).containsExactly("run-stale old");
  }

  @Test
  void aHungRunUnderTheIdOfOneThatEndedIsNoticedAndNotTouched() {
    night.begins(CACHE, "again");
    night.passes(Duration.ofMinutes(2));
    night.ends(CACHE, "again", "failed");
    night.passes(Duration.ofMinutes(3));
    night.begins(CACHE, "again");
    night.sweepsFor(Duration.ofHours(4));
    assertThat(night.night.findings("open")).containsExactly("run-stale again");
    assertThat(night.night.tables.rows(HISTORY, DATE)).hasSize(3);
    assertThat(night.everyStored()).isEmpty();
    night.ends(CACHE, "again", "success");
    night.sweepsFor(Duration.ofMinutes(5));
    assertThat(night.night.findings("open")).isEmpty();
  }

  /** A backfill whose start row has no date, and whose end stands under the date it worked on. */
  private void backfillEnds(Optional<String> lastWord) {
    Map<String, Object> start = night.row(CACHE, "old", "running");
    start.remove("data_date");
    night.writes(start);
    lastWord.ifPresent(
        word ->
            night.night.stored.merge(
                new DocumentPath("processor_heartbeats", CACHE + "_2022-11-06_old"),
                List.of(
                    FieldChange.set("processor_name", CACHE),
                    FieldChange.set("run_id", "old"),
                    FieldChange.set("data_date", "2022-11-06"),
                    FieldChange.set("last_heartbeat", night.now()),
                    FieldChange.set("status", word))));
    Map<String, Object> end = night.row(CACHE, "old", "success");
    end.put("data_date", LocalDate.parse("2022-11-06"));
    end.put("processed_at", night.now());
    night.writes(end);
  }

  private void isLeftAlone(String as) {
    assertThat(night.rowsOf("old"))
        .as(as + ": its start row stands as it stood")
        .extracting(RunRow::status)
        .containsExactly("running");
    assertThat(night.stored("old").getOrDefault("state", "overtaken"))
        .as(as)
        .isEqualTo("overtaken");
    assertThat(night.night.findings("open")).as(as).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "running", "failed", "completed"})
  void anEndUnderADateLongPastEndsARunWithoutADate(String lastWord) {
    backfillEnds(Optional.of(lastWord).filter(word -> !word.isEmpty()));
    night.sweepsFor(Duration.ofHours(5));
    isLeftAlone("last word " + lastWord);
  }

  @Test
  void inShadowAnEndUnderADateLongPastCountsToo() {
    night.night.in(Mode.SHADOW);
    var unused = night.restart();
    backfillEnds(Optional.empty());
    night.sweepsFor(Duration.ofHours(5));
    isLeftAlone("in shadow");
  }

  /** Beats every minute for so long under a document's name, and sweeps every five minutes. */
  private void beatsAs(String document, String id, Duration time) {
    for (int minute = 1; minute <= time.toMinutes(); minute++) {
      night.passes(Duration.ofMinutes(1));
      night.beats(document, CACHE, id, minute, night.now());
      if (minute % 5 == 0) {
        assertThat(night.sweeps().ended()).isEmpty();
      }
    }
  }

  @Test
  void aRunThatBeatsUnderAnotherDateThanItsRowsIsHeard() {
    night.begins(CACHE, "r1");
    beatsAs(CACHE + "_" + DATE.plusDays(1) + "_r1", "r1", Duration.ofHours(6));
    assertThat(night.run("r1").ended()).isFalse();
    assertThat(night.night.findings("open")).isEmpty();
    night.sweepsFor(Duration.ofMinutes(15));
    assertThat(night.run("r1").status()).isEqualTo("failed");
    assertThat(night.night.findings("open")).containsExactly("run-dead r1");
  }

  @Test
  void aRunWhoseRowNamesNoProcessorIsHeard() {
    Map<String, Object> row = night.row(CACHE, "r1", "running");
    row.remove("processor_name");
    night.writes(row);
    beatsAs(CACHE + "_" + DATE + "_r1", "r1", Duration.ofHours(6));
    assertThat(night.run("r1").ended()).isFalse();
    assertThat(night.night.findings("open")).isEmpty();
  }

  @Test
  void aRunWhoseRowNamesNoProcessorIsKnownByTheClassWithWhichItsIdBegins() {
    String id = CACHE + "_20260111_113000_d1cb5a05";
    Map<String, Object> row = night.row(CACHE, id, "running");
    row.remove("processor_name");
    night.writes(row);
    night.beats(CACHE, id, 1);
    night.sweepsFor(Duration.ofMinutes(15));
    assertThat(night.run(id).status()).isEqualTo("failed");
  }

  @Test
  void whoLooksAtARunHearsItWhereverItBeats() {
    night.begins(CACHE, "r1");
    night.passes(Duration.ofHours(5));
    night.beats(CACHE + "_" + DATE.plusDays(1) + "_r1", CACHE, "r1", 1, night.now());
    assertThat(new RunLook(night.night).look(List.of(night.run("r1")), false, night.now()))
        .extracting(RunLook.Seen::verdict)
        .containsExactly(RunVerdict.ALIVE);
  }

  @Test
  void whoseRowStandsUnderADateLongPastIsNoRunWithoutARow() {
    Map<String, Object> row = night.row(CACHE, "r1", "running");
    row.put("data_date", LocalDate.parse("2022-01-03"));
    night.sweeps();
    night.writes(row);
    night.beats(CACHE + "_None_r1", CACHE, "r1", 1, night.now());
    night.night.stored.merge(
        new DocumentPath("processor_heartbeats", CACHE + "_None_r1"),
        List.of(FieldChange.remove(FieldPath.of("data_date"))));
    night.sweepsFor(Duration.ofMinutes(15));
    assertThat(night.everyStored()).isEmpty();
    night.sweepsFor(Duration.ofHours(1));
    assertThat(night.stored("r1")).containsEntry("written_by", "update");
    assertThat(night.night.tables.rows(HISTORY, LocalDate.parse("2022-01-03")).get(0))
        .containsEntry("status", "failed");
  }

  @Test
  void aRowThatComesAfterItsRunWasFailedIsEndedToo() {
    Instant begun = night.now();
    night.beats(CACHE, "late", 5);
    night.sweepsFor(Duration.ofMinutes(15));
    assertThat(night.stored("late"))
        .containsEntry("state", "failed")
        .containsEntry("written_by", "nothing");
    Map<String, Object> row = night.row(CACHE, "late", "running");
    row.put("started_at", begun);
    night.writes(row);
    night.sweepsFor(Duration.ofMinutes(5));
    assertThat(night.run("late").status()).isEqualTo("failed");
    assertThat(night.stored("late"))
        .containsEntry("state", "failed")
        .containsEntry("written_by", "update")
        .doesNotContainKey("unrecorded");
    assertThat(night.night.findings("open")).containsExactly("run-dead late");
  }

  @Test
  void aRowThatComesToARunThatBeatsAgainChangesNothingOfWhatWasDecided() {
    night.beats(CACHE, "late", 5);
    night.sweepsFor(Duration.ofMinutes(15));
    night.begins(CACHE, "late");
    night.sweepsWhileBeating(Duration.ofMinutes(30), CACHE, "late", true);
    assertThat(night.run("late").ended()).isFalse();
    assertThat(night.stored("late")).containsEntry("state", "failed").containsKey("due_at");
    night.ends(CACHE, "late", "success");
    night.sweepsFor(Duration.ofMinutes(5));
    assertThat(night.stored("late"))
        .containsEntry("state", "revived")
        .containsEntry("fenced", false);
    assertThat(night.night.findings("open")).isEmpty();
  }

  @Test
  void aRowThatComesWhileItsRunIsBeingFailedIsEndedAndNotOvertaken() {
    night.beats(CACHE, "late", 5);
    night.losesFindings(true);
    night.sweepsFor(Duration.ofMinutes(15));
    assertThat(night.stored("late"))
        .containsEntry("state", "pending")
        .containsEntry("unrecorded", true);
    night.losesFindings(false);
    night.begins(CACHE, "late");
    night.sweepsFor(Duration.ofMinutes(20));
    assertThat(night.run("late").status()).isEqualTo("failed");
    assertThat(night.stored("late")).containsEntry("written_by", "update");
  }
}
