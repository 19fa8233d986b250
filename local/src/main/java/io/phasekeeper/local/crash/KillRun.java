package io.phasekeeper.local.crash;

import io.phasekeeper.document.DocumentPath;
import io.phasekeeper.document.FieldChange;
import io.phasekeeper.trigger.Trigger;
import io.phasekeeper.trigger.TriggerPart;
import io.phasekeeper.trigger.TriggerState;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Plays nights into the two functions, each in a process of its own, and kills one of them over and
 * over: between calls, in the middle of them, while it starts to work. Then lets the nights end in
 * peace, and looks at what is there.
 */
final class KillRun {
  private static final int COURIERS = 4;
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** Completions that a round lets come at most. */
  private static final int MOST_AT_ONCE = 10;

  /** A lease, and what a busy machine needs to sweep after it. */
  private static final Duration TIME_TO_SETTLE = Duration.ofMinutes(4);

  private final Site site;
  private final InstantSource clock;
  private final Instant began;
  private final Random random;
  private final CompletionStream stream;
  private final KilledFunction orchestrator;
  private final KilledFunction sweep;
  private final Consumer<String> progress;
  private final CountDownLatch over = new CountDownLatch(1);
  private final AtomicInteger goodSweeps = new AtomicInteger();
  private final AtomicInteger sweeps = new AtomicInteger();
  private final Set<String> pendingAfterKill = new LinkedHashSet<>();
  private final Set<String> heardYetPending = new LinkedHashSet<>();
  private final Set<String> markedAndHeard = new HashSet<>();
  private final List<Evidence.Foreign> foreign = new ArrayList<>();
  private final List<String> violations = new ArrayList<>();
  private volatile String lastBadSweep = "";
  private int checks;
  private int inTheMiddle;

  /**
   * @param folder gets the functions' logs
   * @param clock nights are of the days before now
   */
  KillRun(Site site, long seed, InstantSource clock, Path folder, Consumer<String> progress) {
    this.site = site;
    this.clock = clock;
    this.began = clock.instant();
    this.random = new Random(seed);
    this.stream =
        new CompletionStream(new DrawnNights(site.pipeline(), seed, began), site.nights(), seed);
    this.orchestrator = new KilledFunction("phase-orchestrator", site.settings(), folder);
    this.sweep = new KilledFunction("phase-sweep", site.settings(), folder);
    this.progress = progress;
  }

  /**
   * What came of it.
   *
   * @param inTheMiddle kills that cut at least one call
   * @param pendingAfterKill triggers that a kill left decided and not marked as published
   * @param heardYetPending those of them that had been published
   * @param repeated ids that were published more than once
   */
  record Result(
      int kills,
      int inTheMiddle,
      CompletionStream.Totals completions,
      int sweeps,
      int triggers,
      int pendingAfterKill,
      int heardYetPending,
      int published,
      int repeated,
      int checks,
      List<String> violations) {
    Result {
      violations = List.copyOf(violations);
    }
  }

  /** How many nights so many kills need: each has some twenty completions. */
  static int nights(int kills) {
    return 6 + kills * 2 / 5;
  }

  Result play(int kills) throws IOException, InterruptedException {
    List<Thread> threads = new ArrayList<>();
    try {
      sweep.warmUp();
      orchestrator.start();
      sweep.start();
      for (int n = 0; n < COURIERS; n++) {
        threads.add(begin("courier-" + n, this::deliver));
      }
      threads.add(begin("timer", this::tick));
      for (int kill = 1; kill <= kills; kill++) {
        round(random.nextInt(4) > 0 ? orchestrator : sweep);
        if (kill % 10 == 0 || kill == kills) {
          progress.accept(told(kill, kills));
        }
      }
      settle();
    } finally {
      over.countDown();
      stream.close();
      orchestrator.close();
      sweep.close();
      for (Thread each : threads) {
        each.join();
      }
    }
    return result(kills);
  }

  private String told(int kill, int kills) {
    CompletionStream.Totals totals = stream.totals();
    return kill
        + " of "
        + kills
        + " kills, "
        + totals.messages()
        + " messages of "
        + totals.nights()
        + " nights, "
        + totals.redeliveries()
        + " redeliveries, "
        + violations.size()
        + " violations";
  }

  private interface Work {
    void run() throws InterruptedException;
  }

  private static Thread begin(String name, Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            name);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private void deliver() throws InterruptedException {
    for (Optional<Report> next = stream.next(); next.isPresent(); next = stream.next()) {
      Optional<FunctionProcess> process = orchestrator.begin();
      boolean done = process.isPresent() && process.get().take(next.get());
      process.ifPresent(orchestrator::ended);
      if (done) {
        stream.acknowledged(next.get());
      } else {
        stream.failed(next.get());
      }
    }
  }

  private void tick() throws InterruptedException {
    while (!over.await(100, TimeUnit.MILLISECONDS)) {
      Optional<FunctionProcess> process = sweep.begin();
      if (process.isPresent()) {
        FunctionProcess.Answer answer = process.get().call();
        sweep.ended(process.get());
        sweeps.incrementAndGet();
        if (answer.status() == 200 && answer.body().contains("\"failures\":[]")) {
          goodSweeps.incrementAndGet();
        } else if (!process.get().killed()) {
          lastBadSweep = answer.toString();
        }
      }
    }
  }

  /** Some completions, a kill at a drawn moment among them, a look at what is stored, a restart. */
  private void round(KilledFunction victim) throws IOException, InterruptedException {
    int released = 1 + random.nextInt(MOST_AT_ONCE);
    if (random.nextInt(4) == 0) {
      writeForeign();
    }
    stream.release(released);
    // A process that has just started takes its time for its first calls.
    int answered = random.nextInt(victim == sweep ? 3 : released + 1);
    victim.awaitAnswered(answered, 5_000);
    // Most of what a call does is done within milliseconds; cold calls take up to a second.
    int kind = random.nextInt(20);
    int millis = kind < 12 ? random.nextInt(20) : random.nextInt(kind < 17 ? 100 : 1_500);
    if (over.await(millis, TimeUnit.MILLISECONDS)) {
      return;
    }
    if (victim.kill() > 0) {
      inTheMiddle++;
    }
    look(victim);
    victim.start();
  }

  /** Another writer's field, in a ledger that the functions are writing to. */
  private void writeForeign() {
    List<Report> known = stream.sent();
    if (!known.isEmpty()) {
      DocumentPath ledger =
          Evidence.ledger(
              site.pipeline(),
              known.get(known.size() - 1 - random.nextInt(Math.min(9, known.size()))));
      Evidence.Foreign field =
          new Evidence.Foreign(ledger, "_note_" + foreign.size(), "note " + foreign.size());
      site.documents().merge(ledger, List.of(FieldChange.set(field.field(), field.value())));
      foreign.add(field);
    }
  }

  /** What is marked as published was published before: it is heard by whoever listens now. */
  private void look(KilledFunction victim) {
    List<Trigger> stored = Evidence.triggers(site.documents());
    Set<String> marked = new HashSet<>();
    for (Trigger trigger : stored) {
      if (trigger.state() == TriggerState.PUBLISHED) {
        trigger.parts().forEach(part -> marked.add(part.id()));
      }
    }
    marked.removeAll(markedAndHeard);
    Set<String> unheard = site.heard().unheard(marked, PATIENCE);
    checks += marked.size();
    unheard.forEach(
        id ->
            violations.add(
                EvidenceCheck.ACKNOWLEDGED
                    + ": "
                    + id
                    + " was marked at a kill of "
                    + victim.name()
                    + " and nobody heard it"));
    markedAndHeard.addAll(marked);
    site.heard().listen();
    for (Trigger trigger : stored) {
      if (trigger.pending()) {
        pendingAfterKill.add(trigger.id().toString());
        List<String> parts = trigger.parts().stream().map(TriggerPart::id).toList();
        if (site.heard().byId().keySet().containsAll(parts)) {
          heardYetPending.add(trigger.id().toString());
        }
      }
    }
  }

  /** No more kills: everything comes to its end, or is a violation. */
  private void settle() throws InterruptedException {
    stream.finish();
    progress.accept("no more kills; waiting for the nights to end");
    if (!stream.awaitAllAcknowledged(TIME_TO_SETTLE)) {
      violations.add("everything is acknowledged in the end: not within " + TIME_TO_SETTLE);
    }
    long deadline = System.nanoTime() + TIME_TO_SETTLE.toNanos();
    boolean settled = false;
    // What was published last is looked at once more: its findings come and go with that.
    boolean quiet = false;
    while (!settled && System.nanoTime() < deadline) {
      int enough = goodSweeps.get() + 2;
      while (goodSweeps.get() < enough && System.nanoTime() < deadline) {
        if (over.await(20, TimeUnit.MILLISECONDS)) {
          return;
        }
      }
      boolean quietNow =
          goodSweeps.get() >= enough
              && Evidence.triggers(site.documents()).stream().noneMatch(Trigger::pending);
      settled = quiet && quietNow;
      quiet = quietNow;
    }
    if (!settled) {
      violations.add(
          "everything is settled in the end: not within "
              + TIME_TO_SETTLE
              + "; the last bad sweep: "
              + lastBadSweep);
    }
  }

  private Result result(int kills) {
    Set<String> ids = new HashSet<>();
    Evidence.triggers(site.documents())
        .forEach(trigger -> trigger.parts().forEach(part -> ids.add(part.id())));
    site.heard().unheard(ids, PATIENCE);
    site.heard().listen();
    Evidence evidence =
        Evidence.gather(
            site.pipeline(),
            began,
            clock.instant(),
            stream.said(),
            site.documents(),
            site.heard().byId(),
            foreign);
    EvidenceCheck.Findings findings = EvidenceCheck.of(evidence);
    List<String> all = new ArrayList<>(violations);
    all.addAll(findings.violations());
    return new Result(
        kills,
        inTheMiddle,
        stream.totals(),
        sweeps.get(),
        evidence.triggers().size(),
        pendingAfterKill.size(),
        heardYetPending.size(),
        evidence.heard().values().stream().mapToInt(List::size).sum(),
        (int) evidence.heard().values().stream().filter(messages -> messages.size() > 1).count(),
        checks + findings.checks(),
        all);
  }
}
