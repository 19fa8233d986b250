package io.phasekeeper.local.simulate.heal;

import io.phasekeeper.document.DocumentQuery;
import io.phasekeeper.heal.HealPlan;
import io.phasekeeper.local.simulate.Verdicts;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Looks at everything that must hold after a day of healing. */
final class HealInvariants {
  static final String PROOF = "nothing is sent before all that it is made from is there";
  static final String WORK = "nothing is made for a date without work";
  static final String NEEDED = "nothing is made that is there and newer than its inputs";
  static final String USEFUL = "nothing is made that has no use any more";
  static final String CLAIMED = "what is sent was stored before";
  static final String ONE_AT_ONCE = "of an output and date one work is in flight at most";
  static final String ONE_PLAN = "an output and date has one plan";
  static final String ATTEMPTS = "three attempts at most until something changes";
  static final String COOL_DOWN = "attempts are at least two hours apart";
  static final String BUDGET = "at most five plans are begun in a tick";
  static final String CIRCUIT = "nothing is sent while a circuit is open";
  static final String PROVEN = "a step is done only when its rows are there";
  static final String GIVEN_UP = "nothing is given up before three attempts";
  static final String NO_FAILURE = "nothing fails but by the day's faults";

  private static final int MOST_ATTEMPTS = 3;
  private static final int MOST_PLANS = 5;
  private static final int FAILURES_THAT_OPEN = 5;
  private static final Duration COOLS = Duration.ofHours(2);
  private static final Duration EFFECT_WITHIN = Duration.ofMinutes(30);
  private static final Duration LONGEST_RUN = Duration.ofHours(24);
  private static final Duration FIRST_PAUSE = Duration.ofMinutes(1);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(15);

  private final HealDay.Played day;
  private final HealPlanned plan;
  private final HealSeen seen;
  private final HealWorld world;
  private final HealTruth truth;
  private final Verdicts verdicts;

  private HealInvariants(HealDay.Played day, Verdicts verdicts) {
    this.day = day;
    this.plan = day.plan();
    this.seen = day.seen();
    this.world = day.world();
    this.truth = world.truth();
    this.verdicts = verdicts;
  }

  /** What held, and what became of the gaps of a day. */
  record Looked(Verdicts verdicts, HealGaps.Came gaps) {}

  static Looked of(HealDay.Played day) {
    Verdicts verdicts = new Verdicts();
    HealInvariants invariants = new HealInvariants(day, verdicts);
    verdicts.check(
        NO_FAILURE, day.seen().failures.isEmpty(), () -> String.join("; ", day.seen().failures));
    day.seen().sent.forEach(invariants::sent);
    Map<Made, List<HealSeen.Sent>> byOutput = new LinkedHashMap<>();
    Map<String, List<HealSeen.Sent>> byTarget = new LinkedHashMap<>();
    for (HealSeen.Sent each : day.seen().sent) {
      byOutput.computeIfAbsent(each.of(), any -> new java.util.ArrayList<>()).add(each);
      byTarget.computeIfAbsent(each.target(), any -> new java.util.ArrayList<>()).add(each);
    }
    byOutput.values().forEach(invariants::attempts);
    byTarget.values().forEach(invariants::circuit);
    day.seen().proven.forEach(invariants::proven);
    day.seen().givenUp.forEach(invariants::givenUp);
    invariants.plans();
    HealFindingInvariants.look(day, verdicts);
    return new Looked(verdicts, HealGaps.look(day, verdicts));
  }

  private void sent(HealSeen.Sent sent) {
    Made of = sent.of();
    Instant at = sent.at();
    boolean source = HealDays.PIPELINE.sources().containsKey(of.output());
    List<Made> missing = truth.missing(of, at);
    verdicts.check(PROOF, missing.isEmpty(), () -> sent + ": missing " + missing);
    verdicts.check(
        WORK, source || truth.games(of.date(), at) > 0, () -> sent + ": nobody plays that day");
    boolean there = source ? fetched(of, at) : truth.state(of, at) == HealTruth.State.THERE;
    verdicts.check(
        NEEDED,
        !there || truth.outdated(of, at),
        () -> sent + ": it has " + truth.rows(of, at) + " rows of " + truth.written(of, at));
    verdicts.check(
        USEFUL,
        !truth.useless(of, at.plus(plan.skew(at))),
        () -> sent + ": the first game began " + truth.firstStart(of.date(), at));
    verdicts.check(CLAIMED, sent.claimed(), () -> sent + ": nothing in the store says so");
    boolean alive =
        world.runs().stream()
            .anyMatch(
                run ->
                    run.of().equals(of)
                        && run.shown()
                        && run.alive(at.minusNanos(1))
                        && run.start().isAfter(at.minus(LONGEST_RUN).plus(plan.slack())));
    verdicts.check(ONE_AT_ONCE, !alive, () -> sent + ": a run of it is under way");
  }

  /** Whether a source is fresh, and has rows for all that is made from it. */
  private boolean fetched(Made of, Instant at) {
    return !truth.stale(of.output(), plan.today(at), at)
        && plan.games().stream()
            .allMatch(
                game ->
                    truth.missing(new Made("context", game.date()), at).stream()
                        .noneMatch(each -> each.output().equals(of.output())));
  }

  /** Attempts at one output and date, in order. */
  private void attempts(List<HealSeen.Sent> sents) {
    int attempts = 0;
    Optional<HealSeen.Sent> before = Optional.empty();
    Optional<HealSeen.Sent> flying = Optional.empty();
    for (HealSeen.Sent sent : sents) {
      Instant at = sent.at();
      Optional<HealSeen.Sent> inFlight =
          flying.filter(
              f -> at.isBefore(f.at().plus(EFFECT_WITHIN).minus(plan.slack())) && !seenOf(f, at));
      verdicts.check(
          ONE_AT_ONCE, inFlight.isEmpty(), () -> sent + " while in flight: " + inFlight.get());
      if (sent.became() == HealSeen.Became.TAKEN || sent.became() == HealSeen.Became.JOINED) {
        flying = Optional.of(sent);
      }
      if (!sent.attempt()) {
        continue;
      }
      Optional<HealSeen.Sent> last = before;
      boolean changed = last.filter(l -> changed(sent.of(), l.at(), at)).isPresent();
      attempts = changed ? 1 : attempts + 1;
      int count = attempts;
      verdicts.check(
          ATTEMPTS, count <= MOST_ATTEMPTS, () -> sent + " is attempt " + count + " of " + sents);
      verdicts.check(
          COOL_DOWN,
          changed
              || last.filter(l -> at.isBefore(l.at().plus(COOLS).minus(plan.slack()))).isEmpty(),
          () -> sent + " came too soon after " + last);
      before = Optional.of(sent);
    }
  }

  /** Whether work that was begun has shown itself, and ended. */
  private boolean seenOf(HealSeen.Sent sent, Instant at) {
    boolean rows =
        world.versions(sent.of()).stream()
            .anyMatch(v -> !v.at().isBefore(sent.at()) && !v.at().isAfter(at));
    return rows
        || world.runs().stream()
            .filter(run -> run.of().equals(sent.of()))
            .filter(run -> !run.start().isBefore(sent.at().minusSeconds(60).minus(plan.slack())))
            .anyMatch(run -> run.end().filter(end -> !end.isAfter(at)).isPresent());
  }

  /**
   * Whether something changed for an output: its rows, its games, its inputs, or that it works
   * again.
   */
  private boolean changed(Made of, Instant from, Instant until) {
    boolean rows =
        world.versions(of).stream()
            .map(HealWorld.Rows::at)
            .filter(at -> within(at, from, until))
            .anyMatch(at -> truth.state(of, at) == HealTruth.State.THERE);
    boolean games =
        world.gameVersions(of.date()).stream().anyMatch(g -> within(g.since(), from, until));
    boolean works =
        world.runs().stream()
            .filter(run -> run.of().output().equals(of.output()) && !run.of().equals(of))
            .filter(run -> run.status().equals("success"))
            .filter(run -> run.end().filter(e -> within(e, from, until)).isPresent())
            .anyMatch(run -> made(run.of(), from, until));
    return rows || games || works || truth.inputCame(of, from, until);
  }

  /** Whether rows of an output came in a time, and are enough. */
  private boolean made(Made of, Instant from, Instant until) {
    return world.versions(of).stream()
        .map(HealWorld.Rows::at)
        .filter(at -> within(at, from, until))
        .anyMatch(
            at ->
                truth.state(of, at) == HealTruth.State.THERE
                    || truth.state(of, until) == HealTruth.State.THERE);
  }

  private static boolean within(Instant at, Instant from, Instant until) {
    return !at.isBefore(from) && !at.isAfter(until);
  }

  /** What is sent to one target, in order; a failure whose storing was disturbed does not count. */
  private void circuit(List<HealSeen.Sent> sents) {
    int failures = 0;
    Duration pause = FIRST_PAUSE;
    Optional<Instant> openUntil = Optional.empty();
    for (HealSeen.Sent sent : sents) {
      Optional<Instant> open = openUntil.map(until -> until.minus(plan.slack()));
      boolean disturbed = seen.disturbed.contains(sent.tick());
      verdicts.check(
          CIRCUIT,
          disturbed || open.filter(sent.at()::isBefore).isEmpty(),
          () -> sent + ": its circuit is open until " + open);
      if (sent.became() != HealSeen.Became.FAILED) {
        failures = 0;
        pause = FIRST_PAUSE;
        openUntil = Optional.empty();
      } else if (!disturbed) {
        failures++;
        if (failures >= FAILURES_THAT_OPEN) {
          openUntil = Optional.of(sent.at().plus(pause));
          boolean probed = failures > FAILURES_THAT_OPEN;
          pause = probed ? pause.multipliedBy(2) : pause;
          pause = pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
        }
      }
    }
  }

  private void proven(HealSeen.Proven proven) {
    Made of = proven.of();
    boolean there =
        HealDays.PIPELINE.sources().containsKey(of.output())
            ? !truth.stale(of.output(), plan.today(proven.at()), proven.at())
            : switch (truth.state(of, proven.at())) {
              case THERE, FREE -> true;
              case WANTING, ABSENT -> false;
            };
    verdicts.check(
        PROVEN,
        there,
        () -> proven + ": it is " + truth.state(of, proven.at()) + " at that moment");
  }

  /** What was claimed in a tick that died may have been sent, or not. */
  private void givenUp(HealSeen.GivenUp ended) {
    long sent =
        seen.sent.stream()
            .filter(s -> s.of().equals(ended.of()) && !s.at().isAfter(ended.at()))
            .filter(s -> s.attempt() && !seen.disturbed.contains(s.tick()))
            .count();
    long doubtful =
        seen.claimed.stream()
            .filter(c -> c.of().equals(ended.of()) && !c.at().isAfter(ended.at()))
            .filter(c -> seen.disturbed.contains(c.tick()))
            .count();
    verdicts.check(
        GIVEN_UP,
        sent + doubtful >= MOST_ATTEMPTS,
        () -> ended + " after " + sent + " attempts, and " + doubtful + " that may have been");
  }

  private void plans() {
    Map<Integer, Integer> begun = new HashMap<>();
    seen.begun.forEach(each -> begun.merge(each.tick(), 1, Integer::sum));
    begun.forEach(
        (tick, plans) ->
            verdicts.check(
                BUDGET, plans <= MOST_PLANS, () -> plans + " plans in one tick: " + seen.begun));
    Map<String, Integer> stored = new HashMap<>();
    day.stored()
        .query(DocumentQuery.in(HealPlan.COLLECTION, 1_000))
        .forEach(
            p ->
                stored.merge(
                    p.fields().get("output") + " " + p.fields().get("date"), 1, Integer::sum));
    stored.forEach(
        (of, plans) -> verdicts.check(ONE_PLAN, plans == 1, () -> of + " has " + plans + " plans"));
  }
}
