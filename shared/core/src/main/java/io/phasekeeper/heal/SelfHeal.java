package io.phasekeeper.heal;

import io.phasekeeper.document.Document;
import io.phasekeeper.document.DocumentPath;
import io.phasekeeper.document.DocumentQuery;
import io.phasekeeper.document.DocumentQuery.Operator;
import io.phasekeeper.document.DocumentStore;
import io.phasekeeper.document.FieldChange;
import io.phasekeeper.document.FieldPath;
import io.phasekeeper.finding.FindingBook;
import io.phasekeeper.finding.FindingKind;
import io.phasekeeper.function.Beat;
import io.phasekeeper.gate.WorkCalendar;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.platform.Platform;
import io.phasekeeper.settings.Mode;
import io.phasekeeper.transition.Suite;
import io.phasekeeper.transition.Unseen;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The timer that heals: notices outputs that are not there when they are due, begins plans for them
 * and for what other findings say is wrong with outputs, and takes the steps of plans that are due.
 *
 * <p>A tick on which nothing is due asks the warehouse for the calendar alone, and that every
 * quarter of an hour; else it is one statement for the rows and runs of all that is looked at;
 * every quarter of an hour one more asks which processors fail for want of others. Running it
 * twice, or two at once, is the same as once.
 */
public final class SelfHeal {
  public static final String TIMER = "self-heal";
  static final Duration PERIOD = Duration.ofMinutes(5);

  /** Gaps are looked for among the data dates from so many days before today, to tomorrow. */
  public static final int DAYS_BACK = 14;

  private static final int MOST_FINDINGS = 500;

  /** Of the nine minutes that a call has; backfills have a share of them. */
  private static final Duration PATIENCE = Duration.ofMinutes(4);

  /** Of the minute that a delivery has; the last call may take 20 s more. */
  private static final Duration PATIENCE_OF_DELIVERY = Duration.ofSeconds(15);

  /** Where it is kept that files could not be read. */
  private static final String FILES = "heal:files";

  private final Platform platform;
  private final Pipeline pipeline;
  private final DocumentStore documents;
  private final FindingBook findings;
  private final OutputGraph graph;
  private final HealBook book;
  private final GapWatch gaps;
  private final StormWatch storms;
  private final DependencyWatch dependencies;
  private final Wanted.Reader reader;
  private final NewPlans begins;
  private final UnreadablePlans unreadable;
  private final HealPolicy policy = HealPolicy.STANDARD;

  public SelfHeal(Platform platform) {
    this.platform = platform;
    this.pipeline = platform.pipeline();
    this.documents = platform.documents();
    this.findings = new FindingBook(documents, pipeline);
    this.graph = new OutputGraph(pipeline);
    this.book = new HealBook(documents, pipeline, policy);
    this.gaps =
        new GapWatch(
            pipeline, graph, new WorkCalendar(pipeline, platform.warehouse()), findings, book);
    this.storms = new StormWatch(documents, pipeline, findings);
    this.dependencies = new DependencyWatch(platform, findings);
    this.reader = new Wanted.Reader(pipeline, graph);
    this.unreadable = new UnreadablePlans(documents, findings, book);
    this.begins = new NewPlans(pipeline, graph, findings, book, policy);
  }

  /**
   * One tick.
   *
   * @throws io.phasekeeper.outcome.PortFailure if the store cannot be reached: to be tried again
   */
  public HealReport tick() {
    HealTick tick = new HealTick(platform.clock(), PATIENCE);
    Instant now = tick.now;
    Map<DocumentPath, Document> known = documents.getAll(List.of(beatPath(), Suite.path(pipeline)));
    Optional<Document> last = Optional.ofNullable(known.get(beatPath()));
    Beat beat = Beat.leave(documents, pipeline, TIMER, PERIOD, last, now);
    beat.missed()
        .ifPresent(
            silence -> tick.found(findings.note("timers", HealFindings.late(TIMER, silence), now)));
    Suite suite = new Suite(Optional.ofNullable(known.get(Suite.path(pipeline))));
    Mode mode = suite.mode(platform.settings().mode(), now);
    if (mode == Mode.STOPPED) {
      return tick.report(pipeline.hash(), true);
    }
    storms.look(tick);
    HealClock clock = HealClock.read(last);
    GapWatch.Looks looks = gaps.looks(clock, tick);
    List<Document> open = open();
    gaps.leave(open, tick);
    tick.item("plans", () -> unreadable.look(open, tick));
    List<Wanted> noticed = reader.of(open, today(now));
    Map<OutputDate, Document> due = due(tick);
    Map<OutputDate, Document> planned = book.plans(NewPlans.outputs(noticed));
    List<Wanted> unplanned =
        noticed.stream().filter(each -> NewPlans.unplanned(each, planned)).toList();
    HealData data = data(tick);
    PhaseOrders orders = new PhaseOrders(documents, pipeline, graph);
    load(data, looks, unplanned, due.values());
    List<Wanted> wanted = new ArrayList<>(gaps.missing(looks, data, orders, beat.firstAt(), tick));
    unplanned.stream()
        .filter(each -> wanted.stream().noneMatch(other -> other.of().equals(each.of())))
        .forEach(wanted::add);
    begins
        .begin(wanted, data, orders, tick)
        .forEach(plan -> due.putIfAbsent(plan, book.plan(plan).orElseThrow()));
    Map<String, String> again = GapWatch.otherwise(looks.calendar(), data);
    lookAgain(again); // before a plan ends on what it says
    Set<String> stormy = stormy(open);
    Healing healing = healing(mode);
    due.entrySet().stream()
        .sorted(Map.Entry.comparingByKey(graph.newestAndInputsFirst()))
        .takeWhile(any -> !tick.isOver()) // the others stay due
        .forEach(
            each ->
                tick.item(
                    each.getKey().key(),
                    () ->
                        healing.advance(
                            each.getValue(), HealPlan.read(each.getValue()), data, tick, stormy)));
    if (!tick.blind()) {
      dependencies.look(clock, beatPath(), tick);
    }
    seen(data, tick);
    keep(clock, looks, again, tick);
    return tick.report(pipeline.hash(), false);
  }

  /**
   * A completion came: if a plan is about that output, or has work on it in flight, it is looked at
   * now, and not only at the next tick. Whatever goes wrong is left to that tick.
   *
   * @return none if no plan is about it
   */
  public Optional<HealReport> completed(OutputDate of) {
    HealTick tick = new HealTick(platform.clock(), PATIENCE_OF_DELIVERY);
    boolean[] looked = {false};
    tick.item(of.key(), () -> looked[0] = step(of, tick));
    HealReport report = tick.report(pipeline.hash(), false);
    return looked[0] || !report.failures().isEmpty() ? Optional.of(report) : Optional.empty();
  }

  private boolean step(OutputDate of, HealTick tick) {
    Optional<Document> plan = book.planAbout(of);
    if (plan.isEmpty() || plan.get().field("due_at", Instant.class).isEmpty()) {
      return false;
    }
    Map<DocumentPath, Document> known = documents.getAll(List.of(beatPath(), Suite.path(pipeline)));
    Suite suite = new Suite(Optional.ofNullable(known.get(Suite.path(pipeline))));
    Mode mode = suite.mode(platform.settings().mode(), tick.now);
    if (mode == Mode.STOPPED) {
      return false;
    }
    HealData data = data(tick);
    load(data, GapWatch.Looks.NONE, List.of(), List.of(plan.get()));
    HealClock clock = HealClock.read(Optional.ofNullable(known.get(beatPath())));
    lookAgain(GapWatch.otherwise(clock.calendar(), data));
    healing(mode).advance(plan.get(), HealPlan.read(plan.get()), data, tick, stormy(open()));
    return true;
  }

  private DocumentPath beatPath() {
    return Beat.path(pipeline, TIMER);
  }

  private LocalDate today(Instant now) {
    return now.atZone(pipeline.zone()).toLocalDate();
  }

  private HealData data(HealTick tick) {
    return new HealData(
        pipeline, platform.warehouse(), platform.files(), graph, tick.now, tick.unseen::add);
  }

  Healing healing(Mode mode) {
    PortSender sender = PortSender.of(platform, mode, platform.calls().variables());
    return new Healing(pipeline, sender, findings, book, graph, documents, policy);
  }

  private List<Document> open() {
    return documents.query(
        DocumentQuery.in(FindingBook.COLLECTION, MOST_FINDINGS)
            .where("pipeline", Operator.EQUAL, pipeline.id())
            .where("state", Operator.EQUAL, "open"));
  }

  private static Set<String> stormy(List<Document> open) {
    return open.stream()
        .filter(
            d ->
                d.field("kind", String.class)
                    .filter(FindingKind.RETRY_STORM.word()::equals)
                    .isPresent())
        .flatMap(d -> d.field("about", String.class).stream())
        .collect(Collectors.toUnmodifiableSet());
  }

  /** The plans that are due; one that cannot be read is set aside, and told. */
  private Map<OutputDate, Document> due(HealTick tick) {
    Map<OutputDate, Document> due = new LinkedHashMap<>();
    for (Document document : book.due(tick.now)) {
      unreadable.read(document, tick).ifPresent(plan -> due.put(plan.target(), document));
    }
    tick.looked = due.size();
    return due;
  }

  private void load(
      HealData data, GapWatch.Looks looks, List<Wanted> wanted, Collection<Document> plans) {
    Set<OutputDate> outputs = new LinkedHashSet<>(looks.all());
    outputs.addAll(NewPlans.outputs(wanted));
    plans.forEach(plan -> HealPlan.read(plan).steps().forEach(step -> outputs.add(step.of())));
    LocalDate first = data.today().minusDays(DAYS_BACK);
    LocalDate last = data.today().plusDays(1);
    Set<OutputDate> dependents = new LinkedHashSet<>();
    List<OutputDate> next = List.copyOf(outputs);
    while (!next.isEmpty()) {
      List<OutputDate> found = new ArrayList<>();
      for (OutputDate each : next) {
        for (OutputDate dependent : graph.dependents(each, first, last)) {
          if (!outputs.contains(dependent) && dependents.add(dependent)) {
            found.add(dependent);
          }
        }
      }
      next = found;
    }
    data.load(outputs, dependents);
  }

  /** Tells what could not be seen; tables are somebody else's to see again, files are ours. */
  private void seen(HealData data, HealTick tick) {
    for (Unseen.Question question : tick.unseen) {
      String scope = HealTick.ofFiles(question) ? FILES : "services";
      findings.open(scope, Unseen.of(question), tick.now).ifPresent(tick.findings::add);
    }
    if (data.sawFiles()) {
      tick.found(findings.keep(FILES, List.of(), tick.now));
    }
  }

  /** The next tick looks at what is due of these dates. */
  private void lookAgain(Map<String, String> dates) {
    if (!dates.isEmpty()) {
      List<FieldChange> changes = new ArrayList<>();
      dates.forEach(
          (date, said) -> changes.add(FieldChange.set(FieldPath.of("calendar", date), said)));
      documents.merge(beatPath(), changes);
    }
  }

  /**
   * Remembers what was looked at; not if that could not be done, so that it is again.
   *
   * @param again what is to be noted of dates that the next tick is to look at
   */
  private void keep(
      HealClock clock, GapWatch.Looks looks, Map<String, String> again, HealTick tick) {
    if (!tick.sawTables() || !tick.lookedAtAll) {
      return;
    }
    List<FieldChange> changes = new ArrayList<>();
    changes.add(FieldChange.set("looked_until", tick.now));
    if (clock.scanDue(tick.now, pipeline.zone())) {
      changes.add(FieldChange.set("scanned_at", tick.now));
    }
    Map<String, String> calendar = new TreeMap<>(looks.calendar());
    calendar.putAll(again);
    if (!calendar.equals(clock.calendar())) {
      changes.add(FieldChange.set("calendar", calendar));
    }
    documents.merge(beatPath(), changes);
  }
}
