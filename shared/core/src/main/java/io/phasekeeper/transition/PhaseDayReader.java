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
import java.util.Collection;
import java.util.LinkedHashMap;
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
  private final Map<Key, Known> days = new ConcurrentHashMap<>();

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
    @SuppressWarnings("ReferenceEquality") // Nearly always it is the very same.
    public boolean equals(@Nullable Object other) {
      return other instanceof Key key
          && date.equals(key.date)
          && (transition == key.transition || transition.equals(key.transition));
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

  /** What is known of a day: where it stands, and what was read there last. */
  private static final class Known {
    final Addresses addresses;
    volatile Optional<Last> last = Optional.empty();

    Known(Addresses addresses) {
      this.addresses = addresses;
    }
  }

  /**
   * A day as it was read last.
   *
   * @param revisions of its documents, in the order of {@link Addresses#all}; "" where there is
   *     none
   * @param above where the next generations of its triggers would stand, if it has only first ones
   */
  private record Last(List<String> revisions, PhaseDay day, List<DocumentPath> above) {
    /**
     * Whether those revisions are all that the day was read from: a later generation stands in a
     * document of its own.
     */
    boolean stillStands(Addresses addresses, Map<DocumentPath, Document> found) {
      for (int i = 0; i < revisions.size(); i++) {
        if (!revisions.get(i).equals(revision(found.get(addresses.all().get(i))))) {
          return false;
        }
      }
      return day.firstGenerations();
    }
  }

  private static String revision(@Nullable Document document) {
    return document == null ? "" : document.revision();
  }

  public PhaseDay read(Transition transition, LocalDate date) {
    return read(Set.of(new Key(transition, date))).get(0);
  }

  /** The days in the order of the keys. */
  public List<PhaseDay> read(Set<Key> keys) {
    return readWith(keys, List.of()).days();
  }

  /**
   * Days, and what else was read in the same round trip.
   *
   * @param days in the order of the keys
   * @param found those of the other documents that exist
   */
  public record Together(List<PhaseDay> days, Map<DocumentPath, Document> found) {}

  /** The days, and other documents with them: a round trip costs more than a document. */
  public Together readWith(Set<Key> keys, List<DocumentPath> also) {
    List<Known> known = new ArrayList<>(keys.size());
    List<DocumentPath> paths = new ArrayList<>(8 * keys.size());
    paths.add(suitePath);
    paths.addAll(also);
    for (Key key : keys) {
      Known each = known(key);
      known.add(each);
      paths.addAll(each.addresses.all());
    }
    Map<DocumentPath, Document> found = documents.getAll(paths);
    List<Reading> readings = new ArrayList<>(keys.size());
    for (Key key : keys) {
      readings.add(reading(key, known.get(readings.size()), found));
    }
    climb(readings);
    Suite suite = new Suite(Optional.ofNullable(found.get(suitePath)));
    List<PhaseDay> read = new ArrayList<>(keys.size());
    for (Reading reading : readings) {
      read.add(day(reading, suite));
    }
    return new Together(read, found);
  }

  private Known known(Key key) {
    Known known = days.get(key);
    if (known == null) {
      if (days.size() >= MOST_DAYS) {
        days.clear();
      }
      known = new Known(addresses(key));
      days.put(key, known);
    }
    return known;
  }

  /** The same as before, if nobody has written to any of its documents since. */
  private PhaseDay day(Reading reading, Suite suite) {
    if (reading.stands(suite)) {
      return reading.still.orElseThrow();
    }
    Optional<Last> last = reading.known.last;
    if (last.isPresent()) {
      PhaseDay before = last.get().day();
      if (before.readFrom(reading.ledgers, reading.triggers, reading.control, suite)) {
        if (!last.get().revisions().equals(reading.revisions)) {
          reading.known.last = Optional.of(new Last(reading.revisions, before, reading.above));
        }
        return before;
      }
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
    reading.known.last = Optional.of(new Last(reading.revisions, day, reading.above));
    return day;
  }

  private List<DocumentPath> above(Collection<Trigger> triggers) {
    List<DocumentPath> paths = new ArrayList<>(triggers.size());
    for (Trigger trigger : triggers) {
      paths.add(trigger.id().next().path(pipeline.id()));
    }
    return paths;
  }

  private Addresses addresses(Key key) {
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
    return new Addresses(ledgerPaths, triggerPaths, control, unwritten, all);
  }

  /** One day while it is being read. */
  private static final class Reading {
    final Key key;
    final Known known;
    final List<String> revisions;
    final Map<CycleName, LedgerDocument> ledgers;
    final Control control;

    /** Where the generations above are looked for first. */
    final List<DocumentPath> above;

    /** The day before, if its documents are the same. */
    final Optional<PhaseDay> still;

    /** Those of the day before, as long as they are the same. */
    Map<CycleName, Trigger> triggers;

    Reading(
        Key key,
        Known known,
        List<String> revisions,
        Map<CycleName, LedgerDocument> ledgers,
        Map<CycleName, Trigger> triggers,
        Control control,
        List<DocumentPath> above,
        Optional<PhaseDay> still) {
      this.key = key;
      this.known = known;
      this.revisions = revisions;
      this.ledgers = ledgers;
      this.triggers = triggers;
      this.control = control;
      this.above = above;
      this.still = still;
    }

    /** Whether it is the day before: no higher generation was found, and the suite is the same. */
    @SuppressWarnings("ReferenceEquality")
    boolean stands(Suite suite) {
      return still.isPresent()
          && triggers == still.get().triggers()
          && suite.readFrom(still.get().suite());
    }

    void raise(Trigger trigger) {
      Map<CycleName, Trigger> raised = new LinkedHashMap<>(triggers);
      raised.put(trigger.id().cycle(), trigger);
      triggers = raised;
    }
  }

  private Reading reading(Key key, Known known, Map<DocumentPath, Document> found) {
    Addresses addresses = known.addresses;
    Optional<Last> last = known.last;
    if (last.isPresent() && last.get().stillStands(addresses, found)) {
      PhaseDay day = last.get().day();
      return new Reading(
          key,
          known,
          last.get().revisions(),
          day.ledgers(),
          day.triggers(),
          day.control(),
          last.get().above(),
          Optional.of(day));
    }
    List<String> revisions = new ArrayList<>(addresses.all().size());
    for (DocumentPath path : addresses.all()) {
      revisions.add(revision(found.get(path)));
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
    List<DocumentPath> above = new ArrayList<>(above(triggers.values()));
    for (Trigger trigger : triggers.values()) {
      hinted(trigger.id(), ledgersOfDay.get(trigger.id().cycle())).ifPresent(above::add);
    }
    return new Reading(
        key, known, revisions, ledgersOfDay, triggers, control, above, Optional.empty());
  }

  /** Follows the generations upward until each cycle's next one does not exist. */
  private void climb(List<Reading> readings) {
    List<DocumentPath> paths = new ArrayList<>();
    for (Reading reading : readings) {
      paths.addAll(reading.above);
    }
    while (!paths.isEmpty()) {
      Map<DocumentPath, Document> found = documents.getAll(paths);
      paths = new ArrayList<>();
      boolean higher = false;
      for (Document document : found.values()) {
        higher |= raise(readings, rememberedTriggers.of(document, Trigger::of));
      }
      if (higher) {
        for (Reading reading : readings) {
          paths.addAll(above(reading.triggers.values()));
        }
      }
    }
  }

  /** Where the ledger says that a higher generation stands, if it is not the next. */
  private Optional<DocumentPath> hinted(TriggerId known, @Nullable LedgerDocument ledger) {
    long hint = ledger == null ? 0 : Math.min(ledger.notes().generationHint(), 1_000_000);
    return hint > known.generation() + 1
        ? Optional.of(
            new TriggerId(known.phase(), known.date(), known.cycle(), hint).path(pipeline.id()))
        : Optional.empty();
  }

  private static boolean raise(List<Reading> readings, Trigger trigger) {
    for (Reading reading : readings) {
      if (reading.key.date().equals(trigger.id().date())
          && reading.key.transition().phase().equals(trigger.id().phase())) {
        Trigger known = reading.triggers.get(trigger.id().cycle());
        if (known == null || known.id().generation() < trigger.id().generation()) {
          reading.raise(trigger);
          return true;
        }
      }
    }
    return false;
  }
}
