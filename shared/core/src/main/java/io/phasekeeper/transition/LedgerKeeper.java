package io.phasekeeper.transition;

import io.phasekeeper.document.Document;
import io.phasekeeper.document.DocumentPath;
import io.phasekeeper.document.DocumentStore;
import io.phasekeeper.document.FieldChange;
import io.phasekeeper.document.FieldPath;
import io.phasekeeper.ledger.CompletionWrite;
import io.phasekeeper.ledger.Fact;
import io.phasekeeper.ledger.LedgerDocument;
import io.phasekeeper.ledger.LedgerNotes;
import io.phasekeeper.ledger.Reports;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.pipeline.ProcessorName;
import io.phasekeeper.trigger.Trigger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Keeps in a ledger what is derived from its facts: the flags and counts that others read, the own
 * keys where they are not the newest fact, the number of reports, and our own notes. None of it is
 * ever believed; a write that is lost is made again by the next judgement.
 */
final class LedgerKeeper {
  /** Our notes on an unchanged waiting or held ledger are renewed at least so often. */
  static final Duration RENEWED = Duration.ofMinutes(4);

  /** More than the active window has. */
  private static final int MOST_DIGESTS = 1_000;

  private final DocumentStore documents;
  private final Pipeline pipeline;
  private final Map<DocumentPath, Digested> digests = new ConcurrentHashMap<>();

  LedgerKeeper(DocumentStore documents, Pipeline pipeline) {
    this.documents = documents;
    this.pipeline = pipeline;
  }

  /** Whether nothing has changed since the last judgement, and none is due. */
  boolean quiet(PhaseDay day, Situation situation) {
    boolean untouched = situation.facts().isEmpty() && situation.ledger().document().isEmpty();
    if (untouched && !situation.adopted() && situation.trigger().isEmpty()) {
      return true;
    }
    return situation.notes().quiet(digest(day, situation), situation.now());
  }

  /**
   * Says that findings are about to be opened, so that whoever judges next looks for them, even if
   * we die before we can note that we opened them.
   */
  void announceFindings(Situation situation) {
    if (!situation.notes().findingsOpen()) {
      documents.merge(path(situation.ledger()), List.of(FieldChange.set("_findings_open", true)));
    }
  }

  /**
   * @param acted whether something was just done on the decision: then it is judged anew soon
   * @param forOthers whether fields that other code reads may be written
   */
  void keep(
      PhaseDay day,
      Situation situation,
      Judgement judgement,
      boolean acted,
      boolean forOthers,
      Instant now) {
    LedgerDocument ledger = situation.ledger();
    if (judgement.decision() instanceof Decision.Empty && ledger.document().isEmpty()) {
      return;
    }
    boolean mended = mend(ledger, judgement, forOthers);
    String digest = acted || !mended ? "" : digest(day, situation);
    LedgerNotes before = situation.notes();
    boolean findingsOpen = !judgement.findings().isEmpty() || acted;
    Optional<Instant> heldSince =
        judgement.decision() instanceof Decision.Held
            ? Optional.of(before.heldSince().orElse(now))
            : Optional.empty();
    boolean waiting = judgement.dueAt().isPresent() && !acted;
    boolean fresh =
        before.decidedAt().map(at -> now.isBefore(at.plus(RENEWED))).orElse(false) || !waiting;
    LedgerNotes after =
        new LedgerNotes(
            digest,
            judgement.dueAt(),
            before.decidedAt(),
            heldSince,
            findingsOpen,
            before.generationHint());
    if (!acted && fresh && after.equals(before)) {
      return;
    }
    List<FieldChange> changes = new ArrayList<>();
    note(changes, after, pipeline.hash(), now);
    if (forOthers && !(judgement.decision() instanceof Decision.Empty)) {
      others(changes, situation, judgement, acted, now);
    }
    documents.merge(path(ledger), changes);
  }

  private DocumentPath path(LedgerDocument ledger) {
    return LedgerDocument.path(ledger.phase(), ledger.date(), ledger.cycle(), pipeline.cycles());
  }

  private static void note(
      List<FieldChange> changes, LedgerNotes notes, String policyHash, Instant now) {
    changes.add(FieldChange.set("_digest", notes.digest()));
    changes.add(optional("_due_at", notes.dueAt()));
    changes.add(FieldChange.set("_decided_at", now));
    changes.add(FieldChange.set("_policy_hash", policyHash));
    changes.add(optional("_held_since", notes.heldSince()));
    changes.add(FieldChange.set("_findings_open", notes.findingsOpen()));
  }

  private static FieldChange optional(String name, Optional<Instant> value) {
    return value
        .map(at -> FieldChange.set(name, at))
        .orElse(FieldChange.remove(FieldPath.of(name)));
  }

  /** CONTRACT §3: what the user's own code reads. */
  private void others(
      List<FieldChange> changes,
      Situation situation,
      Judgement judgement,
      boolean acted,
      Instant now) {
    changes.add(FieldChange.set("_last_update", now));
    judgement
        .firstCompletion()
        .ifPresent(at -> changes.add(FieldChange.set("_first_completion_at", at)));
    Decision decision = judgement.decision();
    if (decision instanceof Decision.Waiting waiting) {
      counts(changes, waiting.counted().size(), waiting.missing());
    } else if (decision instanceof Decision.Held held) {
      counts(changes, held.counted().size(), held.missing());
    } else if (decision instanceof Decision.Due due) {
      Optional<Trigger> trigger = acted ? stored(due.id().path(pipeline.id())) : Optional.empty();
      trigger.ifPresentOrElse(
          made -> flags(changes, made), () -> counts(changes, due.counted().size(), due.missing()));
    } else if (decision instanceof Decision.Pending pending) {
      stored(pending.trigger().id().path(pipeline.id())).ifPresent(t -> flags(changes, t));
    } else if (decision instanceof Decision.Settled settled) {
      flags(changes, settled.trigger());
    }
    // Beside another orchestrator's flags, `_mode` says which cycle it triggered: ours comes with
    // ours.
    boolean flagged = changes.stream().anyMatch(c -> c.path().equals(FieldPath.of("_trigger_id")));
    if (flagged || situation.ledger().adoption().isEmpty()) {
      changes.add(FieldChange.set("_mode", situation.cycle().value()));
    }
  }

  private Optional<Trigger> stored(DocumentPath path) {
    return documents.get(path).map(Trigger::of);
  }

  private static void counts(List<FieldChange> changes, int count, List<ProcessorName> missing) {
    changes.add(FieldChange.set("_completed_count", (long) count));
    changes.add(
        FieldChange.set(
            "_missing_processors", missing.stream().map(ProcessorName::value).toList()));
  }

  /** True only after the publish was acknowledged, and always with the id. */
  private static void flags(List<FieldChange> changes, Trigger trigger) {
    switch (trigger.state()) {
      case PUBLISHED -> {
        changes.add(FieldChange.set("_triggered", true));
        changes.add(
            FieldChange.set("_triggered_at", trigger.publishedAt().orElse(trigger.createdAt())));
        changes.add(FieldChange.set("_trigger_id", trigger.id().toString()));
        changes.add(FieldChange.set("_trigger_generation", trigger.id().generation()));
        changes.add(FieldChange.set("_trigger_reason", trigger.reason().word()));
        changes.add(FieldChange.remove(FieldPath.of("_trigger_pending")));
        changes.add(FieldChange.remove(FieldPath.of("_trigger_pending_at")));
        counts(changes, trigger.counted().size(), trigger.missing());
      }
      case PENDING -> {
        changes.add(FieldChange.set("_trigger_pending", true));
        changes.add(FieldChange.set("_trigger_pending_at", trigger.createdAt()));
        counts(changes, trigger.counted().size(), trigger.missing());
      }
      case ADOPTED, SKIPPED, SHADOWED -> {
        // Another orchestrator's flags stay as it wrote them; nothing of ours was sent.
      }
    }
  }

  /**
   * Mends own keys that are not the newest fact, and drops reports beyond the newest twenty, by
   * compare-and-set on what was read.
   *
   * @return false if somebody wrote meanwhile; the next judgement mends
   */
  private boolean mend(LedgerDocument ledger, Judgement judgement, boolean forOthers) {
    if (ledger.document().isEmpty()) {
      return true;
    }
    Document document = ledger.document().get();
    List<FieldChange> changes = new ArrayList<>(Reports.pruned(document));
    if (forOthers) {
      newest(ledger, judgement)
          .forEach(
              (processor, fact) ->
                  changes.add(
                      FieldChange.set(
                          FieldPath.of(processor.value()), CompletionWrite.ownEntry(fact))));
    }
    return changes.isEmpty() || documents.compareAndSet(document, changes);
  }

  /** The facts that should stand under own keys and do not. */
  private static Map<ProcessorName, Fact> newest(LedgerDocument ledger, Judgement judgement) {
    Map<ProcessorName, Fact> newest = new HashMap<>();
    for (Fact fact : ledger.facts()) {
      boolean counts = fact.done() || judgement.proven().contains(fact);
      boolean ours =
          fact.source() == Fact.Source.MESSAGE
              || fact.source() == Fact.Source.OPERATOR
              || fact.source() == Fact.Source.RECONCILED;
      if (counts && ours && fact.completedAt().isPresent()) {
        newest.merge(fact.processor(), fact, (a, b) -> Fact.BY_TIME.compare(a, b) >= 0 ? a : b);
      }
    }
    newest.values().removeIf(fact -> !newerThanEntry(fact, ledger.ownEntries()));
    return newest;
  }

  private static boolean newerThanEntry(Fact fact, Map<ProcessorName, Fact> entries) {
    Fact entry = entries.get(fact.processor());
    return entry == null
        || entry.completedAt().map(at -> fact.completedAt().orElseThrow().isAfter(at)).orElse(true);
  }

  /** A fact, as far as judgements look at it. */
  private static String shown(Fact fact) {
    return fact.storedIn()
        + "/"
        + fact.processor()
        + "/"
        + fact.key()
        + "/"
        + fact.status()
        + "/"
        + fact.recordCount().orElse(-1L)
        + "/"
        // As numbers: writing an instant as text is slow, and the sweep does it for every fact.
        + fact.completedAt().map(at -> at.getEpochSecond() + "." + at.getNano()).orElse("")
        + "/"
        + fact.countable();
  }

  /** The digest of a day that was read, as long as it stays the very same. */
  private record Digested(
      PhaseDay day, boolean active, Optional<Control.Hold> hold, String digest) {}

  /** Everything that a judgement of this cycle looks at, in 16 hex digits. */
  @SuppressWarnings("ReferenceEquality") // Comparing whole days would cost what this saves.
  private String digest(PhaseDay day, Situation situation) {
    Optional<Control.Hold> hold = situation.control().hold(situation.cycle(), situation.now());
    DocumentPath ledger =
        situation.ledger().document().map(Document::path).orElseGet(() -> path(situation.ledger()));
    Digested known = digests.get(ledger);
    if (known != null
        && known.day() == day
        && known.active() == situation.active()
        && known.hold().equals(hold)) {
      return known.digest();
    }
    String digest = worked(day, situation, hold);
    if (digests.size() >= MOST_DIGESTS) {
      digests.clear();
    }
    digests.put(ledger, new Digested(day, situation.active(), hold, digest));
    return digest;
  }

  private String worked(PhaseDay day, Situation situation, Optional<Control.Hold> hold) {
    String facts =
        situation.facts().stream()
            .map(LedgerKeeper::shown)
            .sorted()
            .collect(Collectors.joining("\n"));
    String entries =
        situation.ledger().ownEntries().values().stream()
            .map(LedgerKeeper::shown)
            .sorted()
            .collect(Collectors.joining("\n"));
    String rest =
        situation.trigger().map(t -> t.id() + t.state().word()).orElse("")
            + situation.adopted()
            + hold
            + situation.ledger().disagreements()
            + day.suite().resumedAt()
            + situation.active()
            + pipeline.hash();
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest((facts + "\n" + entries + "\n" + rest).getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
