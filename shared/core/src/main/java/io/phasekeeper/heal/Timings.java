package io.phasekeeper.heal;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Keeps how outputs came about that were not there when they were due (REQUIREMENTS D8). */
final class Timings {
  /** What comes later than so long after it was due is backfilled, and not only late. */
  private static final Duration LATE_FOR = Duration.ofDays(1);

  private final OutputGraph graph;
  private final OutputDues dues;
  private final HealBook book;

  Timings(OutputGraph graph, OutputDues dues, HealBook book) {
    this.graph = graph;
    this.dues = dues;
    this.book = book;
  }

  /** An output is there: how it came about is kept, unless it is known already. */
  void there(OutputDate of, HealData data) {
    there(of, book.record(of), data);
  }

  /** The same, with what is stored of it. */
  void there(OutputDate of, OutputRecord record, HealData data) {
    if (record.timing().isPresent()) {
      return;
    }
    Instant now = data.now();
    Instant made = data.written(of).orElse(now);
    Optional<Instant> due =
        graph
            .processor(of.output())
            .flatMap(p -> dues.due(p, of.date(), data.work(of.date()), now))
            .filter(at -> at.isBefore(now));
    due.ifPresent(at -> book.timing(of, word(made, at), at, now));
  }

  private static String word(Instant made, Instant due) {
    return made.isAfter(due.plus(LATE_FOR)) ? "backfilled" : made.isAfter(due) ? "late" : "on_time";
  }
}
