package io.phasekeeper.heal;

import io.phasekeeper.document.Document;
import io.phasekeeper.finding.FindingBook;
import io.phasekeeper.finding.FindingKind;
import io.phasekeeper.gate.DayWork;
import io.phasekeeper.gate.GateResult;
import io.phasekeeper.pipeline.GateRule;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.pipeline.Processor;
import io.phasekeeper.platform.Platform;
import io.phasekeeper.settings.Mode;
import io.phasekeeper.transition.Unseen;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Makes single outputs of dates for whoever plans many of them: with the proofs, bounds, circuits
 * and findings of a heal plan's steps, and never beside another who is at the same.
 */
public final class OutputWork {
  private final Platform platform;
  private final Pipeline pipeline;
  private final OutputGraph graph;
  private final OutputDues dues;
  private final OutputGates gates;
  private final FindingBook findings;
  private final HealBook book;

  public OutputWork(Platform platform) {
    this.platform = platform;
    this.pipeline = platform.pipeline();
    this.graph = new OutputGraph(pipeline);
    this.dues = new OutputDues(pipeline);
    this.gates = new OutputGates(pipeline);
    this.findings = new FindingBook(platform.documents(), pipeline);
    this.book = new HealBook(platform.documents(), pipeline, HealPolicy.STANDARD);
  }

  /**
   * How an output of a date stands.
   *
   * @param there its rows are there and pass its gates
   * @param free there are none, and none are expected
   * @param unseen nobody can tell, now
   * @param explanation one clause, with the numbers
   */
  public record Seen(boolean there, boolean free, boolean unseen, long rows, String explanation) {
    private static Seen of(Standing standing) {
      return new Seen(
          standing.state() == Standing.State.THERE,
          standing.state() == Standing.State.FREE,
          standing.state() == Standing.State.UNSEEN,
          standing.rows(),
          standing.explanation());
    }

    /** Whether what is made from it may be made. */
    public boolean proves() {
      return there || free;
    }
  }

  /**
   * Whether all is there that an output of a date is made from.
   *
   * @param missing what is not
   * @param explanation one clause: the first that is missing, or that all is there
   */
  public record Proof(List<OutputDate> missing, String explanation) {
    public Proof {
      missing = List.copyOf(missing);
    }

    public boolean proven() {
      return missing.isEmpty();
    }
  }

  /** How far an output of a date came. */
  public enum Progress {
    /** Nothing of it is under way. */
    WAITING,
    /** Work on it is under way. */
    IN_FLIGHT,
    DONE,
    /** Its attempts are used up. */
    FAILED,
    /** Making it has no use any more. */
    USELESS
  }

  /** What was done about an output of a date, and why. */
  public record Taken(Progress progress, String note) {}

  /** Every output that lies in a table, inputs before what is made from them. */
  public List<Processor> outputs() {
    return graph.outputs().stream()
        .sorted(
            Comparator.comparing((Processor each) -> graph.depth(each.name().value()))
                .thenComparing(each -> each.name().value()))
        .toList();
  }

  /**
   * Why nobody can be asked to make an output, by the pipeline file; none if somebody can. Where
   * services are is not asked: that is known where the timer runs, not where a person sits.
   */
  public Optional<String> unable(OutputDate of, Instant now) {
    return sender(Mode.SHADOW, PortSender::anywhere).route(of, dues.cycle(of.date(), now)).unable();
  }

  /** Whether work on an output of a date is under way, whoever sent it. */
  public boolean inFlight(OutputDate of) {
    return book.record(of).inFlight().isPresent();
  }

  /** What the processors make that an output of a date is made from, over its windows. */
  public List<OutputDate> inputs(OutputDate of) {
    return graph.inputs(of).stream()
        .filter(window -> graph.processor(window.output()).isPresent())
        .flatMap(window -> window.dates().stream())
        .toList();
  }

  /**
   * The outputs that are made from some others, however far down.
   *
   * @param outputs of the dates {@code from} to {@code to}
   * @param last later dates are left out, as are those before {@code from}
   */
  public Map<String, DateSpan> downstream(
      Collection<String> outputs, LocalDate from, LocalDate to, LocalDate last) {
    return new Downstream(graph).of(outputs, from, to, last);
  }

  /** Whether the gates of an output say anything of it. */
  public boolean isGated(Processor output) {
    return !gates.of(output).isEmpty();
  }

  /** Forgets what was tried before, so that it may be tried again at once. */
  public boolean forget(OutputDate of) {
    return book.forget(of, book.record(of));
  }

  /**
   * Reads all that there is to know of some outputs and of what they are made from.
   *
   * @param unseen told of each question that the warehouse could not answer
   */
  public Look look(Collection<OutputDate> wanted, Mode mode, Instant now) {
    return look(wanted, mode, now, Instant.MAX);
  }

  /**
   * The same.
   *
   * @param until nothing is sent any more from then on, by the clock
   */
  public Look look(Collection<OutputDate> wanted, Mode mode, Instant now, Instant until) {
    return new Look(wanted, mode, new HealTick(platform.clock(), now, until));
  }

  private PortSender sender(Mode mode) {
    return sender(mode, platform.calls().variables());
  }

  private PortSender sender(Mode mode, Function<String, Optional<String>> variables) {
    return PortSender.of(platform, mode, variables);
  }

  /** One look at outputs, and what is done about them in it. */
  public final class Look {
    private final HealTick tick;
    private final HealData data;
    private final Healing healing;
    private final Map<OutputDate, Document> plans;
    private Optional<Set<String>> storms = Optional.empty();

    private Look(Collection<OutputDate> wanted, Mode mode, HealTick tick) {
      this.tick = tick;
      this.data =
          new HealData(
              pipeline, platform.warehouse(), platform.files(), graph, tick.now, tick.unseen::add);
      this.healing =
          new Healing(
              pipeline,
              sender(mode),
              findings,
              book,
              graph,
              platform.documents(),
              HealPolicy.STANDARD);
      this.plans = new java.util.HashMap<>();
      data.load(new LinkedHashSet<>(wanted), List.of());
    }

    public DayWork work(LocalDate date) {
      return data.work(date);
    }

    public Seen seen(OutputDate of) {
      return Seen.of(data.standing(of));
    }

    /** The proof of its hard inputs. */
    public Proof proof(OutputDate of) {
      InputProof proof = InputProof.of(of, graph, data);
      return new Proof(proof.missing(), proof.explanation());
    }

    /**
     * Whether an output is older than what it is made from; one without rows is not.
     *
     * @param since an input counts if its rows were written since then; none: it does not count
     */
    public Age age(OutputDate of, Function<OutputDate, Optional<Instant>> since) {
      if (data.rows(of).isEmpty()) {
        return Age.UNSEEN;
      }
      Optional<Instant> own = data.rows(of).get() > 0 ? data.written(of) : Optional.empty();
      List<Instant> inputs = new ArrayList<>();
      if (own.isPresent()) {
        for (OutputDate input : inputs(of)) {
          since
              .apply(input)
              .flatMap(from -> data.written(input).filter(at -> !at.isBefore(from)))
              .ifPresent(inputs::add);
          if (data.untold(input.output())) {
            return Age.UNSEEN;
          }
        }
      }
      return data.untold(of.output())
          ? Age.UNSEEN
          : Age.of(own, inputs, book.record(of).inFlight().map(OutputRecord.InFlight::since));
    }

    /** Tells that an output is not made anew, though it is older than its inputs. */
    public void leave(OutputDate of, String why) {
      tick.found(findings.note(HealFindings.scope(of), HealFindings.refused(of, why), tick.now));
    }

    /** The gates of an output that do not pass; none where there are no rows to judge. */
    public List<GateResult> failing(OutputDate of) {
      Optional<Long> rows = data.rows(of).filter(any -> any > 0);
      Optional<Processor> processor = graph.processor(of.output());
      List<GateResult> failing = new ArrayList<>();
      if (rows.isPresent() && processor.isPresent() && data.work(of.date()).due()) {
        for (GateRule rule : gates.of(processor.get())) {
          GateResult result = data.result(rule, of, rows.get());
          if (!result.passes()) {
            failing.add(result);
          }
        }
      }
      return failing;
    }

    /** Why making it now has no use any more; none while it has. */
    public Optional<String> useless(OutputDate of) {
      return graph
          .processor(of.output())
          .flatMap(p -> dues.useless(p, of.date(), data.work(of.date()), tick.now));
    }

    /** Reads which outputs have heal plans that are under way. */
    public void plansOf(Collection<OutputDate> outputs) {
      plans.putAll(book.plans(outputs));
    }

    /** Whether self-heal is at it. */
    public boolean healing(OutputDate of) {
      return Optional.ofNullable(plans.get(of))
          .flatMap(plan -> plan.field("state", String.class))
          .filter(PlanState.OPEN.word()::equals)
          .isPresent();
    }

    /**
     * Does what can be done about an output of a date now: sends its work, or looks what came of
     * it.
     *
     * @param why one sentence: what it is done for
     * @param newerThan rows written before this prove nothing; none: any rows do
     * @param failed whether its attempts were used up already
     */
    public Taken take(
        OutputDate of, String why, String who, Optional<Instant> newerThan, boolean failed) {
      Step.Kind kind = newerThan.isPresent() ? Step.Kind.REMAKE : Step.Kind.MAKE;
      Step waiting = Step.waiting(of, kind, newerThan, "");
      Step before = failed ? waiting.become(Step.State.FAILED, "") : waiting;
      HealPlan plan = HealPlan.opened(of, Cause.BACKFILL, why, who, List.of(before), tick.now);
      Step after = healing.single(before, plan, data, tick, storms());
      if (after.state() == Step.State.DONE) {
        exported(of, why, who);
      }
      return new Taken(progress(after), after.note());
    }

    /** Files of today or tomorrow that are older than what they are made of are healed. */
    private void exported(OutputDate made, String why, String who) {
      Optional<Instant> at = data.written(made);
      if (at.isEmpty()) {
        return;
      }
      LocalDate today = data.today();
      for (OutputDate file : graph.dependents(made, today, today.plusDays(1))) {
        boolean older =
            !graph.files(file.output()).isEmpty()
                && data.written(file).filter(at.get()::isAfter).isPresent();
        Optional<Document> plan = book.plan(file);
        boolean watched = plan.flatMap(p -> p.field("due_at", Instant.class)).isPresent();
        if (older && !watched) {
          Step step = Step.waiting(file, Step.Kind.REMAKE, at, "it is older than " + made + " now");
          var unused =
              book.begin(
                  HealPlan.opened(file, Cause.GATE, why, who, List.of(step), tick.now), plan);
        }
      }
    }

    private Progress progress(Step step) {
      return switch (step.state()) {
        case DONE -> Progress.DONE;
        case FAILED -> Progress.FAILED;
        case SKIPPED -> Progress.USELESS;
        case WAITING, SENT ->
            book.record(step.of()).inFlight().isPresent() ? Progress.IN_FLIGHT : Progress.WAITING;
      };
    }

    private Set<String> storms() {
      if (storms.isEmpty()) {
        storms =
            Optional.of(
                findings.openOf(FindingKind.RETRY_STORM).stream()
                    .flatMap(open -> open.field("about", String.class).stream())
                    .collect(Collectors.toUnmodifiableSet()));
      }
      return storms.get();
    }

    /** Keeps how the output came about: later than it was due, by a backfill. */
    public void backfilled(OutputDate of) {
      graph
          .processor(of.output())
          .flatMap(p -> dues.due(p, of.date(), data.work(of.date()), tick.now))
          .ifPresent(due -> book.timing(of, "backfilled", due, tick.now));
    }

    /** What was asked of others, by output and date. */
    public List<String> sent() {
      return List.copyOf(tick.sent);
    }

    public List<FindingBook.Change> findings() {
      return List.copyOf(tick.findings);
    }

    /** What the warehouse could not tell. */
    public List<Unseen.Question> unseen() {
      return List.copyOf(tick.unseen);
    }
  }
}
