package io.phasekeeper.local.simulate;

import static io.phasekeeper.local.simulate.BrokenPorts.instance;
import static io.phasekeeper.local.simulate.BrokenPorts.isFinding;
import static io.phasekeeper.local.simulate.BrokenPorts.with;

import io.phasekeeper.document.Document;
import io.phasekeeper.document.DocumentPath;
import io.phasekeeper.document.FieldChange;
import io.phasekeeper.document.PassingDocumentStore;
import io.phasekeeper.finding.FindingBook;
import io.phasekeeper.finding.FindingDraft;
import io.phasekeeper.finding.FindingKind;
import io.phasekeeper.outcome.PortFailure;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.platform.Platform;
import io.phasekeeper.sweep.SweepReport;
import io.phasekeeper.warehouse.AskedWarehouse;
import io.phasekeeper.warehouse.CalendarEntry;
import io.phasekeeper.warehouse.CalendarTable;
import io.phasekeeper.warehouse.TableRef;
import io.phasekeeper.warehouse.Warehouse;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/** The production code with what it sees, or says that it saw, broken on purpose, each once. */
final class BrokenSight {
  private BrokenSight() {}

  /** What cannot be asked is taken for right: rows enough on a date with work. */
  static Instance unevaluableGatePasses(Platform platform) {
    return Instance.ours(with(platform, new Confident(platform.warehouse())));
  }

  private static final class Confident extends AskedWarehouse {
    private final Warehouse real;

    Confident(Warehouse real) {
      this.real = real;
    }

    @Override
    protected <T> T ask(Function<Warehouse, T> question) {
      return question.apply(real);
    }

    @Override
    public SortedMap<LocalDate, Long> rowCounts(TableRef table, LocalDate from, LocalDate to) {
      try {
        return real.rowCounts(table, from, to);
      } catch (PortFailure e) {
        return new TreeMap<>(Map.of(from, 1_000_000L));
      }
    }

    @Override
    public List<CalendarEntry> calendar(CalendarTable calendar, LocalDate from, LocalDate to) {
      try {
        return real.calendar(calendar, from, to);
      } catch (PortFailure e) {
        return from.datesUntil(to.plusDays(1))
            .map(date -> new CalendarEntry(date, "any", Optional.empty(), "scheduled", List.of()))
            .toList();
      }
    }
  }

  /** That the warehouse cannot be seen is nobody's business. */
  static Instance outageNotTold(Platform platform) {
    return withoutFindings(platform, ":" + FindingKind.WAREHOUSE_UNSEEN.word() + ":");
  }

  /** A held phase is left as it is, and nobody told. */
  static Instance holdsNotTold(Platform platform) {
    return withoutFindings(platform, ":" + FindingKind.PHASE_HELD.word() + ":");
  }

  private static Instance withoutFindings(Platform platform, String kind) {
    return Instance.ours(
        with(
            platform,
            new PassingDocumentStore(platform.documents()) {
              @Override
              public boolean create(DocumentPath path, Map<String, Object> fields) {
                return (isFinding(path) && path.id().contains(kind)) || super.create(path, fields);
              }
            }));
  }

  /** What is opened stays open. */
  static Instance findingsNeverResolved(Platform platform) {
    return Instance.ours(
        with(
            platform,
            new PassingDocumentStore(platform.documents()) {
              @Override
              public boolean compareAndSet(Document seen, List<FieldChange> changes) {
                boolean resolves =
                    isFinding(seen.path())
                        && changes.stream()
                            .anyMatch(c -> c.value().filter("resolved"::equals).isPresent());
                return resolves || super.compareAndSet(seen, changes);
              }
            }));
  }

  /** Each phase is said not to have begun in time, whether it has or not. */
  static Instance begunPhaseIsMissed(Platform platform) {
    Instance ours = Instance.ours(platform);
    Pipeline pipeline = platform.pipeline();
    FindingBook findings = new FindingBook(platform.documents(), pipeline);
    return instance(
        ours::on,
        () -> {
          SweepReport report = ours.sweep();
          Instant now = platform.clock().instant();
          LocalDate yesterday = now.atZone(pipeline.zone()).toLocalDate().minusDays(1);
          pipeline
              .transitions()
              .forEach(
                  t ->
                      t.startBy()
                          .forEach(
                              (cycle, due) -> {
                                if (!now.isBefore(due.on(yesterday, pipeline.zone()))) {
                                  var unused =
                                      findings.open(
                                          "begin",
                                          FindingDraft.of(
                                                  FindingKind.PHASE_NOT_BEGUN,
                                                  t.after().value(),
                                                  "not begun",
                                                  "begin it")
                                              .on(yesterday, cycle.value()),
                                          now);
                                }
                              }));
          return report;
        });
  }
}
