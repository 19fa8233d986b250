package io.phasekeeper.heal;

import io.phasekeeper.upstream.MakerRun;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;

/**
 * Tells whether something has changed for an output since it was last tried: then spent attempts
 * are set free, and a cool-down is over.
 */
final class Circumstances {
  /** Of successes on so many other dates the rows are looked at. */
  private static final int MOST_SUCCESSES = 5;

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
   * forgotten once a run of the same processor has made rows of another date since, or another
   * processor made an input; an input ends a cool-down, too, whoever made it.
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

  /**
   * Whether a run of the same processor has made rows of another date since: what a run says of
   * itself is not believed here either, or two dates without rows would set each other free.
   */
  private static boolean works(OutputDate of, Instant last, HealData data) {
    return data.allRuns(of.output()).stream()
        .filter(run -> run.succeeded() && run.endedAt().filter(last::isBefore).isPresent())
        .sorted(Comparator.comparing((MakerRun run) -> run.endedAt().orElseThrow()).reversed())
        .flatMap(run -> run.dataDate().stream())
        .filter(date -> !date.equals(of.date()))
        .distinct()
        .map(date -> new OutputDate(of.output(), date))
        .sorted(Comparator.comparing((OutputDate other) -> !data.knows(other))) // costs nothing
        .limit(MOST_SUCCESSES)
        .anyMatch(other -> made(other, last, data.reaching(other)));
  }

  private static boolean made(OutputDate of, Instant last, HealData data) {
    if (data.standing(of).state() != Standing.State.THERE) {
      return false;
    }
    Optional<Instant> written = data.written(of);
    return written.isEmpty()
        ? !data.untold(of.output())
        : !written.get().isBefore(last.minus(PlanMaker.CLOCKS));
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
