package io.phasekeeper.transition;

import io.phasekeeper.document.Document;
import io.phasekeeper.document.DocumentPath;
import io.phasekeeper.document.DocumentStore;
import io.phasekeeper.ledger.LedgerDocument;
import io.phasekeeper.ledger.LedgerReader;
import io.phasekeeper.pipeline.CycleName;
import io.phasekeeper.pipeline.Phase;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.pipeline.Transition;
import io.phasekeeper.trigger.Trigger;
import io.phasekeeper.trigger.TriggerId;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads phase days, many in one round trip: the ledgers of all cycles, the first generation of
 * their triggers, what people asked for. Only where a first generation exists is there a second
 * trip, up to the newest; {@code _trigger_generation} in the ledger makes it short and is never
 * believed.
 */
public final class PhaseDayReader {
  /** More than the active window has. */
  private static final int MOST_DAYS = 500;

  private final DocumentStore documents;
  private final Pipeline pipeline;
  private final DocumentPath suitePath;
  private final LedgerReader ledgers;
  private final Remembered<LedgerDocument> rememberedLedgers = new Remembered<>();
  private final Remembered<Trigger> rememberedTriggers = new Remembered<>();
  private final Map<Key, Addresses> addresses = new ConcurrentHashMap<>();
  private final Map<Key, Known> knownDays = new ConcurrentHashMap<>();

  public PhaseDayReader(DocumentStore documents, Pipeline pipeline) {
    this.documents = documents;
    this.pipeline = pipeline;
    this.suitePath = Suite.path(pipeline);
    this.ledgers = new LedgerReader(pipeline);
  }

  /** One transition on one date. */
  public record Key(Transition transition, LocalDate date) {
    /** Of the names alone: a transition's own hash goes through its whole policy. */
    @Override
    public int hashCode() {
      return 31 * transition.phase().hashCode() + date.hashCode();
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Key key && date.equals(key.date) && transition.equals(key.transition);
    }
  }

  /**
   * Where the documents of a day stand; worked out once.
   *
   * @param unwritten the ledgers while nobody has written to them
   */
  private record Addresses(
      Map<CycleName, DocumentPath> ledgers,
      Map<CycleName, DocumentPath> firstTriggers,
      DocumentPath control,
      Map<CycleName, LedgerDocument> unwritten,
      List<DocumentPath> all) {}

  /**
   * A day as it was read last.
   *
   * @param revisions of its documents, in the order of {@link Addresses#all}; "" where there is
   *     none
   */
  private record Known(List<String> revisions, PhaseDay day) {
    /**
     * Whether those revisions are all that the day was read from: a later generation stands in a
     * document of its own.
     */
    boolean stillRead(List<String> now) {
      return revisions.equals(now) && day.firstGenerations();
    }
  }

  public PhaseDay read(Transition transition, LocalDate date) {
    return read(Set.of(new Key(transition, date))).get(0);
  }

  /** The days in the order of the keys. */
  public List<PhaseDay> read(Set<Key> keys) {
    List<DocumentPath> paths = new ArrayList<>();
    paths.add(suitePath);
    for (Key key : keys) {
      paths.addAll(addresses(key).all());
    }
    Map<DocumentPath, Document> found = documents.getAll(paths);
    List<Reading> readings = new ArrayList<>();
    for (Key key : keys) {
      readings.add(reading(key, found));
    }
    climb(readings);
    Suite suite = new Suite(Optional.ofNullable(found.get(suitePath)));
    List<PhaseDay> days = new ArrayList<>();
    for (Reading reading : readings) {
      days.add(day(reading, suite));
    }
    return days;
  }

  /** The same as before, if nobody has written to any of its documents since. */
  private PhaseDay day(Reading reading, Suite suite) {
    Known before = knownDays.get(reading.key);
    if (before != null
        && before.day().readFrom(reading.ledgers, reading.triggers, reading.control, suite)) {
      if (!before.revisions().equals(reading.revisions)) {
        knownDays.put(reading.key, new Known(reading.revisions, before.day()));
      }
      return before.day();
    }
    PhaseDay day =
        PhaseDay.of(
            pipeline,
            reading.key.transition(),
            reading.key.date(),
            reading.ledgers,
            reading.triggers,
            reading.control,
            suite);
    if (knownDays.size() >= MOST_DAYS) {
      knownDays.clear();
    }
    knownDays.put(reading.key, new Known(reading.revisions, day));
    return day;
  }

  private Addresses addresses(Key key) {
    Addresses known = addresses.get(key);
    if (known != null) {
      return known;
    }
    Phase after = pipeline.phase(key.transition().after());
    Map<CycleName, DocumentPath> ledgerPaths = new LinkedHashMap<>();
    Map<CycleName, DocumentPath> triggerPaths = new LinkedHashMap<>();
    Map<CycleName, LedgerDocument> unwritten = new LinkedHashMap<>();
    for (CycleName cycle : key.transition().policies().keySet()) {
      ledgerPaths.put(cycle, LedgerDocument.path(after, key.date(), cycle, pipeline.cycles()));
      TriggerId first = new TriggerId(key.transition().phase(), key.date(), cycle, 1);
      triggerPaths.put(cycle, first.path(pipeline.id()));
      unwritten.put(cycle, ledgers.read(after, key.date(), cycle, Optional.empty()));
    }
    DocumentPath control = Control.path(pipeline, key.transition().phase(), key.date());
    List<DocumentPath> all = new ArrayList<>(ledgerPaths.values());
    all.addAll(triggerPaths.values());
    all.add(control);
    Addresses made = new Addresses(ledgerPaths, triggerPaths, control, unwritten, all);
    if (addresses.size() >= MOST_DAYS) {
      addresses.clear();
    }
    addresses.put(key, made);
    return made;
  }

  /** One day while it is being read. */
  private static final class Reading {
    final Key key;
    final List<String> revisions;
    final Map<CycleName, LedgerDocument> ledgers;
    final Map<CycleName, Trigger> triggers;
    final Control control;

    Reading(
        Key key,
        List<String> revisions,
        Map<CycleName, LedgerDocument> ledgers,
        Map<CycleName, Trigger> triggers,
        Control control) {
      this.key = key;
      this.revisions = revisions;
      this.ledgers = ledgers;
      this.triggers = triggers;
      this.control = control;
    }
  }

  private Reading reading(Key key, Map<DocumentPath, Document> found) {
    Addresses addresses = addresses(key);
    List<String> revisions = new ArrayList<>(addresses.all().size());
    for (DocumentPath path : addresses.all()) {
      Document document = found.get(path);
      revisions.add(document == null ? "" : document.revision());
    }
    Known known = knownDays.get(key);
    if (known != null && known.stillRead(revisions)) {
      PhaseDay day = known.day();
      return new Reading(
          key,
          known.revisions(),
          day.ledgers(),
          new LinkedHashMap<>(day.triggers()),
          day.control());
    }
    Phase after = pipeline.phase(key.transition().after());
    Map<CycleName, LedgerDocument> ledgersOfDay = new LinkedHashMap<>();
    Map<CycleName, Trigger> triggers = new LinkedHashMap<>();
    for (Map.Entry<CycleName, DocumentPath> each : addresses.ledgers().entrySet()) {
      CycleName cycle = each.getKey();
      Document stored = found.get(each.getValue());
      ledgersOfDay.put(
          cycle,
          stored == null
              ? Objects.requireNonNull(addresses.unwritten().get(cycle))
              : rememberedLedgers.of(
                  stored, d -> ledgers.read(after, key.date(), cycle, Optional.of(d))));
      Document trigger = found.get(addresses.firstTriggers().get(cycle));
      if (trigger != null) {
        triggers.put(cycle, rememberedTriggers.of(trigger, Trigger::of));
      }
    }
    Control control = new Control(Optional.ofNullable(found.get(addresses.control())));
    return new Reading(key, revisions, ledgersOfDay, triggers, control);
  }

  /** Follows the generations upward until each cycle's next one does not exist. */
  private void climb(List<Reading> readings) {
    boolean climbing = readings.stream().anyMatch(r -> !r.triggers.isEmpty());
    boolean trustHint = true;
    while (climbing) {
      Set<DocumentPath> paths = new LinkedHashSet<>();
      for (Reading reading : readings) {
        for (Trigger trigger : reading.triggers.values()) {
          paths.add(trigger.id().next().path(pipeline.id()));
          long hint = hint(reading, trigger.id().cycle());
          if (trustHint && hint > trigger.id().generation()) {
            TriggerId hinted = withGeneration(trigger.id(), hint);
            paths.add(hinted.path(pipeline.id()));
          }
        }
      }
      Map<DocumentPath, Document> found = documents.getAll(List.copyOf(paths));
      climbing = false;
      for (Document document : found.values()) {
        Trigger trigger = rememberedTriggers.of(document, Trigger::of);
        climbing |= raise(readings, trigger);
      }
      trustHint = false;
    }
  }

  private static long hint(Reading reading, CycleName cycle) {
    LedgerDocument ledger = reading.ledgers.get(cycle);
    return ledger == null ? 0 : Math.min(ledger.notes().generationHint(), 1_000_000);
  }

  private static TriggerId withGeneration(TriggerId id, long generation) {
    return new TriggerId(id.phase(), id.date(), id.cycle(), generation);
  }

  private static boolean raise(List<Reading> readings, Trigger trigger) {
    for (Reading reading : readings) {
      if (reading.key.date().equals(trigger.id().date())
          && reading.key.transition().phase().equals(trigger.id().phase())) {
        Trigger known = reading.triggers.get(trigger.id().cycle());
        if (known == null || known.id().generation() < trigger.id().generation()) {
          reading.triggers.put(trigger.id().cycle(), trigger);
          return true;
        }
      }
    }
    return false;
  }
}
