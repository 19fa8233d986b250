package io.phasekeeper.heal;

import io.phasekeeper.call.Preparation;
import io.phasekeeper.call.WorkCall;
import io.phasekeeper.document.Document;
import io.phasekeeper.finding.FindingBook;
import io.phasekeeper.gate.DayWork;
import io.phasekeeper.operator.ActionLog;
import io.phasekeeper.operator.ActionResult;
import io.phasekeeper.operator.Asked;
import io.phasekeeper.pipeline.CycleName;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.pipeline.Processor;
import io.phasekeeper.platform.Platform;
import io.phasekeeper.settings.Mode;
import io.phasekeeper.transition.Suite;
import io.phasekeeper.transition.Unseen;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/** What people may ask of healing; each order is stored with who gave it and why. */
public final class HealDesk {
  private static final Duration EVER = Duration.ofDays(3_650);

  private final Platform platform;
  private final Pipeline pipeline;
  private final OutputGraph graph;
  private final OutputDues dues;
  private final HealBook book;
  private final FindingBook findings;
  private final ActionLog log;

  public HealDesk(Platform platform) {
    this.platform = platform;
    this.pipeline = platform.pipeline();
    this.graph = new OutputGraph(pipeline);
    this.dues = new OutputDues(pipeline);
    this.book = new HealBook(platform.documents(), pipeline, HealPolicy.STANDARD);
    this.findings = new FindingBook(platform.documents(), pipeline);
    this.log = new ActionLog(platform.documents(), pipeline);
  }

  /** Prepares calls, and sends none. */
  private PortSender sender(Function<String, Optional<String>> variables) {
    return PortSender.of(platform, Mode.SHADOW, variables);
  }

  private Instant now() {
    return platform.clock().instant().truncatedTo(ChronoUnit.MICROS);
  }

  /** What is wanted of a date, as it stands. */
  private record Targets(List<OutputDate> missing, HealData data, List<Unseen.Question> unseen) {}

  /**
   * Begins plans for an output of a date, or for all that is missing of the date; the next tick of
   * self-heal takes their steps. What was tried before is forgotten.
   *
   * @param again even if it is there and passes its gates
   * @throws IllegalArgumentException if nobody knows the output
   */
  public ActionResult heal(LocalDate date, Optional<String> output, boolean again, Asked asked) {
    Instant now = now();
    if (new Suite(platform.documents().get(Suite.path(pipeline))).stopped(now)) {
      return ActionResult.refused(
          "the suite is stopped; resume it first: phasekeeper resume --why …");
    }
    Targets targets = targets(date, output, again, now);
    Optional<Unseen.Question> unseen =
        targets.unseen().stream().filter(each -> !HealTick.ofFiles(each)).findFirst();
    if (unseen.isPresent()) {
      throw unseen.get().failure();
    }
    if (targets.missing().isEmpty()) {
      return ActionResult.refused(nothing(date, output, targets.data()));
    }
    ActionLog.Entry entry =
        log.begin(
            "heal",
            output.map(name -> name + ":").orElse("") + date,
            Optional.of(date),
            asked,
            now);
    List<String> begun = new ArrayList<>();
    for (OutputDate of : targets.missing()) {
      if (begin(of, again, targets.data(), asked, now)) {
        begun.add(of.toString());
      }
    }
    return entry.end(
        begun.isEmpty()
            ? ActionResult.refused("somebody else changed its plan just now; look, and try again")
            : ActionResult.done(
                String.join(", ", begun) + " will be healed; phasekeeper heals tells how far"));
  }

  private String nothing(LocalDate date, Optional<String> output, HealData data) {
    return output
        .map(
            name ->
                data.standing(new OutputDate(name, date)).explanation()
                    + "; make it anew with --again")
        .orElse("nothing that is due of " + date + " is missing");
  }

  private boolean begin(OutputDate of, boolean again, HealData data, Asked asked, Instant now) {
    List<Step> steps = steps(of, again, data);
    HealPlan plan = HealPlan.opened(of, Cause.ASKED, asked.why(), asked.who(), steps, now);
    if (!book.begin(plan, book.plan(of))) {
      return false;
    }
    for (Step step : steps) {
      OutputRecord record = book.record(step.of());
      if (record.document().isPresent() && record.inFlight().isEmpty()) {
        var unused = book.forget(step.of(), record); // who loses is at it already
      }
    }
    var unused = findings.keep(HealFindings.scope(of), List.of(), now);
    return true;
  }

  private List<Step> steps(OutputDate of, boolean again, HealData data) {
    return new PlanMaker(graph, dues, data).steps(of, again, data.standing(of).explanation());
  }

  private Targets targets(LocalDate date, Optional<String> output, boolean again, Instant now) {
    output.ifPresent(this::known);
    List<OutputDate> all =
        output.isPresent()
            ? List.of(new OutputDate(output.get(), date))
            : graph.seen().stream()
                .filter(dues::declares)
                .map(each -> new OutputDate(each.name().value(), date))
                .toList();
    List<Unseen.Question> unseen = new ArrayList<>();
    HealData data =
        new HealData(pipeline, platform.warehouse(), platform.files(), graph, now, unseen::add);
    data.load(all, List.of());
    List<OutputDate> missing = new ArrayList<>();
    PhaseOrders orders = new PhaseOrders(platform.documents(), pipeline, graph);
    for (OutputDate of : all) {
      boolean wanted =
          output.isPresent() || (due(of, data, now) && orders.skipped(of, data).isEmpty());
      if (wanted && (again || data.standing(of).missing())) {
        missing.add(of);
      }
    }
    return new Targets(missing, data, unseen);
  }

  private void known(String output) {
    Set<String> known = new LinkedHashSet<>();
    graph.seen().forEach(each -> known.add(each.name().value()));
    known.addAll(pipeline.sources().keySet());
    if (!known.contains(output)) {
      throw new IllegalArgumentException(
          "found output \"" + output + "\"; expected one of " + known);
    }
  }

  /** Whether it was due already, and making it still has some use. */
  private boolean due(OutputDate of, HealData data, Instant now) {
    Optional<Processor> processor = graph.processor(of.output());
    DayWork work = data.work(of.date());
    return processor
        .filter(p -> dues.expected(p, of.date(), work))
        .filter(p -> dues.useless(p, of.date(), work, now).isEmpty())
        .flatMap(p -> dues.due(p, of.date(), work, now))
        .filter(due -> !due.isAfter(now))
        .isPresent();
  }

  /** What {@link #heal} would do; nothing is written, and nothing is sent. */
  public HealDryRun dryRun(LocalDate date, Optional<String> output, boolean again) {
    Instant now = now();
    Targets targets = targets(date, output, again, now);
    List<HealDryRun.Target> shown = new ArrayList<>();
    for (OutputDate of : targets.missing()) {
      List<HealDryRun.Planned> steps =
          steps(of, again, targets.data()).stream()
              .map(step -> planned(step, targets.data(), now))
              .toList();
      shown.add(new HealDryRun.Target(of, targets.data().standing(of).explanation(), steps));
    }
    String nothing = shown.isEmpty() ? nothing(date, output, targets.data()) : "";
    return new HealDryRun(
        pipeline.id(),
        date,
        now,
        shown,
        nothing,
        targets.unseen().stream()
            .map(each -> each.about() + ": " + each.failure().getMessage())
            .toList());
  }

  private HealDryRun.Planned planned(Step step, HealData data, Instant now) {
    OutputDate of = step.of();
    InputProof proof = InputProof.of(of, graph, data);
    OutputRecord record = book.record(of);
    CycleName cycle = dues.cycle(of.date(), now);
    Preparation call = sender(platform.calls().variables()).prepare(of, cycle, "dry-run");
    Optional<WorkCall> shown =
        call.call().or(() -> sender(PortSender::anywhere).prepare(of, cycle, "dry-run").call());
    String bounds =
        record
            .inFlight()
            .map(each -> "work sent at " + each.since() + " is under way, and is waited for")
            .orElse(
                call.call()
                    .map(each -> book.breaker(each.target()))
                    .filter(breaker -> breaker.refuses(now))
                    .map(breaker -> "the circuit of its target is open")
                    .orElse(""));
    return new HealDryRun.Planned(
        of,
        step.kind().word(),
        step.note(),
        proof.proven(),
        proof.explanation(),
        bounds,
        shown,
        call.reason());
  }

  /**
   * The plans that are under way or have failed.
   *
   * @param date only of this data date, and of it those that are over, too
   */
  public HealsView heals(Optional<LocalDate> date) {
    Instant now = now();
    List<Document> stored = new ArrayList<>();
    if (date.isPresent()) {
      List<OutputDate> all = new ArrayList<>();
      graph.seen().forEach(each -> all.add(new OutputDate(each.name().value(), date.get())));
      pipeline.sources().keySet().forEach(each -> all.add(new OutputDate(each, date.get())));
      Map<String, Document> byId = new TreeMap<>();
      book.plans(all).values().forEach(plan -> byId.put(plan.path().id(), plan));
      stored.addAll(byId.values());
    } else {
      stored.addAll(book.due(now.plus(EVER)));
    }
    List<HealPlan> plans = new ArrayList<>();
    List<String> unreadable = new ArrayList<>();
    for (Document each : stored) {
      try {
        plans.add(HealPlan.read(each));
      } catch (IllegalArgumentException | java.time.DateTimeException e) {
        unreadable.add(each.path().id() + ": " + e.getMessage());
      }
    }
    return new HealsView(pipeline.id(), pipeline.zone(), now, plans, unreadable);
  }

  /** Closes the circuit of a target by hand. */
  public ActionResult reset(String target, Asked asked) {
    Instant now = now();
    Breaker breaker = book.breaker(target);
    if (breaker.document().isEmpty()) {
      throw new IllegalArgumentException(
          "found target \""
              + target
              + "\"; expected one of "
              + Breakers.read(platform).targets().stream().map(Breakers.Target::name).toList());
    }
    if (!breaker.open() && breaker.failures() == 0) {
      return ActionResult.refused("the circuit of " + target + " is closed already");
    }
    ActionLog.Entry entry = log.begin("breaker-reset", target, Optional.empty(), asked, now);
    if (!book.reset(target, now)) {
      return entry.end(
          ActionResult.refused("its circuit changed just now; look at it, and try again"));
    }
    var unused = findings.keep("breaker:" + target, List.of(), now);
    return entry.end(ActionResult.done("the circuit of " + target + " is closed"));
  }
}
