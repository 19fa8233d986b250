package io.phasekeeper.transition;

import static io.phasekeeper.transition.Judging.DATE;
import static io.phasekeeper.transition.Judging.FIRST;
import static io.phasekeeper.transition.Judging.OVERNIGHT;
import static io.phasekeeper.transition.Judging.SAME_DAY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.phasekeeper.document.Document;
import io.phasekeeper.document.DocumentPath;
import io.phasekeeper.ledger.LedgerDocument;
import io.phasekeeper.ledger.LedgerReader;
import io.phasekeeper.pipeline.CycleName;
import io.phasekeeper.pipeline.PhaseName;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.pipeline.StartPolicy;
import io.phasekeeper.pipeline.Transition;
import io.phasekeeper.settings.Mode;
import io.phasekeeper.trigger.Trigger;
import io.phasekeeper.trigger.TriggerId;
import io.phasekeeper.trigger.TriggerReason;
import io.phasekeeper.trigger.TriggerState;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** One phase and date as it is stored, and what of it a judgement looks at. */
class PhaseDayTest {
  private static final Judging NIGHT = new Judging().cycles(OVERNIGHT, SAME_DAY);
  private static final Pipeline PIPELINE = NIGHT.pipeline();
  private static final Transition TRANSITION = NIGHT.situation().transition();
  private static final Control NO_CONTROL = new Control(Optional.empty());
  private static final Suite NO_SUITE = new Suite(Optional.empty());

  @Test
  void aDayThatNobodyWroteToIsUntouchedAndHasNoFacts() {
    PhaseDay day = day(ledgers(null, null), Map.of());

    assertThat(day.untouched()).isTrue();
    assertThat(day.factsOf(OVERNIGHT)).isEmpty();
    assertThat(day.trigger(OVERNIGHT)).isEmpty();
  }

  @Test
  void oneLedgerOrOneTriggerTouchesIt() {
    assertThat(day(ledgers(Map.of(), null), Map.of()).untouched()).isFalse();
    assertThat(day(ledgers(null, Map.of()), Map.of()).untouched()).isFalse();
    assertThat(day(ledgers(null, null), Map.of(OVERNIGHT, trigger(1, Set.of()))).untouched())
        .isFalse();
  }

  @Test
  void itKnowsWhetherAnyCycleWasTriggeredAgain() {
    assertThat(day(ledgers(null, null), Map.of()).firstGenerations()).isTrue();
    assertThat(day(ledgers(null, null), Map.of(OVERNIGHT, trigger(1, Set.of()))).firstGenerations())
        .isTrue();
    assertThat(day(ledgers(null, null), Map.of(OVERNIGHT, trigger(2, Set.of()))).firstGenerations())
        .isFalse();
  }

  @Test
  void factsAreThoseOfTheirCycleAndWhatATriggerWasDecidedOnStays() {
    Map<String, Object> byAnother = Map.of("b", Map.of("completed_at", DATE_NOON));
    PhaseDay day = day(ledgers(byAnother, null), Map.of());
    assertThat(day.factsOf(SAME_DAY)).hasSize(1);
    assertThat(day.factsOf(OVERNIGHT)).isEmpty();

    String pin = "overnight/b/own@" + DATE_NOON;
    PhaseDay pinned = day(ledgers(byAnother, null), Map.of(OVERNIGHT, trigger(1, Set.of(pin))));
    assertThat(pinned.factsOf(OVERNIGHT)).hasSize(1);
    assertThat(pinned.factsOf(SAME_DAY)).isEmpty();
  }

  private static final Instant DATE_NOON = Instant.parse("2026-01-10T17:00:00Z");

  @Test
  void aCycleThatTheTransitionDoesNotHaveIsRefused() {
    PhaseDay day = day(ledgers(null, null), Map.of());

    assertThat(day.ledger(SAME_DAY).cycle()).isEqualTo(SAME_DAY);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> day.ledger(new CycleName("weekly")))
        .withMessage("made has no cycle weekly");
  }

  @Test
  void aDayIsTheSameWhileNothingThatItWasReadFromChanged() {
    Map<CycleName, LedgerDocument> ledgers = ledgers(Map.of(), null);
    Map<CycleName, Trigger> triggers = Map.of(OVERNIGHT, trigger(1, Set.of()));
    PhaseDay day = day(ledgers, triggers);

    assertThat(day.readFrom(ledgers, triggers, NO_CONTROL, NO_SUITE)).isTrue();
    // A ledger that is still not there is read anew each time.
    Map<CycleName, LedgerDocument> unwrittenAnew = new LinkedHashMap<>(ledgers);
    unwrittenAnew.put(SAME_DAY, ledger(SAME_DAY, null));
    assertThat(day.readFrom(unwrittenAnew, triggers, NO_CONTROL, NO_SUITE)).isTrue();

    assertThat(day.readFrom(ledgers(Map.of(), null), triggers, NO_CONTROL, NO_SUITE)).isFalse();
    Map<CycleName, LedgerDocument> written = new LinkedHashMap<>(ledgers);
    written.put(SAME_DAY, ledger(SAME_DAY, Map.of()));
    assertThat(day.readFrom(written, triggers, NO_CONTROL, NO_SUITE)).isFalse();
    assertThat(day.readFrom(ledgers, Map.of(), NO_CONTROL, NO_SUITE)).isFalse();
    assertThat(day.readFrom(ledgers, Map.of(OVERNIGHT, trigger(1, Set.of())), NO_CONTROL, NO_SUITE))
        .isFalse();
    assertThat(day.readFrom(ledgers, triggers, new Control(revision("1")), NO_SUITE)).isFalse();
    assertThat(day.readFrom(ledgers, triggers, NO_CONTROL, new Suite(revision("1")))).isFalse();
  }

  @Test
  void ofPeoplesWishesTheRevisionTellsWhetherTheyChanged() {
    Map<CycleName, LedgerDocument> ledgers = ledgers(null, null);
    PhaseDay day =
        PhaseDay.of(
            PIPELINE,
            TRANSITION,
            DATE,
            ledgers,
            Map.of(),
            new Control(revision("1")),
            new Suite(revision("7")));

    assertThat(
            day.readFrom(ledgers, Map.of(), new Control(revision("1")), new Suite(revision("7"))))
        .isTrue();
    assertThat(
            day.readFrom(ledgers, Map.of(), new Control(revision("2")), new Suite(revision("7"))))
        .isFalse();
    assertThat(
            day.readFrom(ledgers, Map.of(), new Control(revision("1")), new Suite(revision("8"))))
        .isFalse();
  }

  @Test
  void aSituationIsThatOfItsCycle() {
    Trigger trigger = trigger(1, Set.of());
    PhaseDay day = day(ledgers(Map.of("a", "completed"), null), Map.of(OVERNIGHT, trigger));

    Situation overnight = situation(day, OVERNIGHT);
    assertThat(overnight.facts()).hasSize(1);
    assertThat(overnight.trigger()).contains(trigger);
    assertThat(overnight.date()).isEqualTo(DATE);
    assertThat(overnight.cycle()).isEqualTo(OVERNIGHT);
    Situation sameDay = situation(day, SAME_DAY);
    assertThat(sameDay.facts()).isEmpty();
    assertThat(sameDay.trigger()).isEmpty();
    assertThat(sameDay.adopted()).isFalse();
  }

  @Test
  void anotherOrchestratorsStartIsThatOfTheCycleItNamesElseOfTheMainOne() {
    Map<String, Object> named = Map.of("_triggered", true, "_mode", "same_day");
    assertThat(situation(day(ledgers(named, null), Map.of()), SAME_DAY).adopted()).isTrue();
    assertThat(situation(day(ledgers(named, null), Map.of()), OVERNIGHT).adopted()).isFalse();

    Map<String, Object> unknown = Map.of("_triggered", true, "_mode", "weekly");
    assertThat(situation(day(ledgers(unknown, null), Map.of()), OVERNIGHT).adopted()).isTrue();
    assertThat(situation(day(ledgers(unknown, null), Map.of()), SAME_DAY).adopted()).isFalse();
  }

  @Test
  void theEndOfADayIsMidnightInThePipelinesZone() {
    Situation situation = NIGHT.situation();

    assertThat(situation.endOfDay(Instant.parse("2026-01-12T04:59:59Z")))
        .isEqualTo(Instant.parse("2026-01-12T05:00:00Z"));
    assertThat(situation.endOfDay(Instant.parse("2026-01-12T05:00:00Z")))
        .isEqualTo(Instant.parse("2026-01-13T05:00:00Z"));
    // 2026-03-08 has 23 hours there
    assertThat(situation.endOfDay(Instant.parse("2026-03-08T05:00:00Z")))
        .isEqualTo(Instant.parse("2026-03-09T04:00:00Z"));
  }

  @Test
  void aStopHoldsUntilItsEndAndWinsOverTheDeployedMode() {
    Suite stopped = suite(Map.of("stopped", true));
    assertThat(stopped.mode(Mode.ON, FIRST)).isEqualTo(Mode.STOPPED);
    assertThat(stopped.resumedAt()).isEmpty();

    Suite untilThen = suite(Map.of("stopped", true, "until", FIRST));
    assertThat(untilThen.stopped(FIRST.minusSeconds(1))).isTrue();
    assertThat(untilThen.stopped(FIRST)).isFalse();
    assertThat(untilThen.mode(Mode.SHADOW, FIRST)).isEqualTo(Mode.SHADOW);
    assertThat(untilThen.resumedAt()).contains(FIRST);

    Suite resumed =
        suite(Map.of("stopped", false, "until", FIRST, "resumed_at", FIRST.minusSeconds(9)));
    assertThat(resumed.stopped(FIRST.minusSeconds(10))).isFalse();
    assertThat(resumed.resumedAt()).contains(FIRST.minusSeconds(9));
    assertThat(NO_SUITE.stopped(FIRST)).isFalse();
    assertThat(NO_SUITE.resumedAt()).isEmpty();
  }

  @Test
  void whatPeopleAskedStandsInDocumentsNamedByWhatTheyAskedItOf() {
    assertThat(Suite.path(PIPELINE)).hasToString("phasekeeper_actions/plain:suite");
    assertThat(Control.path(PIPELINE, new PhaseName("made"), DATE))
        .hasToString("phasekeeper_actions/plain:control:made:2026-01-10");
  }

  private static Situation situation(PhaseDay day, CycleName cycle) {
    StartPolicy policy = TRANSITION.policy(cycle).orElseThrow();
    return Situation.of(PIPELINE, day, policy, true, FIRST);
  }

  private static PhaseDay day(
      Map<CycleName, LedgerDocument> ledgers, Map<CycleName, Trigger> triggers) {
    return PhaseDay.of(PIPELINE, TRANSITION, DATE, ledgers, triggers, NO_CONTROL, NO_SUITE);
  }

  private static Map<CycleName, LedgerDocument> ledgers(
      Map<String, Object> overnight, Map<String, Object> sameDay) {
    Map<CycleName, LedgerDocument> ledgers = new LinkedHashMap<>();
    ledgers.put(OVERNIGHT, ledger(OVERNIGHT, overnight));
    ledgers.put(SAME_DAY, ledger(SAME_DAY, sameDay));
    return ledgers;
  }

  /** A ledger with these fields; null: nobody wrote it. */
  private static LedgerDocument ledger(CycleName cycle, Map<String, Object> fields) {
    var phase = PIPELINE.phase(new PhaseName("raw"));
    DocumentPath path = LedgerDocument.path(phase, DATE, cycle, PIPELINE.cycles());
    return new LedgerReader(PIPELINE)
        .read(
            phase,
            DATE,
            cycle,
            Optional.ofNullable(fields).map(known -> new Document(path, known, "1")));
  }

  private static Trigger trigger(long generation, Set<String> pins) {
    return Trigger.settled(
        new TriggerId(new PhaseName("made"), DATE, OVERNIGHT, generation),
        TriggerState.PUBLISHED,
        TriggerReason.ALL_COMPLETE,
        List.of(),
        List.of(),
        pins,
        FIRST);
  }

  private static Optional<Document> revision(String revision) {
    return Optional.of(new Document(Suite.path(PIPELINE), Map.of(), revision));
  }

  private static Suite suite(Map<String, Object> fields) {
    return new Suite(Optional.of(new Document(Suite.path(PIPELINE), fields, "1")));
  }
}
