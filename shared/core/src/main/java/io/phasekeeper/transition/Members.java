package io.phasekeeper.transition;

import io.phasekeeper.event.ReportStatus;
import io.phasekeeper.finding.FindingDraft;
import io.phasekeeper.finding.FindingKind;
import io.phasekeeper.gate.DayWork;
import io.phasekeeper.gate.GateResult;
import io.phasekeeper.gate.RowGate;
import io.phasekeeper.ledger.Fact;
import io.phasekeeper.pipeline.GateRule;
import io.phasekeeper.pipeline.Processor;
import io.phasekeeper.pipeline.ProcessorIdentity;
import io.phasekeeper.pipeline.ProcessorName;
import io.phasekeeper.warehouse.RunRow;
import io.phasekeeper.warehouse.TableRef;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Tells for each expected member whether it counts: by its word where that is enough, else by its
 * rows; and from a deadline on also by its ended run and its rows, without any word.
 */
final class Members {
  private final Situation situation;
  private final Knowledge known;
  private final boolean askRuns;

  final List<Decision.Counted> counted = new ArrayList<>();
  final List<ProcessorName> missing = new ArrayList<>();
  final Set<Question> needs = new LinkedHashSet<>();

  /** Members that count as far as can be told, but whose rows nobody could count. */
  final List<GateResult> unseen = new ArrayList<>();

  final List<FindingDraft> findings = new ArrayList<>();
  final List<Fact> proven = new ArrayList<>();
  final List<Fact> miscounted = new ArrayList<>();

  /**
   * Whether a missing member may yet be proven without news of it: it made a claim, or its run
   * ended, and rows are wanting; or nobody could read whether it ended.
   */
  boolean openClaims;

  Members(Situation situation, Knowledge known, boolean askRuns) {
    this.situation = situation;
    this.known = known;
    this.askRuns = askRuns;
    situation.policy().expect().forEach(this::judge);
  }

  private void judge(ProcessorName name) {
    Optional<Fact> done = Optional.empty();
    Optional<Fact> claim = Optional.empty();
    for (Fact fact : situation.facts()) {
      if (fact.processor().equals(name)) {
        if (fact.done()) {
          done = newest(done, fact);
        } else if (fact.claim()) {
          claim = newest(claim, fact);
        }
      }
    }
    if (done.isPresent()) {
      count(name, done);
      if (claim.isPresent() && Fact.BY_TIME.compare(claim.get(), done.get()) > 0) {
        judgeRepeatedClaim(situation.pipeline().processor(name), claim.get());
      }
      return;
    }
    if (claim.isPresent()) {
      judgeClaim(situation.pipeline().processor(name), claim.get());
    } else if (askRuns) {
      judgeRun(situation.pipeline().processor(name));
    } else {
      missing.add(name);
    }
  }

  private static Optional<Fact> newest(Optional<Fact> known, Fact fact) {
    return known.isPresent() && Fact.BY_TIME.compare(known.get(), fact) >= 0
        ? known
        : Optional.of(fact);
  }

  /** The member is done already: a newer claim of it is looked at for what it is worth itself. */
  private void judgeRepeatedClaim(Processor processor, Fact claim) {
    if (processor.table().isEmpty()) {
      return;
    }
    boolean rows = rows(processor.table().get()).filter(count -> count > 0).isPresent();
    if (claim.status() == ReportStatus.PARTIAL) {
      if (rows && gatesOf(processor.name()).stream().allMatch(GateResult::passes)) {
        proven.add(claim);
      }
    } else if (rows) {
      prove(claim);
    }
  }

  private void prove(Fact claim) {
    proven.add(claim);
    if (claim.recordCount().filter(count -> count == 0).isPresent()) {
      miscounted.add(claim);
    }
  }

  private void count(ProcessorName name, Optional<Fact> fact) {
    counted.add(new Decision.Counted(name, fact));
  }

  /** A claim without a table to look at is believed; with one, the table decides. */
  private void judgeClaim(Processor processor, Fact claim) {
    if (processor.table().isEmpty()) {
      count(processor.name(), Optional.of(claim));
    } else if (claim.status() == ReportStatus.PARTIAL) {
      judgePartial(processor, claim);
    } else {
      judgeRowless(processor, processor.table().get(), claim);
    }
  }

  private void judgePartial(Processor processor, Fact claim) {
    List<GateResult> gates = gatesOf(processor.name());
    Optional<GateResult> failing =
        gates.stream().filter(g -> g.verdict() == GateResult.Verdict.FAILS).findFirst();
    if (failing.isPresent()) {
      openClaims = true;
      missing.add(processor.name());
      findings.add(GateFindings.ofFailed(situation, failing.get()));
      return;
    }
    Optional<GateResult> unknown =
        gates.stream().filter(g -> g.verdict() == GateResult.Verdict.UNKNOWN).findFirst();
    count(processor.name(), Optional.of(claim));
    // Only what the table said is proven: others count every key that is written for it.
    unknown.ifPresentOrElse(unseen::add, () -> proven.add(claim));
  }

  private void judgeRowless(Processor processor, TableRef table, Fact claim) {
    Optional<Long> rows = rows(table);
    DayWork work = processor.rowsPerEntity() ? work() : DayWork.noCalendar();
    if (rows.isPresent() && rows.get() > 0) {
      count(processor.name(), Optional.of(claim));
      prove(claim);
    } else if (work.free()) {
      count(processor.name(), Optional.of(claim));
      proven.add(claim);
    } else if (rows.isEmpty() || !work.due()) {
      count(processor.name(), Optional.of(claim));
      unseen.add(unseen(processor, table, rows, work));
    } else {
      openClaims = true;
      missing.add(processor.name());
      findings.add(hollow(processor, table, claim));
    }
  }

  private GateResult unseen(
      Processor processor, TableRef table, Optional<Long> rows, DayWork work) {
    GateRule rule =
        new GateRule(
            "rows:" + processor.name(),
            Optional.of(processor.name()),
            table,
            new GateRule.Minimum(1, false),
            GateRule.Action.BLOCK);
    String why =
        rows.isEmpty()
            ? "cannot count the rows of " + table.name()
            : "cannot tell whether rows are due: " + work.explanation();
    return new GateResult(rule, GateResult.Verdict.UNKNOWN, rows, Optional.of(1L), why);
  }

  private FindingDraft hollow(Processor processor, TableRef table, Fact claim) {
    return FindingDraft.of(
            FindingKind.HOLLOW_SUCCESS,
            processor.name().value(),
            processor.name()
                + " reported success, but "
                + table.name()
                + " has no row for "
                + situation.date(),
            "run "
                + processor.name()
                + " again for "
                + situation.date()
                + " once its input is there")
        .on(situation.date(), situation.cycle().value())
        .with("rows", 0L)
        .with("reported", claim.recordCount().map(Object::toString).orElse("unknown"));
  }

  /** No completion came: an ended run of this cycle and its rows speak for it. */
  private void judgeRun(Processor processor) {
    Question runs = new Question.Runs();
    if (!known.answers(runs)) {
      needs.add(runs);
      missing.add(processor.name());
      return;
    }
    Optional<List<RunRow>> read = known.runs().orElseThrow();
    ProcessorIdentity identity = new ProcessorIdentity(situation.pipeline(), processor.phase());
    Optional<RunRow> ended =
        read.orElse(List.of()).stream()
            .filter(run -> endedWell(processor, identity, run))
            .findFirst();
    if (ended.isEmpty() || !rowsProve(processor)) {
      openClaims |= read.isEmpty() || ended.isPresent();
      missing.add(processor.name());
      return;
    }
    count(processor.name(), Optional.empty());
    findings.add(silent(processor, ended.get()));
  }

  private boolean endedWell(Processor processor, ProcessorIdentity identity, RunRow run) {
    return run.status().equals("success")
        && identity
            .of(run.processorName(), Optional.empty())
            .filter(processor.name()::equals)
            .isPresent()
        && run.startedAt().or(run::processedAt).filter(this::inThisCycle).isPresent();
  }

  private boolean inThisCycle(java.time.Instant start) {
    if (situation.transition().policies().size() == 1) {
      return true;
    }
    return situation
        .pipeline()
        .cycles()
        .of(start, situation.date(), situation.pipeline().zone())
        .equals(situation.cycle());
  }

  private boolean rowsProve(Processor processor) {
    if (processor.table().isEmpty()) {
      return true;
    }
    List<GateResult> gates = gatesOf(processor.name());
    if (!gates.isEmpty()) {
      return gates.stream().allMatch(GateResult::passes);
    }
    return rows(processor.table().get()).filter(count -> count > 0).isPresent();
  }

  private FindingDraft silent(Processor processor, RunRow run) {
    return FindingDraft.of(
            FindingKind.LEDGER_DISAGREEMENT,
            processor.name().value(),
            "no completion of "
                + processor.name()
                + " came, but its run "
                + run.runId()
                + " ended in success and its rows are there: counted",
            "find out why its completion was not published")
        .on(situation.date(), situation.cycle().value())
        .with("run_id", run.runId());
  }

  private Optional<Long> rows(TableRef table) {
    Question question = new Question.Rows(table);
    if (!known.answers(question)) {
      needs.add(question);
      return Optional.empty();
    }
    return known.rows().getOrDefault(table, Optional.empty());
  }

  private DayWork work() {
    Question question = new Question.Work();
    if (!known.answers(question)) {
      needs.add(question);
      return DayWork.unreadable("not asked yet");
    }
    return known.work().orElseThrow();
  }

  /** The results of a member's gates, as far as known; asks for what is not. */
  List<GateResult> gatesOf(ProcessorName member) {
    return results(situation.policy().gatesOf(member));
  }

  /** What a gate says that asks more than rows. */
  private GateResult result(GateRule rule) {
    Question question = new Question.Gate(rule);
    if (!known.answers(question)) {
      needs.add(question);
    }
    return known
        .gates()
        .getOrDefault(
            rule,
            new GateResult(
                rule,
                GateResult.Verdict.UNKNOWN,
                Optional.empty(),
                Optional.empty(),
                "not asked yet"));
  }

  /** The results of the given gates, as far as known; asks for what is not. */
  List<GateResult> results(List<GateRule> rules) {
    List<GateResult> results = new ArrayList<>();
    for (GateRule rule : rules) {
      if (rule.rows().isEmpty()) {
        results.add(result(rule));
        continue;
      }
      Optional<Long> rows = rows(rule.table());
      DayWork work = rule.check().needsWork() ? work() : DayWork.noCalendar();
      results.add(RowGate.judge(rule, rows, work));
    }
    return results;
  }
}
