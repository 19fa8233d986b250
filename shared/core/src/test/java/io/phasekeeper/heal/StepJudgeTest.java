package io.phasekeeper.heal;

import static org.assertj.core.api.Assertions.assertThat;

import io.phasekeeper.document.Document;
import io.phasekeeper.run.LiveRuns;
import io.phasekeeper.upstream.MakerRun;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The decision table of a step: each fact that decides, at its bounds. */
class StepJudgeTest {
  private static final Instant NOW = Instant.parse("2026-01-12T12:00:00Z");
  private static final OutputDate OUTPUT =
      new OutputDate("player_daily_cache", LocalDate.of(2026, 1, 11));
  private static final HealPolicy POLICY = HealPolicy.STANDARD;
  private static final InputProof PROVEN = new InputProof(List.of(), "all there");

  private Step step = Step.waiting(OUTPUT, Step.Kind.MAKE, Optional.empty(), "");
  private Standing standing = new Standing(Standing.State.ABSENT, 0, "no rows");
  private Optional<Instant> written = Optional.empty();
  private InputProof inputs = PROVEN;
  private Map<String, Object> record = Map.of();
  private List<MakerRun> runs = List.of();
  private Map<String, Object> breaker = Map.of();
  private Optional<String> unable = Optional.empty();
  private Optional<String> useless = Optional.empty();
  private Optional<String> held = Optional.empty();
  private List<LiveRuns.Live> live = List.of();
  private boolean storm;

  private StepJudge.Verdict judged() {
    return StepJudge.judge(facts().with(live), POLICY, NOW);
  }

  private StepJudge.Facts facts() {
    return new StepJudge.Facts(
        step,
        standing,
        written,
        inputs,
        new OutputRecord(document("phasekeeper_outputs", record)),
        runs,
        Set.of(),
        new Breaker(document("phasekeeper_breakers", breaker)),
        unable,
        useless,
        held,
        storm);
  }

  private static Optional<Document> document(String collection, Map<String, Object> fields) {
    return fields.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Document(new io.phasekeeper.document.DocumentPath(collection, "id"), fields, "1"));
  }

  private StepJudge.Reason reason() {
    return ((StepJudge.Verdict.Wait) judged()).reason();
  }

  private Instant until() {
    return ((StepJudge.Verdict.Wait) judged()).until();
  }

  private static MakerRun run(String status, Duration before, Optional<Duration> ended) {
    return new MakerRun(
        "run-1",
        "PlayerDailyCacheProcessor",
        Optional.of(OUTPUT.date()),
        Optional.of(NOW.minus(before)),
        ended.map(NOW::minus),
        status,
        ended.isEmpty(),
        false);
  }

  private void inFlight(Duration since) {
    Map<String, Object> fields = new HashMap<>();
    fields.put("in_flight", Map.of("order", "o", "plan", "p", "since", NOW.minus(since)));
    fields.put("attempts", 1L);
    record = fields;
  }

  @Test
  void whatIsAbsentAndMayBeMadeIsSent() {
    assertThat(judged()).isInstanceOf(StepJudge.Verdict.Send.class);
  }

  @Test
  void rowsAreTheProofWhateverElseIsKnown() {
    standing = new Standing(Standing.State.THERE, 10, "10 rows");
    inFlight(Duration.ofMinutes(1));
    useless = Optional.of("too late");
    assertThat(judged()).isInstanceOf(StepJudge.Verdict.Done.class);
  }

  @Test
  void whatIsNoMoreExpectedIsDone() {
    standing = new Standing(Standing.State.FREE, 0, "not expected");
    assertThat(judged()).isInstanceOf(StepJudge.Verdict.Done.class);
  }

  @Test
  void rowsThatFailTheirGatesAreNoProof() {
    standing = new Standing(Standing.State.WANTING, 3, "too few");
    assertThat(judged()).isInstanceOf(StepJudge.Verdict.Send.class);
  }

  @Test
  void whatIsMadeAnewIsProvenByRowsThatAreNewEnough() {
    step = Step.waiting(OUTPUT, Step.Kind.REMAKE, Optional.of(NOW.minusSeconds(60)), "");
    standing = new Standing(Standing.State.THERE, 10, "10 rows");
    written = Optional.of(NOW.minusSeconds(61));
    assertThat(judged()).isInstanceOf(StepJudge.Verdict.Send.class);
    written = Optional.of(NOW.minusSeconds(60));
    assertThat(judged()).isInstanceOf(StepJudge.Verdict.Done.class);
  }

  @Test
  void whereNoRowTellsItsTimeARunSinceThenProvesWhatIsMadeAnew() {
    step = Step.waiting(OUTPUT, Step.Kind.REMAKE, Optional.of(NOW.minusSeconds(600)), "");
    standing = new Standing(Standing.State.THERE, 10, "10 rows");
    assertThat(judged()).isInstanceOf(StepJudge.Verdict.Send.class);
    runs = List.of(run("success", Duration.ofMinutes(9), Optional.of(Duration.ofMinutes(5))));
    assertThat(judged()).isInstanceOf(StepJudge.Verdict.Done.class);
  }

  @Test
  void whatCannotBeSeenIsNotDecided() {
    standing = new Standing(Standing.State.UNSEEN, 0, "no answer");
    assertThat(reason()).isEqualTo(StepJudge.Reason.SIGHT);
  }

  @Test
  void workInFlightIsWaitedForHalfAnHourAndThenHadNoEffect() {
    inFlight(Duration.ofMinutes(29));
    assertThat(reason()).isEqualTo(StepJudge.Reason.IN_FLIGHT);
    assertThat(until()).isEqualTo(NOW.plus(Duration.ofMinutes(1)));
    inFlight(Duration.ofMinutes(30));
    assertThat(((StepJudge.Verdict.Ended) judged()).effect()).isFalse();
  }

  @Test
  void aRunOfItThatIsUnderWayIsWaitedForUpToADay() {
    inFlight(Duration.ofHours(23));
    runs = List.of(run("running", Duration.ofHours(23), Optional.empty()));
    assertThat(reason()).isEqualTo(StepJudge.Reason.IN_FLIGHT);
    inFlight(Duration.ofHours(24));
    runs = List.of(run("running", Duration.ofHours(24), Optional.empty()));
    assertThat(((StepJudge.Verdict.Ended) judged()).effect()).isTrue();
  }

  @Test
  void aRunThatFailedEndsTheAttemptAtOnce() {
    inFlight(Duration.ofMinutes(3));
    runs = List.of(run("failed", Duration.ofMinutes(3), Optional.of(Duration.ofMinutes(1))));
    assertThat(((StepJudge.Verdict.Ended) judged()).effect()).isTrue();
  }

  @Test
  void rowsOfARunThatSucceededMayComeTwoMinutesLater() {
    inFlight(Duration.ofMinutes(5));
    runs = List.of(run("success", Duration.ofMinutes(5), Optional.of(Duration.ofSeconds(119))));
    assertThat(reason()).isEqualTo(StepJudge.Reason.IN_FLIGHT);
    runs = List.of(run("success", Duration.ofMinutes(5), Optional.of(Duration.ofMinutes(2))));
    assertThat(((StepJudge.Verdict.Ended) judged()).effect()).isTrue();
  }

  @Test
  void aRunThatBeganBeforeTheWorkWasSentIsNotItsOwn() {
    inFlight(Duration.ofMinutes(10));
    runs = List.of(run("failed", Duration.ofMinutes(12), Optional.of(Duration.ofMinutes(2))));
    assertThat(reason()).isEqualTo(StepJudge.Reason.IN_FLIGHT);
    runs = List.of(run("failed", Duration.ofMinutes(11), Optional.of(Duration.ofMinutes(2))));
    assertThat(judged()).isInstanceOf(StepJudge.Verdict.Ended.class);
  }

  @Test
  void somebodyElsesRunIsWaitedForToo() {
    runs = List.of(run("running", Duration.ofMinutes(1439), Optional.empty()));
    assertThat(reason()).isEqualTo(StepJudge.Reason.IN_FLIGHT);
    runs = List.of(run("running", Duration.ofHours(24), Optional.empty()));
    assertThat(judged()).isInstanceOf(StepJudge.Verdict.Send.class);
  }

  private static LiveRuns.Live beating(String id, Duration since) {
    return new LiveRuns.Live(
        id,
        new io.phasekeeper.pipeline.ProcessorName(OUTPUT.output()),
        OUTPUT.date(),
        Optional.of(NOW.minus(since)),
        NOW.minusSeconds(60));
  }

  @Test
  void aRunThatBeatsIsWaitedForWithoutARowAndHoweverLong() {
    live = List.of(beating("beats-only", Duration.ofHours(30)));
    assertThat(reason()).isEqualTo(StepJudge.Reason.IN_FLIGHT);
    runs = List.of(run("running", Duration.ofHours(30), Optional.empty()));
    live = List.of();
    assertThat(judged()).isInstanceOf(StepJudge.Verdict.Send.class);
    live = List.of(beating("run-1", Duration.ofHours(30)));
    assertThat(reason()).isEqualTo(StepJudge.Reason.IN_FLIGHT);
  }

  @Test
  void aRunThatEndedIsOverThoughItsLastBeatIsFresh() {
    runs = List.of(run("failed", Duration.ofMinutes(9), Optional.of(Duration.ofMinutes(1))));
    live = List.of(beating("run-1", Duration.ofMinutes(9)));
    assertThat(judged()).isInstanceOf(StepJudge.Verdict.Send.class);
  }

  @Test
  void beatsAreAnEffectOfWhatWasSent() {
    inFlight(Duration.ofMinutes(40));
    live = List.of(beating("beats-only", Duration.ofMinutes(39)));
    assertThat(reason()).isEqualTo(StepJudge.Reason.IN_FLIGHT);
  }

  @Test
  void whatAPersonHoldsIsNotSentAndGoesOnOnceItIsReleased() {
    held = Optional.of("phase4 is held by ann: maintenance");
    assertThat(reason()).isEqualTo(StepJudge.Reason.HELD);
    held = Optional.empty();
    assertThat(judged()).isInstanceOf(StepJudge.Verdict.Send.class);
  }

  @Test
  void whatHasNoUseAnyMoreIsNotSent() {
    useless = Optional.of("the games began");
    assertThat(judged()).isInstanceOf(StepJudge.Verdict.Useless.class);
  }

  @Test
  void threeAttemptsAreAllThereIs() {
    record = Map.of("attempts", 2L);
    assertThat(judged()).isInstanceOf(StepJudge.Verdict.Send.class);
    record = Map.of("attempts", 3L, "without_effect", 2L);
    assertThat(((StepJudge.Verdict.Failed) judged()).withoutEffect()).isFalse();
    record = Map.of("attempts", 3L, "without_effect", 3L);
    assertThat(((StepJudge.Verdict.Failed) judged()).withoutEffect()).isTrue();
  }

  @Test
  void nothingIsSentBeforeItsInputsAreProven() {
    inputs = new InputProof(List.of(OUTPUT), "the summary is not there");
    assertThat(reason()).isEqualTo(StepJudge.Reason.INPUT);
  }

  @Test
  void nothingIsSentToNobody() {
    unable = Optional.of("no action is declared");
    assertThat(reason()).isEqualTo(StepJudge.Reason.NOBODY);
  }

  @Test
  void coolDownsEndToTheMoment() {
    record = Map.of("cool_until", NOW.plusSeconds(1), "attempts", 1L);
    assertThat(reason()).isEqualTo(StepJudge.Reason.COOL_DOWN);
    assertThat(until()).isEqualTo(NOW.plusSeconds(1));
    record = Map.of("cool_until", NOW, "attempts", 1L);
    assertThat(judged()).isInstanceOf(StepJudge.Verdict.Send.class);
  }

  @Test
  void aRefusedCallIsTriedAgainAtItsTimeOrOnceAnotherWasTaken() {
    record = Map.of("retry_at", NOW.plusSeconds(300), "last_sent_at", NOW.minusSeconds(600));
    assertThat(reason()).isEqualTo(StepJudge.Reason.COOL_DOWN);
    breaker = Map.of("state", "closed", "closed_at", NOW.minusSeconds(60));
    assertThat(judged()).isInstanceOf(StepJudge.Verdict.Send.class);
    breaker = Map.of("state", "closed", "closed_at", NOW.minusSeconds(900));
    assertThat(reason()).isEqualTo(StepJudge.Reason.COOL_DOWN);
  }

  @Test
  void anOpenCircuitRefusesUntilItsTimeHasCome() {
    breaker = Map.of("state", "open", "probe_at", NOW.plusSeconds(1));
    assertThat(reason()).isEqualTo(StepJudge.Reason.BREAKER);
    breaker = Map.of("state", "open", "probe_at", NOW);
    assertThat(judged()).isInstanceOf(StepJudge.Verdict.Send.class);
  }

  @Test
  void aStormIsNotFed() {
    storm = true;
    assertThat(reason()).isEqualTo(StepJudge.Reason.STORM);
  }

  @Test
  void whatMayBecomeRightByItselfIsGivenItsTime() {
    step = step.notBefore(Optional.of(NOW.plusSeconds(1)));
    assertThat(reason()).isEqualTo(StepJudge.Reason.GROWTH);
    step = step.notBefore(Optional.of(NOW));
    assertThat(judged()).isInstanceOf(StepJudge.Verdict.Send.class);
  }
}
