package io.phasekeeper.local.simulate.heal;

import io.phasekeeper.document.Document;
import io.phasekeeper.document.DocumentQuery;
import io.phasekeeper.finding.FindingBook;
import io.phasekeeper.local.simulate.Verdicts;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What must hold of the findings of a day of healing. */
final class HealFindingInvariants {
  static final String CAUSED = "every finding about healing has its cause";
  static final String ENDED = "a finding about healing ends with its cause";

  private static final int ATTEMPTS = 3;
  private static final int FAILURES = 5;

  /** A scan, and a little: what is looked at no more is looked at then. */
  private static final Duration SCANNED = Duration.ofMinutes(375);

  private static final Set<String> ABOUT_OUTPUTS =
      Set.of("output-missing", "predictions-late", "heal-failed", "heal-stuck", "heal-refused");

  private final HealDay.Played day;
  private final HealPlanned plan;
  private final HealSeen seen;
  private final HealTruth truth;
  private final Verdicts verdicts;

  private HealFindingInvariants(HealDay.Played day, Verdicts verdicts) {
    this.day = day;
    this.plan = day.plan();
    this.seen = day.seen();
    this.truth = day.world().truth();
    this.verdicts = verdicts;
  }

  static void look(HealDay.Played day, Verdicts verdicts) {
    HealFindingInvariants invariants = new HealFindingInvariants(day, verdicts);
    day.seen().told.stream().filter(HealSeen.Told::opened).forEach(invariants::caused);
    day.stored()
        .query(
            DocumentQuery.in(FindingBook.COLLECTION, 1_000)
                .where("state", DocumentQuery.Operator.EQUAL, "open"))
        .forEach(invariants::ended);
  }

  private void caused(HealSeen.Told told) {
    Optional<Made> of = told.date().map(date -> new Made(told.about(), date));
    Instant at = told.at();
    boolean has =
        switch (told.kind()) {
          case "output-missing", "predictions-late" -> of.filter(o -> missing(o, at)).isPresent();
          case "heal-failed", "heal-stuck" ->
              of.filter(o -> claims(o, at) >= ATTEMPTS).isPresent() || refused(told);
          case "heal-refused" ->
              of.filter(o -> claims(o, at) > 0 || truth.useless(o, at.plus(plan.skew(at))))
                  .isPresent();
          case "breaker-open" -> failures(told.about(), at) >= FAILURES;
          case "wrong-target" ->
              answers(
                  told,
                  Set.of(
                      HealItem.Answer.NOT_FOUND, HealItem.Answer.NO_PLAYERS, HealItem.Answer.PAGE));
          case "scheduler-auth" -> answers(told, Set.of(HealItem.Answer.FORBIDDEN));
          case "supervisor-late" ->
              !plan.all(HealItem.Silence.class).isEmpty()
                  || !plan.all(HealItem.ClockStep.class).isEmpty()
                  || !plan.all(HealItem.StoreFails.class).isEmpty()
                  || !seen.deaths.isEmpty();
          case "warehouse-unseen" -> !plan.all(HealItem.WarehouseDown.class).isEmpty();
          default -> false;
        };
    verdicts.check(CAUSED, has, () -> told + " has no cause");
  }

  private boolean missing(Made of, Instant at) {
    Instant shown = at.plus(plan.skew(at));
    return truth.state(of, at) == HealTruth.State.ABSENT
        && truth.games(of.date(), at) > 0
        && truth.due(of, at).filter(due -> !due.isAfter(shown)).isPresent();
  }

  private long claims(Made of, Instant until) {
    return seen.claimed.stream()
        .filter(each -> each.of().equals(of) && !each.at().isAfter(until))
        .count();
  }

  /** Three refusals are told, too. */
  private boolean refused(HealSeen.Told told) {
    return seen.sent.stream()
            .filter(each -> each.of().output().equals(told.about()))
            .filter(each -> each.became() == HealSeen.Became.FAILED)
            .count()
        >= ATTEMPTS;
  }

  private long failures(String target, Instant until) {
    return seen.sent.stream()
        .filter(each -> each.target().equals(target) && !each.at().isAfter(until))
        .filter(each -> each.became() == HealSeen.Became.FAILED)
        .count();
  }

  private boolean answers(HealSeen.Told told, Set<HealItem.Answer> how) {
    return plan.all(HealItem.Answers.class).stream()
        .anyMatch(
            each ->
                each.target().equals(told.about())
                    && how.contains(each.how())
                    && !each.from().isAfter(told.at()));
  }

  private void ended(Document open) {
    String kind = String.valueOf(open.fields().get("kind"));
    String about = String.valueOf(open.fields().get("about"));
    if (ABOUT_OUTPUTS.contains(kind)) {
      LocalDate date = open.field("date", String.class).map(LocalDate::parse).orElseThrow();
      Made of = new Made(about, date);
      boolean source = HealDays.PIPELINE.sources().containsKey(about);
      Instant since = plan.ends().minus(SCANNED);
      verdicts.check(
          ENDED,
          source || !well(of, since),
          () -> open.path().id() + " is still open: " + open.fields().get("what"));
    } else if (Set.of("breaker-open", "wrong-target", "scheduler-auth").contains(kind)) {
      List<HealSeen.Sent> sents =
          seen.sent.stream().filter(each -> each.target().equals(about)).toList();
      boolean taken =
          !sents.isEmpty()
              && sents.get(sents.size() - 1).became() != HealSeen.Became.FAILED
              && !seen.disturbed.contains(sents.get(sents.size() - 1).tick());
      verdicts.check(
          ENDED, !taken, () -> open.path().id() + " is still open, and a call was taken since");
    }
  }

  /** Whether an output is there, and newer than what it is made from, since then. */
  private boolean well(Made of, Instant since) {
    return good(of, since) && good(of, plan.ends()) && unchanged(of, since);
  }

  private boolean good(Made of, Instant at) {
    HealTruth.State state = truth.state(of, at);
    return (state == HealTruth.State.THERE && !truth.outdated(of, at))
        || state == HealTruth.State.FREE;
  }

  private boolean unchanged(Made of, Instant since) {
    return day.world().versions(of).stream().noneMatch(v -> v.at().isAfter(since))
        && day.world().gameVersions(of.date()).stream().noneMatch(v -> v.since().isAfter(since));
  }
}
