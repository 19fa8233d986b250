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
import io.phasekeeper.pipeline.CycleName;
import io.phasekeeper.pipeline.PhaseName;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.pipeline.ProcessorName;
import io.phasekeeper.trigger.Trigger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

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
  private final Map<Place, Digested> digests = new ConcurrentHashMap<>();

  LedgerKeeper(DocumentStore documents, Pipeline pipeline) {
    this.documents = documents;
    this.pipeline = pipeline;
  }

  /** Whether nothing has changed since the last judgement, and none is due. */
  boolean quiet(Situation situation) {
    boolean untouched = situation.facts().isEmpty() && situation.ledger().document().isEmpty();
    if (untouched && !situation.adopted() && situation.trigger().isEmpty()) {
      return true;
    }
    return situation.notes().quiet(digest(situation), situation.now());
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
      Situation situation, Judgement judgement, boolean acted, boolean forOthers, Instant now) {
    LedgerDocument ledger = situation.ledger();
    if (judgement.decision() instanceof Decision.Empty && ledger.document().isEmpty()) {
      return;
    }
    boolean mended = mend(ledger, judgement, forOthers);
    String digest = acted || !mended ? "" : digest(situation);
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

  /**
   * What a digest was worked out from, as long as it stays the very same.
   *
   * @param facts of the cycle, whatever document they stand in
   * @param ledger for its own entries and disagreements
   */
  private record Digested(
      List<Fact> facts,
      LedgerDocument ledger,
      Optional<Trigger> trigger,
      boolean adopted,
      boolean active,
      Optional<Control.Hold> hold,
      Optional<Instant> resumedAt,
      String digest) {

    /**
     * By identity where comparing would cost what this saves: what is unchanged is not read anew.
     */
    @SuppressWarnings("ReferenceEquality")
    boolean isOf(Situation situation, boolean nowActive, Optional<Control.Hold> nowHeld) {
      if (facts.size() != situation.facts().size()
          || ledger != situation.ledger()
          || trigger.orElse(null) != situation.trigger().orElse(null)
          || adopted != situation.adopted()
          || active != nowActive
          || !hold.equals(nowHeld)
          || !resumedAt.equals(situation.resumedAt())) {
        return false;
      }
      for (int i = 0; i < facts.size(); i++) {
        if (facts.get(i) != situation.facts().get(i)) {
          return false;
        }
      }
      return true;
    }
  }

  /** Names one cycle of one phase day. */
  private record Place(PhaseName phase, LocalDate date, CycleName cycle) {}

  /** Everything that a judgement of this cycle looks at, in 16 hex digits. */
  private String digest(Situation situation) {
    Optional<Control.Hold> hold = situation.control().hold(situation.cycle(), situation.now());
    boolean active = situation.active();
    Place place = new Place(situation.ledger().phase().name(), situation.date(), situation.cycle());
    Digested known = digests.get(place);
    if (known != null && known.isOf(situation, active, hold)) {
      return known.digest();
    }
    String digest = worked(situation, active, hold);
    if (digests.size() >= MOST_DIGESTS) {
      digests.clear();
    }
    digests.put(
        place,
        new Digested(
            situation.facts(),
            situation.ledger(),
            situation.trigger(),
            situation.adopted(),
            active,
            hold,
            situation.resumedAt(),
            digest));
    return digest;
  }

  private String worked(Situation situation, boolean active, Optional<Control.Hold> hold) {
    StringBuilder text = new StringBuilder(1_000);
    lines(situation.facts(), text);
    lines(situation.ledger().ownEntries().values(), text);
    situation
        .trigger()
        .ifPresent(trigger -> text.append(trigger.id()).append(trigger.state().word()));
    text.append(situation.adopted());
    text.append(hold);
    text.append(situation.ledger().disagreements());
    text.append(situation.resumedAt());
    text.append(active);
    text.append(pipeline.hash());
    byte[] hash = sha256().digest(text.toString().getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().formatHex(hash, 0, 8);
  }

  /** One line for each fact, in an order that hangs on nothing else. */
  private static void lines(Collection<Fact> facts, StringBuilder text) {
    List<String> lines = new ArrayList<>(facts.size());
    for (Fact fact : facts) {
      lines.add(shown(fact));
    }
    lines.sort(Comparator.naturalOrder());
    for (int i = 0; i < lines.size(); i++) {
      text.append(i == 0 ? "" : "\n").append(lines.get(i));
    }
    text.append('\n');
  }

  /** A fact, as far as judgements look at it. */
  private static String shown(Fact fact) {
    StringBuilder line = new StringBuilder(120);
    line.append(fact.storedIn().value()).append('/');
    line.append(fact.processor().value()).append('/');
    line.append(fact.key()).append('/');
    line.append(fact.status()).append('/');
    line.append(fact.recordCount().isPresent() ? fact.recordCount().get() : -1L).append('/');
    if (fact.completedAt().isPresent()) {
      // As numbers: writing an instant as text is slow, and the sweep does it for every fact.
      Instant at = fact.completedAt().get();
      line.append(at.getEpochSecond()).append('.').append(at.getNano());
    }
    return line.append('/').append(fact.countable()).toString();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
