package io.phasekeeper.status;

import io.phasekeeper.document.Document;
import io.phasekeeper.document.DocumentQuery;
import io.phasekeeper.document.DocumentStore;
import io.phasekeeper.event.ReportStatus;
import io.phasekeeper.finding.FindingBook;
import io.phasekeeper.finding.FindingKind;
import io.phasekeeper.gate.GateResult;
import io.phasekeeper.gate.WorkCalendar;
import io.phasekeeper.ledger.Fact;
import io.phasekeeper.operator.ActionLog;
import io.phasekeeper.pipeline.CycleName;
import io.phasekeeper.pipeline.Phase;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.pipeline.ProcessorName;
import io.phasekeeper.pipeline.StartPolicy;
import io.phasekeeper.pipeline.Tier;
import io.phasekeeper.platform.Platform;
import io.phasekeeper.status.CycleStatus.GateStatus;
import io.phasekeeper.status.CycleStatus.HoldStatus;
import io.phasekeeper.status.CycleStatus.TriggerStatus;
import io.phasekeeper.status.DayStatus.OpenFinding;
import io.phasekeeper.transition.Control;
import io.phasekeeper.transition.Decision;
import io.phasekeeper.transition.Judgement;
import io.phasekeeper.transition.PhaseDay;
import io.phasekeeper.transition.PhaseDayReader;
import io.phasekeeper.transition.Suite;
import io.phasekeeper.transition.Transitions;
import io.phasekeeper.trigger.CountedMember;
import io.phasekeeper.trigger.Trigger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads what a date has come to. It judges with the orchestrator's own code and has no rules of its
 * own, so that people never see another state than the one that is acted on.
 */
public final class DayStatusReader {
  /** More open findings are not looked at. */
  private static final int MOST_FINDINGS = 500;

  /** The next phase must be seen so long after its trigger (A6). */
  private static final Duration SEEN_WITHIN = Duration.ofMinutes(15);

  /** By its ended run and its rows, or, started by hand, by its rows. */
  private static final String BY_EVIDENCE = "no completion; its rows are there";

  private final Platform platform;
  private final Pipeline pipeline;
  private final DocumentStore documents;
  private final Transitions transitions;

  public DayStatusReader(Platform platform) {
    this.platform = platform;
    this.pipeline = platform.pipeline();
    this.documents = platform.documents();
    this.transitions =
        new Transitions(
            platform,
            new WorkCalendar(pipeline, platform.warehouse()),
            new FindingBook(documents, pipeline));
  }

  /**
   * The date's status now.
   *
   * @throws io.phasekeeper.outcome.PortFailure if the documents cannot be read; a warehouse that
   *     cannot be asked shows as a gate that is unknown
   */
  public DayStatus read(LocalDate date) {
    Instant now = platform.clock().instant();
    Set<PhaseDayReader.Key> keys = new LinkedHashSet<>();
    pipeline.transitions().forEach(t -> keys.add(new PhaseDayReader.Key(t, date)));
    List<CycleStatus> cycles = new ArrayList<>();
    Optional<Suite> suite = Optional.empty();
    for (PhaseDay day : transitions.reader().read(keys)) {
      suite = Optional.of(day.suite());
      for (StartPolicy policy : day.transition().policies().values()) {
        cycles.add(cycle(day, policy, now));
      }
    }
    return new DayStatus(
        pipeline.id(),
        date,
        pipeline.zone(),
        now,
        platform.settings().mode().name().toLowerCase(java.util.Locale.ROOT),
        suite.filter(s -> s.stopped(now)).map(DayStatusReader::stoppedBy),
        cycles,
        new ActionLog(documents, pipeline).on(date).stream().map(DayStatusReader::byHand).toList(),
        findings(date));
  }

  private static DayStatus.ByHand byHand(ActionLog.Noted action) {
    return new DayStatus.ByHand(
        action.at(),
        action.action(),
        action.subject(),
        action.who(),
        action.why(),
        action.result());
  }

  private static String stoppedBy(Suite suite) {
    return suite
        .document()
        .map(
            d ->
                "by "
                    + d.field("who", String.class).orElse("?")
                    + " ("
                    + d.field("why", String.class).orElse("")
                    + ")")
        .orElse("");
  }

  private CycleStatus cycle(PhaseDay day, StartPolicy policy, Instant now) {
    CycleName cycle = policy.cycle();
    Judgement judgement = transitions.examine(day, cycle, true, now);
    Decision decision = judgement.decision();
    Phase phase = pipeline.phase(day.transition().after());
    Next next = next(day, policy, judgement, now);
    return new CycleStatus(
        phase.name(),
        title(phase),
        day.transition().phase(),
        cycle,
        decision.word(),
        members(day, policy, decision),
        gates(decision),
        day.control().hold(cycle, now).map(DayStatusReader::hold),
        day.trigger(cycle).map(DayStatusReader::trigger),
        judgement.findings().stream().anyMatch(f -> f.kind() == FindingKind.ORCHESTRATOR_STUCK),
        next.what(),
        next.at());
  }

  /** {@code phase3} is "Phase 3" to people; other names are as they are. */
  private static String title(Phase phase) {
    String name = phase.name().value();
    return name.matches("phase\\d+") ? "Phase " + name.substring("phase".length()) : name;
  }

  private static HoldStatus hold(Control.Hold hold) {
    return new HoldStatus(hold.who(), hold.why(), hold.since(), hold.until());
  }

  private static TriggerStatus trigger(Trigger trigger) {
    return new TriggerStatus(
        trigger.id().toString(),
        trigger.state().word(),
        trigger.reason().word(),
        trigger.missing().stream().map(ProcessorName::value).toList(),
        trigger.publishedAt(),
        trigger.seenAt());
  }

  private static List<GateStatus> gates(Decision decision) {
    if (!(decision instanceof Decision.Held held)) {
      return List.of();
    }
    return held.gates().stream()
        .filter(gate -> !gate.passes())
        .map(
            gate ->
                new GateStatus(
                    gate.rule().name(),
                    gate.verdict() == GateResult.Verdict.FAILS ? "fails" : "unknown",
                    gate.explanation()))
        .toList();
  }

  private static List<MemberStatus> members(PhaseDay day, StartPolicy policy, Decision decision) {
    Map<ProcessorName, Optional<Fact>> counted = counted(decision);
    Optional<Trigger> trigger = day.trigger(policy.cycle());
    List<MemberStatus> members = new ArrayList<>();
    for (ProcessorName name : policy.expect()) {
      Optional<Fact> newest =
          day.factsOf(policy.cycle()).stream()
              .filter(fact -> fact.processor().equals(name))
              .max(Fact.BY_TIME);
      Optional<CountedMember> triggered = trigger.flatMap(t -> t.countedAs(name));
      if (counted.containsKey(name)) {
        members.add(complete(name, counted.get(name)));
      } else if (triggered.isPresent()) {
        members.add(complete(name, triggered.get(), newest));
      } else {
        members.add(newest.map(fact -> standing(name, fact)).orElseGet(() -> missing(name)));
      }
    }
    return members;
  }

  private static Map<ProcessorName, Optional<Fact>> counted(Decision decision) {
    List<Decision.Counted> counted = List.of();
    if (decision instanceof Decision.Waiting waiting) {
      counted = waiting.counted();
    } else if (decision instanceof Decision.Held held) {
      counted = held.counted();
    } else if (decision instanceof Decision.Due due) {
      counted = due.counted();
    } else if (decision instanceof Decision.Adopt adopt) {
      counted = adopt.counted();
    }
    Map<ProcessorName, Optional<Fact>> facts = new LinkedHashMap<>();
    counted.forEach(each -> facts.put(each.processor(), each.fact()));
    return facts;
  }

  private static MemberStatus complete(ProcessorName name, Optional<Fact> fact) {
    return new MemberStatus(
        name,
        MemberStatus.Word.COMPLETE,
        fact.flatMap(Fact::completedAt),
        fact.flatMap(Fact::recordCount),
        fact.isPresent() ? "" : BY_EVIDENCE);
  }

  private static MemberStatus complete(
      ProcessorName name, CountedMember member, Optional<Fact> newest) {
    return new MemberStatus(
        name,
        MemberStatus.Word.COMPLETE,
        member.completedAt(),
        newest.flatMap(Fact::recordCount),
        member.byEvidence() ? BY_EVIDENCE : "");
  }

  private static MemberStatus missing(ProcessorName name) {
    return new MemberStatus(
        name, MemberStatus.Word.MISSING, Optional.empty(), Optional.empty(), "");
  }

  /** A member that the decision does not count, by the newest that is known of it. */
  private static MemberStatus standing(ProcessorName name, Fact fact) {
    if (fact.done()) {
      return new MemberStatus(
          name, MemberStatus.Word.COMPLETE, fact.completedAt(), fact.recordCount(), "");
    }
    boolean failed = fact.status() == ReportStatus.FAILED;
    String status = fact.status().name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
    String rows = fact.recordCount().map(count -> ", " + count + " rows").orElse("");
    return new MemberStatus(
        name,
        failed ? MemberStatus.Word.FAILED : MemberStatus.Word.NOT_COUNTED,
        fact.completedAt(),
        fact.recordCount(),
        failed ? fact.error().orElse("no reason given") : status + rows);
  }

  /** What happens next, and when. */
  private record Next(String what, Optional<Instant> at) {
    static final Next NOTHING = new Next("", Optional.empty());
  }

  private Next next(PhaseDay day, StartPolicy policy, Judgement judgement, Instant now) {
    Decision decision = judgement.decision();
    String starts = day.transition().phase().value();
    if (decision instanceof Decision.Waiting waiting) {
      return waiting(policy, waiting, judgement, day.date());
    }
    if (decision instanceof Decision.Held) {
      return new Next("the gates are asked again", judgement.dueAt());
    }
    if (decision instanceof Decision.HeldByOperator held) {
      return new Next(
          held.hold().until().isPresent() ? "the hold ends" : "it waits to be released",
          held.hold().until());
    }
    if (decision instanceof Decision.Due due) {
      return new Next(
          "the sweep starts " + starts + " (" + due.reason().word() + ")", Optional.empty());
    }
    if (decision instanceof Decision.Pending pending) {
      return new Next(
          "the trigger is published again", Optional.of(pending.trigger().leaseUntil()));
    }
    if (decision instanceof Decision.Settled settled) {
      return settled(day, settled.trigger(), now);
    }
    return decision instanceof Decision.Empty ? begin(day, policy, now) : Next.NOTHING;
  }

  private Next waiting(
      StartPolicy policy, Decision.Waiting waiting, Judgement judgement, LocalDate date) {
    if (waiting.late()) {
      return new Next(
          "nothing by itself: the last deadline has passed; "
              + names(waiting.missing())
              + " must come, or somebody decides",
          Optional.empty());
    }
    Optional<Tier> tier =
        policy.tiers().stream()
            .filter(
                t ->
                    t.deadline()
                        .at(judgement.firstCompletion(), date, pipeline.zone())
                        .equals(waiting.until()))
            .filter(t -> t.atLeast() < policy.expect().size())
            .findFirst();
    if (tier.isEmpty()) {
      return new Next("waits for " + names(waiting.missing()), Optional.empty());
    }
    String critical =
        policy.critical().isEmpty()
            ? ""
            : ", with "
                + names(policy.expect().stream().filter(policy.critical()::contains).toList());
    return new Next(
        tier.get().atLeast() + " of " + policy.expect().size() + " are enough" + critical,
        waiting.until());
  }

  private static Next settled(PhaseDay day, Trigger trigger, Instant now) {
    Optional<Instant> by = trigger.publishedAt().map(at -> at.plus(SEEN_WITHIN));
    boolean watched =
        day.transition().watchStart()
            && trigger.seenAt().isEmpty()
            && trigger.state().word().equals("published")
            && by.filter(now::isBefore).isPresent();
    return watched
        ? new Next(day.transition().phase() + " must be seen to start", by)
        : Next.NOTHING;
  }

  private Next begin(PhaseDay day, StartPolicy policy, Instant now) {
    return Optional.ofNullable(day.transition().startBy().get(policy.cycle()))
        .map(due -> due.on(day.date(), pipeline.zone()))
        .filter(now::isBefore)
        .map(at -> new Next("the first completion is due", Optional.of(at)))
        .orElse(Next.NOTHING);
  }

  private static String names(List<ProcessorName> names) {
    return String.join(", ", names.stream().map(ProcessorName::value).toList());
  }

  /** Those about the date first, then those about no date: they may be why. */
  private List<OpenFinding> findings(LocalDate date) {
    DocumentQuery query =
        DocumentQuery.in(FindingBook.COLLECTION, MOST_FINDINGS)
            .where("pipeline", DocumentQuery.Operator.EQUAL, pipeline.id())
            .where("state", DocumentQuery.Operator.EQUAL, "open");
    return documents.query(query).stream()
        .map(DayStatusReader::finding)
        .filter(finding -> finding.date().map(date::equals).orElse(true))
        .sorted(
            Comparator.<OpenFinding, Boolean>comparing(finding -> finding.date().isEmpty())
                .thenComparing(OpenFinding::since))
        .toList();
  }

  private static OpenFinding finding(Document stored) {
    return new OpenFinding(
        stored.field("kind", String.class).orElse("?"),
        stored.field("about", String.class).orElse("?"),
        stored.field("date", String.class).map(LocalDate::parse),
        stored.field("cycle", String.class),
        stored.field("severity", String.class).orElse(""),
        stored.field("what", String.class).orElse(""),
        stored.field("remedy", String.class).orElse(""),
        stored.field("opened_at", Instant.class).orElse(Instant.EPOCH));
  }
}
