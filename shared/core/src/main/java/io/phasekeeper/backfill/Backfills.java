package io.phasekeeper.backfill;

import io.phasekeeper.document.Document;
import io.phasekeeper.document.DocumentPath;
import io.phasekeeper.document.DocumentStore;
import io.phasekeeper.finding.FindingBook;
import io.phasekeeper.finding.FindingDraft;
import io.phasekeeper.finding.FindingKind;
import io.phasekeeper.heal.OutputDate;
import io.phasekeeper.heal.OutputWork;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.platform.Platform;
import io.phasekeeper.settings.Mode;
import io.phasekeeper.transition.Suite;
import io.phasekeeper.transition.Unseen;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Drives the backfills that are not over, at every tick of self-heal: looks what came of the work
 * under way, and begins what may be begun. That work is begun is stored before it is sent, so that
 * no more is under way than was asked for, whoever dies on the way; running it twice, or two at
 * once, is the same as once. Without a backfill it reads one document, and asks which of them could
 * not be read.
 */
public final class Backfills {
  /** So many looks in one tick, while all that comes is there already and is passed over. */
  private static final int MOST_LOOKS = 10;

  /** So many lost races in one tick; then the next goes on. */
  private static final int MOST_LOST = 3;

  private static final Duration SOON = Duration.ofMinutes(1);

  /** One that could not be stored for so long since it was due is told. */
  private static final Duration OVERDUE = Duration.ofMinutes(15);

  /** One that stands still for so long is looked at more rarely. */
  private static final Duration PATIENCE = Duration.ofHours(1);

  private static final Duration RARELY = Duration.ofMinutes(30);

  /** Of the nine minutes that a call has, behind healing's. */
  private static final Duration SHARE = Duration.ofMinutes(2);

  /** The findings of what cannot be read are kept here. */
  private static final String UNREADABLE = "backfill:plans";

  private final Platform platform;
  private final Pipeline pipeline;
  private final BackfillBook book;
  private final FindingBook findings;
  private final OutputWork work;

  public Backfills(Platform platform) {
    this.platform = platform;
    this.pipeline = platform.pipeline();
    DocumentStore documents = platform.documents();
    this.book = new BackfillBook(documents, pipeline);
    this.findings = new FindingBook(documents, pipeline);
    this.work = new OutputWork(platform);
  }

  /**
   * One tick.
   *
   * @throws io.phasekeeper.outcome.PortFailure if the store cannot be reached: to be tried again
   */
  public BackfillReport tick() {
    Instant now = platform.clock().instant().truncatedTo(ChronoUnit.MICROS);
    BackfillTick tick = new BackfillTick(now, now.plus(SHARE));
    List<Document> live = book.live();
    List<Document> told = findings.openIn(UNREADABLE);
    if (live.isEmpty() && told.isEmpty()) {
      return tick.report();
    }
    Suite suite = new Suite(platform.documents().get(Suite.path(pipeline)));
    Mode mode = suite.mode(platform.settings().mode(), now);
    if (mode == Mode.STOPPED) {
      return tick.report();
    }
    for (Document finding : told) {
      tick.item(UNREADABLE, () -> again(finding, tick));
    }
    for (Document each : live) {
      if (isOver(tick)) {
        break; // the others stay due
      }
      tick.item(each.path().id(), () -> drive(each, mode, tick));
    }
    return tick.report();
  }

  /** One that could not be read is gone, over, or can be read again. */
  private void again(Document finding, BackfillTick tick) {
    String id = finding.field("about", String.class).orElse("unknown");
    boolean stands =
        platform
            .documents()
            .get(new DocumentPath(BackfillPlan.COLLECTION, id))
            .filter(plan -> BackfillBook.live(plan) && !readable(plan))
            .isPresent();
    if (!stands) {
      tick.findings.addAll(findings.resolve(finding, tick.now));
    }
  }

  private static boolean readable(Document stored) {
    try {
      var unused = BackfillPlan.read(stored);
      return true;
    } catch (IllegalArgumentException | DateTimeException e) {
      return false;
    }
  }

  private boolean isOver(BackfillTick tick) {
    return !platform.clock().instant().isBefore(tick.until);
  }

  private void drive(Document first, Mode mode, BackfillTick tick) {
    BackfillPlan plan;
    try {
      plan = BackfillPlan.read(first);
    } catch (IllegalArgumentException | DateTimeException e) {
      findings
          .open(UNREADABLE, unreadable(first, String.valueOf(e.getMessage())), tick.now)
          .ifPresent(tick.findings::add);
      return;
    }
    if (plan.dueAt().isAfter(tick.now)) {
      return;
    }
    tick.looked++;
    Drive drive = new Drive(mode, tick);
    Optional<Document> stored = Optional.of(first);
    for (int look = 0; look < MOST_LOOKS && stored.isPresent() && !isOver(tick); look++) {
      stored = look(stored.get(), drive);
    }
  }

  /** How it goes with one backfill in one tick. */
  private static final class Drive {
    final Mode mode;
    final BackfillTick tick;
    int lost;

    Drive(Mode mode, BackfillTick tick) {
      this.mode = mode;
      this.tick = tick;
    }
  }

  /**
   * Somebody else has written it since it was read: it is looked at anew as it stands now, unless
   * it has been looked at meanwhile.
   */
  private Optional<Document> lost(BackfillPlan plan, Drive drive) {
    drive.lost++;
    Instant now = drive.tick.now;
    if (drive.lost < MOST_LOST) {
      return book.get(plan.number())
          .filter(current -> !BackfillPlan.read(current).dueAt().isAfter(now));
    }
    if (plan.dueAt().plus(OVERDUE).isBefore(now)) {
      findings.open(plan.storing(), unstored(plan, now), now).ifPresent(drive.tick.findings::add);
    }
    return Optional.empty();
  }

  private static FindingDraft unstored(BackfillPlan plan, Instant now) {
    return FindingDraft.of(
            FindingKind.SUPERVISOR_LATE,
            plan.scope(),
            plan.title()
                + " was due at "
                + plan.dueAt()
                + ", and could not be stored since: somebody else wrote it each time",
            "look who else writes its document; it goes on by itself, and loses nothing")
        .with("seconds", Duration.between(plan.dueAt(), now).toSeconds());
  }

  /** One that was long overdue is stored again. */
  private void stored(BackfillPlan plan, Drive drive) {
    if (plan.dueAt().plus(OVERDUE).isBefore(drive.tick.now)) {
      drive.tick.findings.addAll(findings.keep(plan.storing(), List.of(), drive.tick.now));
    }
  }

  private static FindingDraft unreadable(Document stored, String why) {
    return FindingDraft.of(
        FindingKind.CONFIG_INVALID,
        stored.path().id(),
        "a stored backfill cannot be understood: " + why,
        "another version wrote it, most likely; it stands still. Deploy that version again, or"
            + " end it with phasekeeper backfill cancel");
  }

  /**
   * One look.
   *
   * @return the backfill as stored, if it can be looked at further at once
   */
  private Optional<Document> look(Document before, Drive drive) {
    BackfillTick tick = drive.tick;
    BackfillPlan plan = BackfillPlan.read(before);
    if (!plan.state().live()) {
      return Optional.empty(); // a person ended it meanwhile
    }
    if (plan.units().openDates(1).isEmpty()) {
      return over(before, plan, drive);
    }
    Waves waves = new Waves(pipeline, work, plan, drive.mode, tick);
    waves.settle();
    List<OutputDate> ready = waves.ready();
    Optional<Document> marked = ready.isEmpty() ? Optional.of(before) : mark(before, waves, ready);
    if (marked.isEmpty()) {
      return lost(plan, drive);
    }
    waves.begin(ready);
    told(plan, waves, tick);
    Optional<Document> kept = keep(marked.get(), waves, tick.now);
    if (kept.isEmpty()) {
      return lost(plan, drive); // claims keep what was begun from being sent a second time
    }
    stored(plan, drive);
    BackfillPlan after = BackfillPlan.read(kept.get());
    boolean over = after.units().openDates(1).isEmpty();
    boolean passed = waves.hold().isEmpty() && after.units().count(Unit.BEGUN) == 0;
    boolean moved = !plan.units().openDates(1).equals(after.units().openDates(1));
    return over || (passed && moved && ready.isEmpty()) ? kept : Optional.empty();
  }

  /** Stores that work is being begun, before it is. */
  private Optional<Document> mark(Document before, Waves waves, List<OutputDate> ready) {
    BackfillPlan plan = BackfillPlan.read(before);
    Map<OutputDate, Unit> begun = new LinkedHashMap<>(waves.changes());
    ready.forEach(of -> begun.put(of, Unit.BEGUN));
    return book.keep(before, plan.with(plan.units().with(begun)))
        ? book.get(plan.number())
        : Optional.empty();
  }

  private void told(BackfillPlan plan, Waves waves, BackfillTick tick) {
    if (plan.hold().isPresent() || waves.hold().isPresent()) {
      tick.findings.addAll(findings.keep(plan.scope(), waves.drafts(), tick.now));
    }
    waves.hold().ifPresent(hold -> tick.held.add(plan.title() + " at " + hold.date()));
    waves.changes().entrySet().stream()
        .filter(each -> each.getValue() == Unit.MADE)
        .forEach(each -> tick.made.add(each.getKey().key()));
    tick.sent.addAll(waves.look().sent());
    tick.findings.addAll(waves.look().findings());
    for (Unseen.Question question : waves.look().unseen()) {
      findings.open("services", Unseen.of(question), tick.now).ifPresent(tick.findings::add);
    }
  }

  /** Stores what was found, also beside a person who paused it meanwhile. */
  private Optional<Document> keep(Document marked, Waves waves, Instant now) {
    Optional<Document> current = Optional.of(marked);
    for (int attempt = 1; attempt <= 3 && current.isPresent(); attempt++) {
      BackfillPlan plan = BackfillPlan.read(current.get());
      if (!plan.state().live()) {
        return Optional.empty();
      }
      BackfillPlan next =
          plan.with(plan.units().with(news(plan, waves)))
              .looked(now, nextLook(plan, waves, now), waves.hold());
      if (book.keep(current.get(), next)) {
        return book.get(plan.number());
      }
      current = book.get(plan.number());
    }
    return Optional.empty();
  }

  /** What another has found to be settled meanwhile stays so. */
  private static Map<OutputDate, Unit> news(BackfillPlan plan, Waves waves) {
    Map<OutputDate, Unit> news = new LinkedHashMap<>(waves.changes());
    news.keySet().removeIf(of -> !plan.units().open(of));
    return news;
  }

  private static Instant nextLook(BackfillPlan plan, Waves waves, Instant now) {
    boolean busy = waves.units().count(Unit.BEGUN) > 0;
    boolean patient =
        plan.hold()
            .filter(old -> waves.hold().filter(h -> h.date().equals(old.date())).isPresent())
            .filter(old -> old.since().isBefore(now.minus(PATIENCE)))
            .isPresent();
    return now.plus(!busy && patient ? RARELY : SOON);
  }

  private Optional<Document> over(Document before, BackfillPlan plan, Drive drive) {
    BackfillTick tick = drive.tick;
    tick.findings.addAll(findings.keep(plan.scope(), List.of(), tick.now));
    if (!book.keep(before, plan.become(BackfillPlan.State.DONE, tick.now))) {
      return lost(plan, drive);
    }
    tick.findings.addAll(findings.keep(plan.storing(), List.of(), tick.now));
    book.over(plan.number());
    return Optional.empty();
  }
}
