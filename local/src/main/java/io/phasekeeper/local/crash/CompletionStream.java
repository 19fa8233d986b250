package io.phasekeeper.local.crash;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/**
 * Hands out what is to be delivered, as a push subscription does: from a few nights at once, again
 * until it is acknowledged, now and then once more after that. New ones come only as they are
 * released.
 */
final class CompletionStream {
  private static final int NIGHTS_AT_ONCE = 3;

  private final DrawnNights nights;
  private final int most;
  private final Random random;
  private final List<Deque<Report>> open = new ArrayList<>();
  private final List<Report> again = new ArrayList<>();
  private final Set<Report> sent = new LinkedHashSet<>();
  private final Set<Report> acknowledged = new LinkedHashSet<>();
  private final Set<String> twice = new LinkedHashSet<>();
  private int begun;
  private int released;
  private int underWay;
  private int deliveries;
  private int redeliveries;
  private int duplicates;
  private boolean finishing;
  private boolean closed;

  /**
   * @param most how many nights may begin
   */
  CompletionStream(DrawnNights nights, int most, long seed) {
    this.nights = nights;
    this.most = most;
    this.random = new Random(seed);
  }

  /** How far it has come. */
  record Totals(int nights, int messages, int deliveries, int redeliveries, int duplicates) {}

  /** The next to deliver, once there is one; empty when no more will come. */
  synchronized Optional<Report> next() throws InterruptedException {
    while (!closed) {
      Optional<Report> drawn = draw();
      if (drawn.isPresent()) {
        underWay++;
        deliveries++;
        return drawn;
      }
      wait();
    }
    return Optional.empty();
  }

  private Optional<Report> draw() {
    while (!finishing && open.size() < NIGHTS_AT_ONCE && begun < most) {
      open.add(new ArrayDeque<>(nights.night(begun++)));
    }
    boolean fresh = !open.isEmpty() && (finishing || released > 0);
    if (!again.isEmpty() && (!fresh || random.nextBoolean())) {
      redeliveries++;
      return Optional.of(onceMore(again.remove(random.nextInt(again.size()))));
    }
    if (!fresh) {
      return Optional.empty();
    }
    released--;
    if (!acknowledged.isEmpty() && random.nextInt(10) == 0) {
      duplicates++;
      List<Report> known = List.copyOf(acknowledged);
      return Optional.of(onceMore(known.get(random.nextInt(known.size()))));
    }
    int which = random.nextInt(open.size());
    Report report = open.get(which).remove();
    if (open.get(which).isEmpty()) {
      open.remove(which);
    }
    sent.add(report);
    return Optional.of(report);
  }

  private Report onceMore(Report report) {
    twice.add(report.topic());
    return report;
  }

  /** Its function answered with 2xx. */
  synchronized void acknowledged(Report report) {
    acknowledged.add(report);
    underWay--;
    notifyAll();
  }

  /** No answer, or another one: it comes again. */
  synchronized void failed(Report report) {
    again.add(report);
    underWay--;
    notifyAll();
  }

  /** Lets so many more come for the first time. */
  synchronized void release(int more) {
    released += more;
    notifyAll();
  }

  /** No further night begins; those that have come to their end. */
  synchronized void finish() {
    finishing = true;
    notifyAll();
  }

  /** Whether all that was sent was acknowledged within the time. */
  synchronized boolean awaitAllAcknowledged(Duration limit) throws InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    boolean all = allAcknowledged();
    while (!all && System.nanoTime() < deadline) {
      wait(Math.max(1, Math.min(100, (deadline - System.nanoTime()) / 1_000_000)));
      all = allAcknowledged();
    }
    return all;
  }

  private boolean allAcknowledged() {
    boolean noneBegins = finishing || begun >= most;
    return underWay == 0 && again.isEmpty() && (noneBegins ? open.isEmpty() : released <= 0);
  }

  /** Nothing more is handed out. */
  synchronized void close() {
    closed = true;
    notifyAll();
  }

  /**
   * What was said to the functions.
   *
   * @param acknowledged everything that was: what must not be lost
   * @param twice topics of which a message was handed out more than once
   */
  record Said(List<Report> acknowledged, Set<String> twice) {
    Said {
      acknowledged = List.copyOf(acknowledged);
      twice = Set.copyOf(twice);
    }
  }

  synchronized Said said() {
    return new Said(List.copyOf(acknowledged), twice);
  }

  /** Everything that was handed out: what may be known. */
  synchronized List<Report> sent() {
    return List.copyOf(sent);
  }

  synchronized Totals totals() {
    return new Totals(begun, sent.size(), deliveries, redeliveries, duplicates);
  }
}
