package io.phasekeeper.heal;

import io.phasekeeper.finding.FindingBook;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Leaves plans whose dates are looked at no more, with all that is still told of them: else each
 * would be looked at for ever, and widen every tick's questions to the warehouse.
 */
final class OldPlans {
  /** What is begun about such a date all the same is given so long. */
  private static final Duration BEGUN_LATE = Duration.ofDays(1);

  /** What a person asked for is waited for so long, however old it is. */
  private static final Duration ASKED = Duration.ofDays(SelfHeal.DAYS_BACK);

  private final FindingBook findings;
  private final HealBook book;

  OldPlans(FindingBook findings, HealBook book) {
    this.findings = findings;
    this.book = book;
  }

  /** The plan as it is left; none if it goes on, or has no step that is not done. */
  Optional<HealPlan> left(Course course) {
    List<Step> rest = course.steps.stream().filter(OldPlans::unfinished).toList();
    LocalDate first = course.data.today().minusDays(SelfHeal.DAYS_BACK);
    boolean old =
        !course.proved()
            && !rest.isEmpty()
            && rest.stream().allMatch(step -> step.of().date().isBefore(first))
            && course.plan.openedAt().plus(patience(course.plan)).isBefore(course.now())
            && rest.stream().noneMatch(step -> book.record(step.of()).inFlight().isPresent());
    return old ? Optional.of(leave(course, rest)) : Optional.empty();
  }

  private static boolean unfinished(Step step) {
    return step.state().open() || step.state() == Step.State.FAILED;
  }

  private static Duration patience(HealPlan plan) {
    return plan.cause() == Cause.ASKED ? ASKED : BEGUN_LATE;
  }

  private HealPlan leave(Course course, List<Step> rest) {
    Instant now = course.now();
    for (Step step : rest) {
      course.tick.found(findings.keep(HealFindings.scope(step.of()), List.of(), now));
    }
    List<Step> steps = new ArrayList<>(course.steps);
    steps.replaceAll(
        step ->
            step.state().open()
                ? step.become(
                    Step.State.SKIPPED,
                    "its date is long past, and looked at no more; at last: " + step.note())
                : step);
    Optional<Step.State> goal =
        course.goal() < 0 ? Optional.empty() : Optional.of(steps.get(course.goal()).state());
    PlanState end =
        goal.filter(Step.State.DONE::equals).isPresent()
            ? PlanState.HEALED
            : goal.filter(Step.State.FAILED::equals).isPresent()
                ? book.failed(course.plan.target())
                : PlanState.USELESS;
    return course
        .plan
        .with(steps)
        .closed(end, course.plan.closedAt().orElse(now), Optional.empty());
  }
}
