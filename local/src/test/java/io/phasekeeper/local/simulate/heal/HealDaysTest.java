package io.phasekeeper.local.simulate.heal;

import static org.assertj.core.api.Assertions.assertThat;

import io.phasekeeper.document.DocumentQuery;
import io.phasekeeper.finding.FindingBook;
import io.phasekeeper.heal.HealPlan;
import io.phasekeeper.heal.SelfHeal;
import io.phasekeeper.local.simulate.DrawnDays;
import io.phasekeeper.local.simulate.Verdicts;
import io.phasekeeper.platform.Platform;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class HealDaysTest {
  private static final int DAYS = 400;

  @Test
  void someHundredDaysHoldEverything() {
    DrawnDays days = new HealDays(3);
    Map<String, Integer> faults = new TreeMap<>();
    Map<String, Integer> counts = new TreeMap<>();
    int checks = 0;
    for (int number = 0; number < DAYS; number++) {
      DrawnDays.Looked day = days.play(number);
      String which = "day " + number;
      assertThat(day.verdicts().violations()).as(which).isEmpty();
      day.faults().forEach((kind, count) -> faults.merge(kind, count, Integer::sum));
      day.counts().forEach((what, count) -> counts.merge(what, count, Integer::sum));
      checks += day.verdicts().checks();
    }
    assertThat(checks).isGreaterThan(5_000);
    assertThat(faults)
        .containsKeys(
            "output not made",
            "output half made",
            "source without rows",
            "somebody else's run",
            "schedule change",
            "warehouse outage",
            "store failure",
            "store conflict",
            "silent healing",
            "clock step",
            "restarts",
            "death before a call",
            "death after a call",
            "two ticks at once");
    Stream.of(HealItem.Answer.values())
        .forEach(how -> assertThat(faults).containsKey("answer: " + HealItem.word(how)));
    Stream.of(HealItem.Effect.values())
        .forEach(how -> assertThat(faults).containsKey("accepted work: " + HealItem.word(how)));
    double healed = counts.get(DrawnDays.HEALED);
    assertThat(healed / (healed + counts.get(DrawnDays.OPEN))).isGreaterThan(0.95);
  }

  @Test
  void theSameSeedPlaysTheSameDays() {
    assertThat(said(5, 17)).isEqualTo(said(5, 17));
    assertThat(HealDrawer.day(5, 17)).isEqualTo(HealDrawer.day(5, 17));
    assertThat(HealDrawer.day(5, 17)).isNotEqualTo(HealDrawer.day(6, 17));
  }

  @Test
  void skippingTicksAtWhichNothingCanBeDueChangesNothing() {
    int ticks = 0;
    int all = 0;
    for (int number = 0; number < 60; number++) {
      HealPlanned drawn = HealDrawer.day(21, number);
      // When the calendar is read again hangs on when it was read before.
      HealPlanned plan =
          drawn.with(
              drawn.items().stream()
                  .filter(item -> !(item instanceof HealItem.GameChange))
                  .toList());
      HealDay.Played some = HealDay.play(plan, HealDaysTest::ours, false);
      HealDay.Played every = HealDay.play(plan, HealDaysTest::ours, true);
      assertThat(cameTo(some)).as("day " + number).isEqualTo(cameTo(every));
      ticks += some.seen().ticks;
      all += every.seen().ticks;
    }
    assertThat(ticks).isLessThan(all / 2);
  }

  private static HealDay.Healer ours(Platform platform) {
    SelfHeal heal = new SelfHeal(platform);
    return heal::tick;
  }

  /** What was sent and when, what became of the plans, and the findings. */
  private static List<String> cameTo(HealDay.Played day) {
    Stream<String> sent =
        day.seen().sent.stream().map(s -> s.of() + " at " + s.at() + " " + s.became());
    Stream<String> plans =
        day.stored().query(DocumentQuery.in(HealPlan.COLLECTION, 1_000)).stream()
            .map(plan -> plan.path().id() + " " + plan.fields().get("state"));
    Stream<String> findings =
        day.stored().query(DocumentQuery.in(FindingBook.COLLECTION, 1_000)).stream()
            .map(finding -> finding.path().id() + " " + finding.fields().get("state"));
    return Stream.of(sent, plans, findings).flatMap(each -> each).sorted().toList();
  }

  private static String said(long seed, long number) {
    DrawnDays.Looked day = new HealDays(seed).play(number);
    Verdicts verdicts = day.verdicts();
    return day.faults() + " " + day.ticks() + " " + verdicts.checks() + verdicts.violations();
  }
}
