package io.phasekeeper.heal;

import io.phasekeeper.upstream.MakerRun;
import java.time.Instant;
import java.util.Optional;

/**
 * Tells whether something has changed for an output since it was last tried: then spent attempts
 * are set free, and a cool-down is over.
 */
final class Circumstances {
  private final OutputGraph graph;
  private final HealBook book;
  private final HealPolicy policy;

  Circumstances(OutputGraph graph, HealBook book, HealPolicy policy) {
    this.graph = graph;
    this.book = book;
    this.policy = policy;
  }

  /**
   * What was done about an output, as far as it still says anything: attempts that failed are
   * forgotten once a run of the same processor has succeeded since, or another processor made an
   * input; an input ends a cool-down, too, whoever made it.
   */
  OutputRecord now(OutputDate of, OutputRecord record, HealData data) {
    Optional<Instant> last = record.lastSentAt().filter(any -> record.inFlight().isEmpty());
    if (last.isEmpty()) {
      return record;
    }
    if (record.attempts() >= policy.attempts()) {
      boolean changed = works(of, last.get(), data) || inputCame(of, last.get(), false, data);
      return changed && book.forget(of, record) ? book.record(of) : record;
    }
    boolean cooling = record.coolUntil().filter(data.now()::isBefore).isPresent();
    return cooling && inputCame(of, last.get(), true, data) && book.warm(of, record)
        ? book.record(of)
        : record;
  }

  private static boolean works(OutputDate of, Instant last, HealData data) {
    return data.allRuns(of.output()).stream()
        .filter(run -> run.succeeded() && run.dataDate().isPresent())
        .filter(run -> !run.dataDate().get().equals(of.date()))
        .map(MakerRun::endedAt)
        .anyMatch(ended -> ended.filter(last::isBefore).isPresent());
  }

  /**
   * Whether an input is there that was not, or was made anew as a whole. A source to which rows are
   * added all day is not meant: what it lacks does not come with each of them.
   *
   * @param sources whether they count: some are loaded anew every few hours, and nothing changes
   */
  private boolean inputCame(OutputDate of, Instant last, boolean sources, HealData data) {
    return graph.inputs(of).stream()
        .filter(window -> sources || graph.processor(window.output()).isPresent())
        .flatMap(window -> window.dates().stream())
        .anyMatch(input -> data.begun(input).filter(last::isBefore).isPresent());
  }
}
