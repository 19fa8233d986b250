package io.phasekeeper.heal;

import io.phasekeeper.document.Document;
import io.phasekeeper.finding.FindingBook;
import io.phasekeeper.finding.FindingKind;
import io.phasekeeper.upstream.MakerRun;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Tells whether something has changed for an output since it was last tried: then spent attempts
 * are set free, and a cool-down is over.
 */
final class Circumstances {
  /** Of successes on so many other dates the rows are looked at. */
  private static final int MOST_SUCCESSES = 5;

  /** What says that an input is not as it should be. */
  private static final Set<FindingKind> FAULTS =
      EnumSet.of(
          FindingKind.STALE_SOURCE,
          FindingKind.STALE_OUTPUT,
          FindingKind.COVERAGE_GAP,
          FindingKind.NULL_SHARE,
          FindingKind.LOOKBACK_GAP,
          FindingKind.PARTIAL_OUTPUT,
          FindingKind.DUPLICATE_OUTPUT,
          FindingKind.HOLLOW_SUCCESS);

  private final OutputGraph graph;
  private final HealBook book;
  private final FindingBook findings;
  private final HealPolicy policy;

  /** What was resolved while any cool-down that still holds began: read once, when it matters. */
  private Optional<List<Document>> resolved = Optional.empty();

  Circumstances(OutputGraph graph, HealBook book, FindingBook findings, HealPolicy policy) {
    this.graph = graph;
    this.book = book;
    this.findings = findings;
    this.policy = policy;
  }

  /**
   * What was done about an output, as far as it still says anything: attempts that failed are
   * forgotten once a run of the same processor has made rows of another date since, or another
   * processor made an input; an input ends a cool-down, too, whoever made it, and so does one that
   * was found to be wrong and is right again.
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
    boolean over =
        cooling && (inputCame(of, last.get(), true, data) || inputMended(of, last.get(), data));
    return over && book.warm(of, record) ? book.record(of) : record;
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

  /** Whether something that was found wrong with an input that it needs is right again since. */
  private boolean inputMended(OutputDate of, Instant last, HealData data) {
    List<InputWindow> hard = graph.inputs(of).stream().filter(InputWindow::hard).toList();
    return !hard.isEmpty()
        && resolved(data.now()).stream()
            .filter(each -> Wanted.Reader.kind(each).filter(FAULTS::contains).isPresent())
            .filter(each -> each.field("resolved_at", Instant.class).orElseThrow().isAfter(last))
            .anyMatch(each -> hard.stream().anyMatch(input -> isAbout(each, input, last, data)));
  }

  private List<Document> resolved(Instant now) {
    if (resolved.isEmpty()) {
      resolved = Optional.of(findings.resolvedSince(now.minus(policy.coolDown())));
    }
    return resolved.get();
  }

  /** Whether a finding is about rows of a window; one without a date is if rows came there. */
  private static boolean isAbout(Document finding, InputWindow input, Instant last, HealData data) {
    String about = finding.field("about", String.class).orElse("");
    boolean named =
        input.output().equals(about)
            || input.tables().stream().anyMatch(table -> table.name().equals(about));
    Optional<LocalDate> date = finding.field("date", String.class).map(LocalDate::parse);
    return named
        && (date.isPresent()
            ? new DateSpan(input.from(), input.to()).has(date.get())
            : input.dates().stream()
                .filter(data::knows)
                .anyMatch(each -> data.written(each).filter(last::isBefore).isPresent()));
  }
}
