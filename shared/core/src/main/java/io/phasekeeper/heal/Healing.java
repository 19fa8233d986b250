package io.phasekeeper.heal;

import io.phasekeeper.document.Document;
import io.phasekeeper.document.DocumentStore;
import io.phasekeeper.finding.FindingBook;
import io.phasekeeper.gate.DayWork;
import io.phasekeeper.pipeline.CycleName;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.run.LiveRuns;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Takes the steps of a plan that can be taken now. Nothing is sent before that is stored, and only
 * by whoever stored it; a death in between leaves work in flight, and evidence decides.
 */
final class Healing {
  /** A plan that waits, or has no hope, is still looked at: rows may come by other ways. */
  private static final Duration LOOK_AGAIN = Duration.ofMinutes(10);

  /** A soft input is waited for so long. */
  private static final Duration SOFT_PATIENCE = Duration.ofHours(6);

  private static final int MOST_ROUNDS = 10;
  private static final int MOST_STEPS = 2 * PlanMaker.MOST_STEPS;

  private final Sender sender;
  private final FindingBook findings;
  private final HealBook book;
  private final OutputGraph graph;
  private final OutputDues dues;
  private final Dispatching dispatch;
  private final Timings timings;
  private final HealPolicy policy;
  private final Circumstances circumstances;
  private final PhaseOrders orders;
  private final OldPlans old;
  private final LiveRuns runs;
  private Optional<List<LiveRuns.Live>> live = Optional.empty();

  Healing(
      Pipeline pipeline,
      Sender sender,
      FindingBook findings,
      HealBook book,
      OutputGraph graph,
      DocumentStore documents,
      HealPolicy policy) {
    this.sender = sender;
    this.findings = findings;
    this.book = book;
    this.graph = graph;
    this.dues = new OutputDues(pipeline);
    this.timings = new Timings(graph, dues, book);
    this.dispatch = new Dispatching(sender, findings, book, policy);
    this.policy = policy;
    this.circumstances = new Circumstances(graph, book, findings, policy);
    this.orders = new PhaseOrders(documents, pipeline, graph);
    this.old = new OldPlans(findings, book);
    this.runs = new LiveRuns(documents, pipeline);
  }

  /**
   * Looks at every step of a plan that is not done, in order. What was proven is stored before
   * anything is sent on it.
   *
   * @param data loaded for all of its steps
   * @param storms processors that fail again and again in the same way
   */
  void advance(Document stored, HealPlan plan, HealData data, HealTick tick, Set<String> storms) {
    Optional<Document> document = Optional.of(stored);
    HealPlan before = plan;
    for (int round = 1; round <= MOST_ROUNDS && document.isPresent(); round++) {
      Course course = new Course(before, data, tick, storms);
      steps(course);
      HealPlan next = settled(course);
      if (!next.equals(before)) {
        if (!book.keep(document.get(), next)) {
          document = book.plan(plan.target()); // somebody else wrote: as it stands now
          before = document.map(HealPlan::read).orElse(next);
          continue;
        }
        if (next.state() != before.state() && next.state() != PlanState.OPEN) {
          tick.ended.add(next.target().key() + " " + next.state().word());
        }
      }
      if (!course.postponed()) {
        return;
      }
      document = book.plan(plan.target());
      before = document.map(HealPlan::read).orElse(next);
    }
  }

  private void steps(Course course) {
    for (int i = 0; i < course.steps.size(); i++) {
      Step step = course.steps.get(i);
      boolean alive = step.state().open() || step.state() == Step.State.FAILED;
      if (alive) {
        course.steps.set(i, take(step, i, course));
      }
    }
  }

  private HealPlan settled(Course course) {
    Optional<HealPlan> left = old.left(course);
    if (left.isPresent()) {
      return left.get();
    }
    HealPlan plan = course.plan.with(course.steps);
    Instant now = course.now();
    int at = course.goal();
    Optional<Step> goal = at < 0 ? Optional.empty() : Optional.of(course.steps.get(at));
    if (goal.filter(step -> step.state() == Step.State.DONE).isPresent()) {
      List<Step> rest = new ArrayList<>(course.steps);
      for (int i = 0; i < at; i++) {
        if (rest.get(i).state() != Step.State.DONE) {
          rest.set(i, rest.get(i).become(Step.State.SKIPPED, "its plan was healed without it"));
        }
      }
      boolean rebuilding = rest.subList(at, rest.size()).stream().anyMatch(s -> s.state().open());
      HealPlan done = plan.with(rest);
      return rebuilding
          ? again(done, course)
          : done.closed(PlanState.HEALED, now, Optional.empty());
    }
    if (goal.isEmpty() || goal.get().state() == Step.State.SKIPPED) {
      return plan.closed(PlanState.USELESS, now, Optional.empty());
    }
    if (goal.get().state() == Step.State.FAILED) {
      Instant closedAt = plan.closedAt().orElse(now);
      return plan.closed(book.failed(plan.target()), closedAt, Optional.of(now.plus(LOOK_AGAIN)));
    }
    return again(plan, course);
  }

  private HealPlan again(HealPlan plan, Course course) {
    HealPlan open = plan.state() == PlanState.OPEN ? plan : plan.reopened(course.now());
    return open.due(course.due().orElse(course.now().plus(StepJudge.LOOK)), course.waitsFor());
  }

  /**
   * Takes one step of which somebody else keeps how far it is; nothing is stored of its plan.
   *
   * @param plan says for what it is done; its only step is this one
   */
  Step single(Step step, HealPlan plan, HealData data, HealTick tick, Set<String> storms) {
    return take(step, 0, new Course(plan, data, tick, storms));
  }

  /** Judges a step, and does what is to be done about it; a step's work may end and begin anew. */
  private Step take(Step step, int place, Course course) {
    OutputRecord record = circumstances.now(step.of(), book.record(step.of()), course.data);
    StepJudge.Facts facts = facts(step, place, record, course);
    StepJudge.Verdict verdict = StepJudge.judge(facts, policy, course.now());
    if (verdict instanceof StepJudge.Verdict.Send || verdict instanceof StepJudge.Verdict.Ended) {
      facts = facts.with(beating(step.of(), course)); // asked for only where it may matter
      verdict = StepJudge.judge(facts, policy, course.now());
    }
    if (verdict instanceof StepJudge.Verdict.Ended ended) {
      OutputRecord.InFlight inFlight = record.inFlight().orElseThrow();
      book.ended(step.of(), inFlight, ended.effect(), ended.why());
      OutputRecord after = book.record(step.of());
      if (after.inFlight().isPresent()) {
        course.lookAt(course.now().plus(StepJudge.LOOK));
        return step.noted(ended.why());
      }
      if (!inFlight.counts() && after.refusals() == policy.refusals()) {
        String why =
            "it was said to be under way " + after.refusals() + " times, and came to nothing";
        open(step, HealFindings.notTaken(step.of(), why), course);
      }
      facts = facts(step, place, after, course).with(beating(step.of(), course));
      verdict = StepJudge.judge(facts, policy, course.now());
    }
    return act(step, facts, verdict, course);
  }

  private List<LiveRuns.Live> beating(OutputDate of, Course course) {
    if (live.isEmpty()) {
      live = Optional.of(runs.now(course.now()));
    }
    return live.get().stream()
        .filter(run -> run.processor().value().equals(of.output()) && run.date().equals(of.date()))
        .toList();
  }

  private StepJudge.Facts facts(Step step, int place, OutputRecord record, Course course) {
    HealData data = course.data;
    OutputDate of = step.of();
    Sender.Route route = sender.route(of, cycle(of, course));
    Optional<InputProof> before = earlier(step, place, course).or(() -> softInput(of, course));
    return new StepJudge.Facts(
        step,
        standing(of, course),
        step.newerThan().isPresent() ? data.written(of) : Optional.empty(),
        before.orElseGet(() -> InputProof.of(of, graph, data)),
        record,
        data.runs(of),
        Set.of(),
        route.target().map(book::breaker).orElse(new Breaker(Optional.empty())),
        route.unable(),
        useless(of, course, course.now()),
        byPerson(of, course) ? Optional.empty() : orders.held(of, course.now()),
        course.storms.contains(of.output()));
  }

  private CycleName cycle(OutputDate of, Course course) {
    return dues.cycle(of.date(), course.now());
  }

  private Optional<String> useless(OutputDate of, Course course, Instant at) {
    return asked(of, course)
        ? Optional.empty()
        : graph
            .processor(of.output())
            .flatMap(p -> dues.useless(p, of.date(), course.data.work(of.date()), at))
            .or(() -> byPerson(of, course) ? Optional.empty() : orders.skipped(of, course.data));
  }

  /** Whether a person wants it: what others ordered of its phase does not stand in the way. */
  private static boolean byPerson(OutputDate of, Course course) {
    return course.plan.cause() == Cause.BACKFILL || asked(of, course);
  }

  private static boolean asked(OutputDate of, Course course) {
    return course.plan.cause() == Cause.ASKED && course.plan.target().equals(of);
  }

  /** How an output stands; of a date that has lost its work nothing is due, whatever is there. */
  private Standing standing(OutputDate of, Course course) {
    DayWork work = course.data.work(of.date());
    boolean free =
        graph.processor(of.output()).filter(p -> dues.onWorkOnly(p) && work.free()).isPresent();
    return free && !asked(of, course)
        ? new Standing(Standing.State.FREE, 0, "nothing is due on " + of.date())
        : course.data.standing(of);
  }

  /** An earlier step that makes an input of this one is waited for. */
  private Optional<InputProof> earlier(Step step, int place, Course course) {
    List<InputWindow> inputs = graph.inputs(step.of());
    for (Step each : course.steps.subList(0, place)) {
      boolean input =
          inputs.stream()
              .anyMatch(
                  window ->
                      window.output().equals(each.of().output())
                          && (each.kind() == Step.Kind.FETCH
                              || window.dates().contains(each.of())));
      if (input && each.state().open()) {
        return Optional.of(new InputProof(List.of(each.of()), each.of() + " is to be made first"));
      }
    }
    return Optional.empty();
  }

  /** A soft input that is just being healed is waited for, or all of this would be made twice. */
  private Optional<InputProof> softInput(OutputDate of, Course course) {
    if (course.now().isAfter(course.plan.openedAt().plus(SOFT_PATIENCE))) {
      return Optional.empty();
    }
    return graph.inputs(of).stream()
        .filter(window -> !window.hard() && graph.processor(window.output()).isPresent())
        .flatMap(window -> window.dates().stream())
        .filter(date -> course.data.counted(date).state() == Standing.State.ABSENT)
        .filter(date -> InputProof.of(date, graph, course.data).proven())
        .filter(date -> book.plan(date).filter(HealPlan::isOpen).isPresent())
        .findFirst()
        .map(date -> new InputProof(List.of(date), date + " is being healed, and makes it better"));
  }

  private Step act(Step step, StepJudge.Facts facts, StepJudge.Verdict verdict, Course course) {
    Instant now = course.now();
    if (verdict instanceof StepJudge.Verdict.Done done) {
      return proven(step, facts, done.why(), course);
    }
    if (verdict instanceof StepJudge.Verdict.Useless useless) {
      return useless(step, useless.why(), course);
    }
    if (verdict instanceof StepJudge.Verdict.Failed failed) {
      if (step.state() != Step.State.FAILED) {
        open(step, HealFindings.failed(step.of(), failed.withoutEffect(), failed.why()), course);
      }
      course.lookAt(now.plus(LOOK_AGAIN));
      return step.become(Step.State.FAILED, failed.why());
    }
    if (verdict instanceof StepJudge.Verdict.Wait wait) {
      course.lookAt(wait.until());
      course.lookAt(now.plus(LOOK_AGAIN)); // its rows may come by other ways meanwhile
      boolean told =
          switch (wait.reason()) {
            case COOL_DOWN, STORM, NOBODY, HELD -> true;
            case IN_FLIGHT, INPUT, GROWTH, BREAKER, SIGHT -> false;
          };
      if (told && !wait.why().equals(step.note())) {
        open(step, HealFindings.refused(step.of(), wait.why()), course);
      }
      if (wait.reason() == StepJudge.Reason.BREAKER
          || wait.reason() == StepJudge.Reason.COOL_DOWN) {
        course.waitFor(sender.route(step.of(), cycle(step.of(), course)).target());
      }
      return (step.state() == Step.State.FAILED
              ? step.become(Step.State.WAITING, wait.why())
              : step)
          .noted(wait.why());
    }
    if (course.proved()) {
      course.postpone();
      return step.noted("it can be made now");
    }
    if (course.tick.isOver()) {
      course.lookAt(now);
      return step.noted("its turn comes with the next tick: this one took long");
    }
    Optional<String> late = useless(step.of(), course, course.tick.time());
    return late.isPresent()
        ? useless(step, late.get(), course)
        : dispatch.send(step, facts, cycle(step.of(), course), course);
  }

  /** Nothing more is waited for: what is open is closed now, or nobody would. */
  private Step useless(Step step, String why, Course course) {
    String scope = HealFindings.scope(step.of());
    course.tick.found(findings.keep(scope, List.of(), course.now()));
    course.tick.found(findings.note(scope, HealFindings.refused(step.of(), why), course.now()));
    return step.become(Step.State.SKIPPED, why);
  }

  private void open(Step step, io.phasekeeper.finding.FindingDraft draft, Course course) {
    findings
        .open(HealFindings.scope(step.of()), draft, course.now())
        .ifPresent(course.tick.findings::add);
  }

  private Step proven(Step step, StepJudge.Facts facts, String why, Course course) {
    Instant now = course.now();
    course.tick.found(findings.keep(HealFindings.scope(step.of()), List.of(), now));
    graph
        .processor(step.of().output())
        .ifPresent(
            p -> course.tick.found(findings.resolve(HealFindings.missing(p, step.of(), now), now)));
    book.proven(step.of(), facts.record());
    course.tick.healed.add(step.of().key());
    if (facts.standing().state() == Standing.State.THERE) {
      timings.there(step.of(), facts.record(), course.data);
      if (course.plan.cause() != Cause.BACKFILL) { // a backfill keeps itself what follows
        follow(step, course);
      }
    }
    course.prove();
    return step.done(now, facts.standing().rows(), why);
  }

  /** What is older than a step that was healed is made anew, behind it. */
  private void follow(Step healed, Course course) {
    LocalDate today = course.data.today();
    Optional<Instant> made = course.data.written(healed.of()); // before the plan began, perhaps
    if (made.isPresent() && course.steps.size() < MOST_STEPS) {
      course.steps.addAll(
          new PlanMaker(graph, dues, course.data)
              .rebuilt(
                  healed.of(),
                  made.get(),
                  course.outputs(),
                  today.minusDays(SelfHeal.DAYS_BACK),
                  today.plusDays(1)));
    }
  }
}
