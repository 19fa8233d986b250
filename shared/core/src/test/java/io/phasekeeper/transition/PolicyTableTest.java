package io.phasekeeper.transition;

import static org.assertj.core.api.Assertions.assertThat;

import io.phasekeeper.document.DocumentQuery;
import io.phasekeeper.finding.FindingBook;
import io.phasekeeper.gate.WorkCalendar;
import io.phasekeeper.operator.Asked;
import io.phasekeeper.pipeline.CycleName;
import io.phasekeeper.pipeline.PhaseName;
import io.phasekeeper.settings.Mode;
import io.phasekeeper.trigger.Trigger;
import io.phasekeeper.trigger.TriggerId;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Every state of phase 4's night and every event in it. Five members are expected; player game
 * summary (0) and upcoming player game context (3) are critical; three are enough 30 minutes after
 * the first. The last of the five, number 4, is the one that the events are about.
 */
@Tag("long")
class PolicyTableTest {
  private static final PhaseName PHASE4 = new PhaseName("phase4");
  private static final CycleName OVERNIGHT = new CycleName("overnight");
  private static final Asked ASKED = new Asked("ann", "table", Optional.empty());

  /** Where a night stands, told from its beginning at 06:30. */
  enum State {
    NOTHING,
    TWO_OF_FIVE,
    FOUR_OF_FIVE,
    QUORUM_BEFORE_ITS_DEADLINE,
    QUORUM_AT_ITS_DEADLINE,
    QUORUM_AFTER_ITS_DEADLINE,
    LATE_FOR_WANT_OF_A_QUORUM,
    LATE_FOR_WANT_OF_A_CRITICAL,
    HELD_BY_GATE,
    GATE_UNKNOWN,
    HELD_BY_A_PERSON,
    COMPLETE_AND_HELD_BY_A_PERSON,
    SUITE_STOPPED,
    OUTSIDE_THE_WINDOW,
    PENDING,
    PUBLISHED,
    PUBLISHED_ON_A_QUORUM,
    PUBLISHED_BY_HAND,
    TRIGGERED_BY_ANOTHER,
    ADOPTED,
    SKIPPED,
    SHADOWED
  }

  /** What happens then. */
  enum Event {
    /** The fifth member completes. */
    COUNTED,
    /** The fifth member fails. */
    NOT_COUNTED,
    /** The fifth member's completion of twenty minutes before the first arrives. */
    LATE,
    /** The first member completes again, with other rows. */
    CORRECTION,
    TICK,
    HOLD,
    RELEASE,
    SKIP,
    BY_HAND
  }

  /**
   * What stands after the event: the newest trigger's generation and state, else what a timer's
   * tick would decide.
   */
  private static final String TABLE =
      """
                                    | COUNTED     | NOT_COUNTED | LATE        | CORRECTION  | TICK        | HOLD        | RELEASE     | SKIP        | BY_HAND
      NOTHING                       | waiting     | waiting     | waiting     | waiting     | empty       | empty       | empty       | 1 skipped   | 1 published
      TWO_OF_FIVE                   | waiting     | waiting     | due         | waiting     | waiting     | by-person   | waiting     | 1 skipped   | 1 published
      FOUR_OF_FIVE                  | 1 published | waiting     | 1 published | waiting     | waiting     | by-person   | waiting     | 1 skipped   | 1 published
      QUORUM_BEFORE_ITS_DEADLINE    | waiting     | waiting     | due         | waiting     | waiting     | by-person   | waiting     | 1 skipped   | 1 published
      QUORUM_AT_ITS_DEADLINE        | due         | due         | due         | due         | 1 published | by-person   | 1 published | 1 skipped   | 1 published
      QUORUM_AFTER_ITS_DEADLINE     | due         | due         | due         | due         | 1 published | by-person   | 1 published | 1 skipped   | 1 published
      LATE_FOR_WANT_OF_A_QUORUM     | due         | late        | due         | late        | late        | by-person   | late        | 1 skipped   | 1 published
      LATE_FOR_WANT_OF_A_CRITICAL   | late        | late        | late        | late        | late        | by-person   | late        | 1 skipped   | 1 published
      HELD_BY_GATE                  | held        | held        | held        | held        | held        | by-person   | held        | 1 skipped   | held
      GATE_UNKNOWN                  | held        | held        | held        | held        | held        | by-person   | held        | 1 skipped   | held
      HELD_BY_A_PERSON              | by-person   | by-person   | by-person   | by-person   | by-person   | by-person   | waiting     | 1 skipped   | 1 published
      COMPLETE_AND_HELD_BY_A_PERSON | by-person   | by-person   | by-person   | by-person   | by-person   | by-person   | 1 published | 1 skipped   | 1 published
      SUITE_STOPPED                 | due         | waiting     | due         | waiting     | waiting     | by-person   | waiting     | 1 skipped   | waiting
      OUTSIDE_THE_WINDOW            | outside     | outside     | outside     | outside     | outside     | outside     | outside     | 1 skipped   | 1 published
      PENDING                       | 1 published | 1 published | 1 published | 1 published | 1 published | 1 published | 1 published | 1 published | 1 published
      PUBLISHED                     | 1 published | 1 published | 1 published | 1 published | 1 published | 1 published | 1 published | 1 published | 2 published
      PUBLISHED_ON_A_QUORUM         | 1 published | 1 published | 1 published | 1 published | 1 published | 1 published | 1 published | 1 published | 2 published
      PUBLISHED_BY_HAND             | 1 published | 1 published | 1 published | 1 published | 1 published | 1 published | 1 published | 1 published | 2 published
      TRIGGERED_BY_ANOTHER          | 1 adopted   | 1 adopted   | 1 adopted   | 1 adopted   | 1 adopted   | 1 adopted   | 1 adopted   | 1 skipped   | 1 published
      ADOPTED                       | 1 adopted   | 1 adopted   | 1 adopted   | 1 adopted   | 1 adopted   | 1 adopted   | 1 adopted   | 1 adopted   | 2 published
      SKIPPED                       | 1 skipped   | 1 skipped   | 1 skipped   | 1 skipped   | 1 skipped   | 1 skipped   | 1 skipped   | 1 skipped   | 2 published
      SHADOWED                      | 1 shadowed  | 1 shadowed  | 1 shadowed  | 1 shadowed  | 1 shadowed  | 1 shadowed  | 1 shadowed  | 1 shadowed  | 2 shadowed
      """;

  @TestFactory
  Stream<DynamicTest> everyStateAndEveryEvent() {
    return cells(TABLE)
        .map(
            cell ->
                DynamicTest.dynamicTest(
                    cell.state() + " " + cell.event(),
                    () ->
                        assertThat(after(cell.state(), cell.event())).isEqualTo(cell.expected())));
  }

  @Test
  void theTableHasEveryStateAndEveryEvent() {
    assertThat(cells(TABLE).map(cell -> cell.state() + " " + cell.event()))
        .containsExactlyElementsOf(
            Stream.of(State.values())
                .flatMap(state -> Stream.of(Event.values()).map(event -> state + " " + event))
                .toList());
  }

  /** After a start, by the policy for the late and the repeated; with the findings that open. */
  private static final String AFTERWARDS =
      """
                            |             | ignore               | alert                | retrigger
      PUBLISHED             | COUNTED     | 1 published          | 1 published, late    | 2 published
      PUBLISHED             | NOT_COUNTED | 1 published          | 1 published          | 1 published
      PUBLISHED             | LATE        | 1 published          | 1 published          | 1 published
      PUBLISHED             | CORRECTION  | 1 published          | 1 published, late    | 2 published
      PUBLISHED_ON_A_QUORUM | COUNTED     | 1 published          | 1 published, late    | 2 published
      PUBLISHED_ON_A_QUORUM | NOT_COUNTED | 1 published, partial | 1 published, partial | 1 published, partial
      PUBLISHED_ON_A_QUORUM | LATE        | 1 published          | 1 published, late    | 2 published
      PUBLISHED_ON_A_QUORUM | CORRECTION  | 1 published, partial | 1 published, late, partial | 2 published, partial
      PUBLISHED_BY_HAND     | COUNTED     | 1 published          | 1 published          | 1 published
      PUBLISHED_BY_HAND     | NOT_COUNTED | 1 published          | 1 published          | 1 published
      PUBLISHED_BY_HAND     | LATE        | 1 published          | 1 published          | 1 published
      PUBLISHED_BY_HAND     | CORRECTION  | 1 published          | 1 published          | 1 published
      ADOPTED               | COUNTED     | 1 adopted            | 1 adopted, late      | 1 adopted
      ADOPTED               | NOT_COUNTED | 1 adopted            | 1 adopted            | 1 adopted
      ADOPTED               | LATE        | 1 adopted            | 1 adopted, late      | 1 adopted
      ADOPTED               | CORRECTION  | 1 adopted            | 1 adopted, late      | 1 adopted
      SKIPPED               | COUNTED     | 1 skipped            | 1 skipped            | 1 skipped
      SKIPPED               | NOT_COUNTED | 1 skipped            | 1 skipped            | 1 skipped
      SKIPPED               | LATE        | 1 skipped            | 1 skipped            | 1 skipped
      SKIPPED               | CORRECTION  | 1 skipped            | 1 skipped            | 1 skipped
      SHADOWED              | COUNTED     | 1 shadowed           | 1 shadowed, late     | 2 shadowed
      SHADOWED              | NOT_COUNTED | 1 shadowed           | 1 shadowed           | 1 shadowed
      SHADOWED              | LATE        | 1 shadowed           | 1 shadowed           | 1 shadowed
      SHADOWED              | CORRECTION  | 1 shadowed           | 1 shadowed, late     | 2 shadowed
      """;

  @TestFactory
  Stream<DynamicTest> everyPolicyOfWhatComesAfterAStart() {
    List<String> lines = AFTERWARDS.lines().toList();
    List<String> policies = columns(lines.get(0)).skip(2).toList();
    return lines.stream()
        .skip(1)
        .map(line -> columns(line).toList())
        .flatMap(
            row ->
                IntStream.range(0, policies.size())
                    .mapToObj(
                        i ->
                            DynamicTest.dynamicTest(
                                row.get(0) + " " + row.get(1) + " " + policies.get(i),
                                () ->
                                    assertThat(
                                            afterwards(
                                                State.valueOf(row.get(0)),
                                                Event.valueOf(row.get(1)),
                                                policies.get(i)))
                                        .isEqualTo(row.get(i + 2)))));
  }

  private static String afterwards(State state, Event event, String policy) {
    Night night = new Night(Map.of("phases.phase4.late", policy, "phases.phase4.repeated", policy));
    enter(night, state);
    happens(night, event);
    night.passes(Duration.ofMinutes(1));
    assertEachGenerationIsSentOnce(night);
    Set<String> open = night.findings("open");
    return standing(night)
        + (open.stream().anyMatch(each -> each.startsWith("late-completion")) ? ", late" : "")
        + (open.contains("phase-started-partial phase4") ? ", partial" : "");
  }

  private record Cell(State state, Event event, String expected) {}

  private static Stream<Cell> cells(String table) {
    List<String> lines = table.lines().toList();
    List<Event> events = columns(lines.get(0)).skip(1).map(Event::valueOf).toList();
    return lines.stream()
        .skip(1)
        .map(line -> columns(line).toList())
        .flatMap(
            row ->
                IntStream.range(0, events.size())
                    .mapToObj(
                        i -> new Cell(State.valueOf(row.get(0)), events.get(i), row.get(i + 1))));
  }

  private static Stream<String> columns(String line) {
    return Stream.of(line.split("\\|", -1)).map(String::strip);
  }

  private static String after(State state, Event event) {
    Night night = new Night();
    enter(night, state);
    happens(night, event);
    assertEachGenerationIsSentOnce(night);
    return standing(night);
  }

  private static void enter(Night night, State state) {
    night.sweeps();
    switch (state) {
      case NOTHING -> {}
      case TWO_OF_FIVE -> {
        complete(night, 0, 3);
        night.clock.add(Duration.ofMinutes(10));
      }
      case FOUR_OF_FIVE -> {
        complete(night, 0, 1, 2, 3);
        night.clock.add(Duration.ofMinutes(10));
      }
      case QUORUM_BEFORE_ITS_DEADLINE -> {
        complete(night, 0, 1, 3);
        night.clock.add(Duration.ofMinutes(30).minusSeconds(1));
      }
      case QUORUM_AT_ITS_DEADLINE -> {
        complete(night, 0, 1, 3);
        night.clock.add(Duration.ofMinutes(30));
      }
      case QUORUM_AFTER_ITS_DEADLINE -> {
        complete(night, 0, 1, 3);
        night.clock.add(Duration.ofMinutes(30).plusSeconds(1));
      }
      case LATE_FOR_WANT_OF_A_QUORUM -> {
        complete(night, 0, 3);
        night.passes(Duration.ofMinutes(31));
      }
      case LATE_FOR_WANT_OF_A_CRITICAL -> {
        complete(night, 0, 1, 2);
        night.passes(Duration.ofMinutes(31));
      }
      case HELD_BY_GATE -> {
        night.rows("nba_analytics.player_game_summary", "game_date", 10);
        complete(night, 0, 1, 2, 3, 4);
      }
      case GATE_UNKNOWN -> {
        night.with(new Faults.BrokenWarehouse());
        complete(night, 0, 1, 2, 3, 4);
      }
      case HELD_BY_A_PERSON -> {
        complete(night, 0, 1, 2, 3);
        assertThat(hold(night)).isTrue();
      }
      case COMPLETE_AND_HELD_BY_A_PERSON -> {
        assertThat(hold(night)).isTrue();
        complete(night, 0, 1, 2, 3, 4);
      }
      case SUITE_STOPPED -> {
        complete(night, 0, 1, 2, 3);
        assertThat(night.operator().stop(ASKED).done()).isTrue();
      }
      case OUTSIDE_THE_WINDOW -> {
        night.now("06:30", 5);
        complete(night, 0, 1, 2, 3);
      }
      case PENDING -> {
        night.with(night.stored, new Faults.FailingMessages(night.sent, 1));
        complete(night, 0, 1, 2, 3, 4);
        assertThat(standing(night)).isEqualTo("1 pending");
      }
      case PUBLISHED -> complete(night, 0, 1, 2, 3, 4);
      case PUBLISHED_ON_A_QUORUM -> {
        complete(night, 0, 1, 2, 3);
        night.passes(Duration.ofMinutes(30));
        assertThat(standing(night)).isEqualTo("1 published");
      }
      case PUBLISHED_BY_HAND -> assertThat(byHand(night)).isTrue();
      case TRIGGERED_BY_ANOTHER -> triggeredByAnother(night);
      case ADOPTED -> {
        triggeredByAnother(night);
        night.sweeps();
        assertThat(standing(night)).isEqualTo("1 adopted");
      }
      case SKIPPED -> {
        complete(night, 0, 1, 2, 3);
        assertThat(skip(night)).isTrue();
      }
      case SHADOWED -> {
        night.in(Mode.SHADOW);
        complete(night, 0, 1, 2, 3, 4);
      }
    }
    night.clock.add(Duration.ofMillis(1));
  }

  private static void happens(Night night, Event event) {
    switch (event) {
      case COUNTED -> complete(night, 4);
      case NOT_COUNTED -> night.completes(Night.ALL_FIVE.get(4), Map.of("status", "failed"));
      case LATE ->
          night.completes(
              Night.ALL_FIVE.get(4), Map.of("timestamp", Night.at("06:10", 1).toString()));
      case CORRECTION -> night.completes(Night.ALL_FIVE.get(0), Map.of("record_count", 99));
      case TICK -> night.sweeps();
      case HOLD -> {
        assertThat(hold(night)).isTrue();
        night.sweeps();
      }
      case RELEASE -> {
        var unused = night.operator().release(PHASE4, Night.DATE, Optional.of(OVERNIGHT), ASKED);
        night.sweeps();
      }
      case SKIP -> {
        var unused = skip(night);
        night.sweeps();
      }
      case BY_HAND -> {
        var unused = byHand(night);
        night.sweeps();
      }
    }
  }

  private static void complete(Night night, int... members) {
    for (int member : members) {
      night.completes(Night.ALL_FIVE.get(member));
    }
  }

  private static void triggeredByAnother(Night night) {
    for (String name : List.of("player_game_summary", "upcoming_player_game_context")) {
      night.anotherWrites(
          name,
          Map.of("status", "success", "record_count", 100, "completed_at", night.clock.instant()));
    }
    night.anotherWrites("_triggered", true);
  }

  private static boolean hold(Night night) {
    return night.operator().hold(PHASE4, Night.DATE, Optional.of(OVERNIGHT), ASKED).done();
  }

  private static boolean skip(Night night) {
    return night.operator().skip(PHASE4, Night.DATE, Optional.of(OVERNIGHT), ASKED).done();
  }

  private static boolean byHand(Night night) {
    return night
        .operator()
        .trigger(PHASE4, Night.DATE, Optional.of(OVERNIGHT), false, ASKED)
        .done();
  }

  /** The newest trigger, else what a timer's tick would decide. */
  private static String standing(Night night) {
    return triggers(night).stream()
        .max(Comparator.comparing(trigger -> trigger.id().generation()))
        .map(trigger -> trigger.id().generation() + " " + trigger.state().word())
        .orElseGet(() -> decision(night));
  }

  private static String decision(Night night) {
    PhaseDay day =
        new PhaseDayReader(night.stored, night.pipeline())
            .read(night.pipeline().phase(PHASE4).start().orElseThrow(), Night.DATE);
    return new Transitions(
            night,
            new WorkCalendar(night.pipeline(), night.warehouse()),
            new FindingBook(night.stored, night.pipeline()))
        .examine(day, OVERNIGHT, true, night.clock.instant())
        .decision()
        .word()
        .replace("held-by-operator", "by-person")
        .replace("outside-window", "outside");
  }

  private static List<Trigger> triggers(Night night) {
    return night.stored.query(DocumentQuery.in(TriggerId.COLLECTION, 100)).stream()
        .map(Trigger::of)
        .filter(trigger -> trigger.id().cycle().equals(OVERNIGHT))
        .toList();
  }

  /** What is stored as published was sent, once; and nothing else was. */
  private static void assertEachGenerationIsSentOnce(Night night) {
    List<String> sent =
        night.sent.published("nba-phase4-trigger").stream()
            .map(p -> p.message().attributes().get("trigger_id"))
            .toList();
    assertThat(sent).doesNotHaveDuplicates();
    Set<String> published = new TreeSet<>();
    triggers(night).stream()
        .filter(trigger -> trigger.state().word().equals("published"))
        .forEach(trigger -> trigger.parts().forEach(part -> published.add(part.id())));
    assertThat(sent).containsExactlyInAnyOrderElementsOf(published);
  }
}
