package io.phasekeeper.backfill;

import io.phasekeeper.document.Document;
import io.phasekeeper.finding.FindingBook;
import io.phasekeeper.gate.CalendarSpan;
import io.phasekeeper.heal.OutputDate;
import io.phasekeeper.heal.OutputWork;
import io.phasekeeper.operator.ActionLog;
import io.phasekeeper.operator.ActionResult;
import io.phasekeeper.operator.Asked;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.pipeline.Processor;
import io.phasekeeper.platform.Platform;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/** What people may ask of backfills; each order is stored with who gave it and why. */
public final class BackfillDesk {
  private static final int TRIES = 5;
  private static final int MOST_SHOWN = 20;

  private final Platform platform;
  private final Pipeline pipeline;
  private final BackfillBook book;
  private final OutputWork work;
  private final ActionLog log;

  public BackfillDesk(Platform platform) {
    this.platform = platform;
    this.pipeline = platform.pipeline();
    this.book = new BackfillBook(platform.documents(), pipeline);
    this.work = new OutputWork(platform);
    this.log = new ActionLog(platform.documents(), pipeline);
  }

  private Instant now() {
    return platform.clock().instant().truncatedTo(ChronoUnit.MICROS);
  }

  /**
   * Begins a backfill; the next tick of self-heal takes it up.
   *
   * @throws IllegalArgumentException if the range or the phase cannot be meant
   * @throws io.phasekeeper.outcome.PortFailure if the calendar cannot be read
   */
  public ActionResult begin(BackfillOrder order, Asked asked) {
    Instant now = now();
    Planned planned = plan(order, now);
    if (planned.progress().waiting() == 0) {
      return ActionResult.refused(planned.nothing(order));
    }
    ActionLog.Entry entry = log.begin("backfill", subject(order), Optional.empty(), asked, now);
    BackfillBook.Begun begun =
        book.begin(order, planned.asked(), planned.units(), asked.who(), asked.why(), now);
    if (begun.plan().isEmpty()) {
      return entry.end(
          ActionResult.refused(
              "backfill "
                  + begun.overlapping().orElseThrow()
                  + " makes part of that and is not over; wait for it, or phasekeeper backfill"
                  + " cancel "
                  + begun.overlapping().orElseThrow()));
    }
    return entry.end(ActionResult.done(begun.plan().get().title() + " begins: " + planned.says()));
  }

  /**
   * What {@link #begin} would begin; nothing is written, and nothing is sent.
   *
   * @throws IllegalArgumentException if the range or the phase cannot be meant
   * @throws io.phasekeeper.outcome.PortFailure if the calendar cannot be read
   */
  public ActionResult dryRun(BackfillOrder order) {
    Planned planned = plan(order, now());
    if (planned.progress().waiting() == 0) {
      return ActionResult.refused(planned.nothing(order));
    }
    return ActionResult.done(
        "would begin: "
            + planned.says()
            + book.overlapping(order, planned.asked(), now())
                .map(number -> "; but backfill " + number + " makes part of that and is not over")
                .orElse(""));
  }

  /** What an order comes to. */
  private record Planned(List<String> asked, Units units, BackfillProgress progress) {
    String says() {
      return progress.waiting()
          + " outputs of "
          + progress.dates()
          + " dates, those that are there are passed over unless they are older than what they are"
          + " made from; "
          + BackfillText.leftOut(progress)
          + (progress.following() > 0
              ? "; then " + BackfillText.following(progress, units.last())
              : "");
    }

    String nothing(BackfillOrder order) {
      return "nothing of "
          + order.from()
          + " to "
          + order.to()
          + " is to be made: "
          + BackfillText.leftOut(progress);
    }
  }

  private Planned plan(BackfillOrder order, Instant now) {
    LocalDate today = now.atZone(pipeline.zone()).toLocalDate();
    order.check(pipeline, today);
    List<Processor> outputs = outputs(order, now);
    List<String> asked =
        outputs.stream().filter(order::asks).map(each -> each.name().value()).toList();
    LocalDate last = BackfillPlanner.last(order, today);
    Units units =
        BackfillPlanner.plan(
            order,
            outputs,
            work.downstream(asked, order.from(), order.to(), last),
            pipeline,
            calendar(order.from(), last));
    return new Planned(asked, units, BackfillProgress.of(units, Duration.ZERO, now));
  }

  private static String subject(BackfillOrder order) {
    return order.from() + "~" + order.to() + order.phase().map(phase -> ":" + phase).orElse("");
  }

  /** The outputs that somebody can be asked to make. */
  private List<Processor> outputs(BackfillOrder order, Instant now) {
    List<Processor> outputs = new ArrayList<>();
    List<String> unable = new ArrayList<>();
    for (Processor each : work.outputs()) {
      Optional<String> why = work.unable(new OutputDate(each.name().value(), order.from()), now);
      if (why.isEmpty()) {
        outputs.add(each);
      } else if (order.asks(each)) {
        unable.add(why.get());
      }
    }
    if (outputs.stream().noneMatch(order::asks)) {
      throw new IllegalArgumentException(
          "nobody can be asked to make outputs"
              + order.phase().map(phase -> " of " + phase).orElse("")
              + (unable.isEmpty() ? ": it has none in a table" : ": " + unable.get(0)));
    }
    return outputs;
  }

  private CalendarSpan calendar(LocalDate from, LocalDate to) {
    return CalendarSpan.read(
        pipeline,
        platform.warehouse(),
        from,
        to,
        failure -> {
          throw failure;
        });
  }

  /** Nothing more is begun until it is resumed; what is under way is waited for. */
  public ActionResult pause(Optional<Long> number, Asked asked) {
    return change(
        "pause",
        number,
        asked,
        (plan, now) ->
            plan.state() == BackfillPlan.State.PAUSED
                ? Optional.empty()
                : Optional.of(plan.become(BackfillPlan.State.PAUSED, now)),
        "is paused already",
        "is paused; what is under way is waited for");
  }

  /** Goes on with one that was paused, or whose outputs failed: those are tried anew. */
  public ActionResult resume(Optional<Long> number, Asked asked) {
    return change(
        "resume",
        number,
        asked,
        (plan, now) -> {
          Map<OutputDate, Unit> again = new LinkedHashMap<>();
          for (LocalDate date : plan.units().openDates(Integer.MAX_VALUE)) {
            plan.units().on(date, Unit.FAILED).forEach(of -> again.put(of, Unit.WAITING));
          }
          boolean going = plan.state() == BackfillPlan.State.OPEN && again.isEmpty();
          if (going) {
            return Optional.empty();
          }
          again.keySet().forEach(of -> forget(of));
          return Optional.of(
              plan.with(plan.units().with(again)).become(BackfillPlan.State.OPEN, now));
        },
        "is neither paused nor has it failed; where it waits it goes on by itself",
        "goes on with the next tick");
  }

  private void forget(OutputDate of) {
    for (int attempt = 1; attempt <= TRIES; attempt++) {
      if (work.forget(of)) {
        return;
      }
    }
  }

  /** Ends one for good; what was made stays, and what is under way is not called back. */
  public ActionResult cancel(Optional<Long> number, Asked asked) {
    boolean unreadable = number.isPresent() && !view(number).unreadable().isEmpty();
    if (unreadable) {
      ActionLog.Entry entry =
          log.begin(
              "backfill-cancel", String.valueOf(number.get()), Optional.empty(), asked, now());
      book.setAside(number.get(), now());
      return entry.end(
          ActionResult.done("backfill " + number.get() + ", which cannot be read, is cancelled"));
    }
    return change(
        "cancel",
        number,
        asked,
        (plan, now) -> Optional.of(plan.become(BackfillPlan.State.CANCELLED, now)),
        "is over already",
        "is cancelled; what it made stays");
  }

  private ActionResult change(
      String action,
      Optional<Long> named,
      Asked asked,
      BiFunction<BackfillPlan, Instant, Optional<BackfillPlan>> change,
      String refused,
      String done) {
    Instant now = now();
    Optional<Document> found = named.isPresent() ? stored(named.get()) : only();
    if (found.isEmpty()) {
      return ActionResult.refused("no backfill is under way");
    }
    long number = BackfillPlan.read(found.get()).number();
    ActionLog.Entry entry =
        log.begin("backfill-" + action, String.valueOf(number), Optional.empty(), asked, now);
    for (int attempt = 1; attempt <= TRIES; attempt++) {
      Document before = stored(number).orElseThrow();
      BackfillPlan plan = BackfillPlan.read(before);
      if (!plan.state().live()) {
        return entry.end(ActionResult.refused(plan.title() + " is over: " + plan.state().word()));
      }
      Optional<BackfillPlan> next = change.apply(plan, now);
      if (next.isEmpty()) {
        return entry.end(ActionResult.refused(plan.title() + " " + refused));
      }
      if (book.keep(before, next.get())) {
        FindingBook findings = new FindingBook(platform.documents(), pipeline);
        var unused = findings.keep(plan.storing(), List.of(), now); // it could be just now
        if (!next.get().state().live()) {
          book.over(number);
          unused = findings.keep(plan.scope(), List.of(), now);
        }
        return entry.end(ActionResult.done(plan.title() + " " + done));
      }
    }
    return entry.end(ActionResult.refused("the backfill changes all the time; try again"));
  }

  private Optional<Document> stored(long number) {
    Optional<Document> found = book.get(number);
    if (found.isEmpty()) {
      throw new IllegalArgumentException(
          "found backfill "
              + number
              + "; expected one of "
              + view(Optional.empty()).plans().stream().map(BackfillPlan::number).toList());
    }
    return found;
  }

  /** The one that is not over, where nobody names one. */
  private Optional<Document> only() {
    List<Document> live = book.live();
    if (live.size() > 1) {
      throw new IllegalArgumentException(
          "which backfill? These are not over: "
              + live.stream().map(each -> BackfillPlan.read(each).number()).toList());
    }
    return live.stream().findFirst();
  }

  /**
   * What there is to show.
   *
   * @param number none: the newest
   * @throws IllegalArgumentException if there is none of that number
   */
  public BackfillView view(Optional<Long> number) {
    List<BackfillPlan> plans = new ArrayList<>();
    List<String> unreadable = new ArrayList<>();
    for (Document each :
        number.isPresent() ? stored(number.get()).stream().toList() : book.newest(MOST_SHOWN)) {
      try {
        plans.add(BackfillPlan.read(each));
      } catch (IllegalArgumentException | DateTimeException e) {
        unreadable.add(each.path().id() + ": " + e.getMessage());
      }
    }
    return new BackfillView(pipeline.id(), pipeline.zone(), now(), plans, unreadable);
  }
}
