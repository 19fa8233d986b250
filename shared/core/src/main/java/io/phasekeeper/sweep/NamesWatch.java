package io.phasekeeper.sweep;

import io.phasekeeper.document.Document;
import io.phasekeeper.document.DocumentPath;
import io.phasekeeper.document.DocumentStore;
import io.phasekeeper.document.FieldChange;
import io.phasekeeper.finding.FindingBook;
import io.phasekeeper.finding.FindingDraft;
import io.phasekeeper.finding.FindingKind;
import io.phasekeeper.function.Beat;
import io.phasekeeper.gate.WorkCalendar;
import io.phasekeeper.ledger.LedgerDocument;
import io.phasekeeper.ledger.LedgerReader;
import io.phasekeeper.pipeline.CycleName;
import io.phasekeeper.pipeline.PhaseName;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.pipeline.ProcessorIdentity;
import io.phasekeeper.pipeline.ProcessorName;
import io.phasekeeper.pipeline.Transition;
import io.phasekeeper.platform.Platform;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Compares, once an hour, the configured processor names with those that report: a name nobody sent
 * for seven days with work is a finding, and an unknown one that nobody sends any more resolves.
 */
final class NamesWatch {
  static final Duration PERIOD = Duration.ofHours(1);
  static final int DAYS = 7;

  /** Seven days with work are looked for so far back, over breaks of the season. */
  static final int FARTHEST = 21;

  private final Pipeline pipeline;
  private final DocumentStore documents;
  private final WorkCalendar calendar;
  private final FindingBook findings;
  private final LedgerReader ledgers;

  NamesWatch(Platform platform, WorkCalendar calendar, FindingBook findings) {
    this.pipeline = platform.pipeline();
    this.documents = platform.documents();
    this.calendar = calendar;
    this.findings = findings;
    this.ledgers = new LedgerReader(pipeline);
  }

  /** Where it is noted when a sweep last compared. */
  static DocumentPath path(Pipeline pipeline) {
    return Beat.path(pipeline, "names");
  }

  /**
   * @param last what stands at {@link #path(Pipeline)}
   */
  List<FindingBook.Change> look(Optional<Document> last, Instant firstSweep, Instant now) {
    if (!myTurn(last, now)) {
      return List.of();
    }
    List<FindingBook.Change> changes = new ArrayList<>(unknown(now));
    if (!now.isBefore(firstSweep.plus(Duration.ofDays(DAYS)))) {
      for (Transition transition : pipeline.transitions()) {
        changes.addAll(unseen(transition, firstSweep, now));
      }
    }
    return changes;
  }

  /** One sweep an hour, whichever instance it is. */
  private boolean myTurn(Optional<Document> before, Instant now) {
    if (before.isEmpty()) {
      Map<String, Object> first = Map.of("pipeline", pipeline.id(), "last_at", now);
      return documents.create(path(pipeline), first);
    }
    Instant last = before.get().field("last_at", Instant.class).orElse(Instant.EPOCH);
    return !now.isBefore(last.plus(PERIOD))
        && documents.compareAndSet(before.get(), List.of(FieldChange.set("last_at", now)));
  }

  private List<FindingBook.Change> unknown(Instant now) {
    List<FindingBook.Change> changes = new ArrayList<>();
    for (Document open : findings.openOf(FindingKind.UNKNOWN_PROCESSOR)) {
      FindingDraft draft = FindingBook.draft(open);
      Instant last = open.field("last_seen_at", Instant.class).orElse(now);
      if (configured(draft) || !now.isBefore(last.plus(Duration.ofDays(DAYS)))) {
        changes.addAll(findings.resolve(open, now));
      }
    }
    return changes;
  }

  private boolean configured(FindingDraft draft) {
    return draft.evidence().get("phase") instanceof String phase
        && pipeline.phases().containsKey(new PhaseName(phase))
        && new ProcessorIdentity(pipeline, new PhaseName(phase))
            .of(draft.about(), Optional.empty())
            .isPresent();
  }

  /**
   * Looks back over seven days with work, today not among them, none that began before our first
   * sweep.
   */
  private List<FindingBook.Change> unseen(Transition transition, Instant firstSweep, Instant now) {
    LocalDate today = now.atZone(pipeline.zone()).toLocalDate();
    LocalDate first = firstSweep.atZone(pipeline.zone()).toLocalDate();
    int withWork = 0;
    List<DocumentPath> paths = new ArrayList<>(paths(transition, today.plusDays(1)));
    paths.addAll(paths(transition, today));
    for (int back = 1; back <= FARTHEST && withWork < DAYS; back++) {
      LocalDate date = today.minusDays(back);
      paths.addAll(paths(transition, date));
      boolean counts = date.isAfter(first) && calendar.on(date, now, unread -> {}).due();
      withWork += counts ? 1 : 0;
    }
    Set<ProcessorName> seen = new HashSet<>();
    for (Document document : documents.getAll(paths).values()) {
      LedgerDocument ledger =
          ledgers.read(
              pipeline.phase(transition.after()),
              today,
              pipeline.cycles().main(),
              Optional.of(document));
      ledger.facts().forEach(fact -> seen.add(fact.processor()));
      seen.addAll(ledger.ownEntries().keySet());
    }
    return judge(transition, seen, withWork, now);
  }

  private List<FindingBook.Change> judge(
      Transition transition, Set<ProcessorName> seen, int withWork, Instant now) {
    Set<ProcessorName> expected = new TreeSet<>();
    transition.policies().values().forEach(policy -> expected.addAll(policy.expect()));
    List<FindingBook.Change> changes = new ArrayList<>();
    for (ProcessorName name : expected) {
      FindingDraft draft =
          FindingDraft.of(
              FindingKind.PROCESSOR_UNSEEN,
              name.value(),
              "nobody reported as " + name + " for " + DAYS + " days with work",
              "mend its name in the pipeline file, or find out why it does not report");
      if (seen.contains(name)) {
        changes.addAll(findings.resolve(draft, now));
      } else if (withWork >= DAYS) {
        findings.open("names", draft, now).ifPresent(changes::add);
      }
    }
    return changes;
  }

  private List<DocumentPath> paths(Transition transition, LocalDate date) {
    return transition.policies().keySet().stream()
        .map(cycle -> path(transition, date, cycle))
        .toList();
  }

  private DocumentPath path(Transition transition, LocalDate date, CycleName cycle) {
    return LedgerDocument.path(pipeline.phase(transition.after()), date, cycle, pipeline.cycles());
  }
}
