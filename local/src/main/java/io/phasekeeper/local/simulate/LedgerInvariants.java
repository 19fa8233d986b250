package io.phasekeeper.local.simulate;

import io.phasekeeper.document.Document;
import io.phasekeeper.document.DocumentPath;
import io.phasekeeper.ledger.LedgerDocument;
import io.phasekeeper.pipeline.CycleName;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What must stand in the ledgers at the end of the day. */
final class LedgerInvariants {
  static final String OTHERS = "no field of another writer is lost";
  static final String MEANWHILE = "no field that was written between two of our calls is lost";
  static final String FACTS = "no fact is lost";
  static final String NEWEST = "an own key shows the newest done fact";

  private final PlayedDay day;
  private final Oracle oracle;
  private final Verdicts verdicts;

  LedgerInvariants(PlayedDay day, Oracle oracle, Verdicts verdicts) {
    this.day = day;
    this.oracle = oracle;
    this.verdicts = verdicts;
  }

  void check() {
    others();
    Map<String, Item.Report> newest = new HashMap<>();
    for (Item.Report report : day.plan().all(Item.Report.class)) {
      DocumentPath path = ledger(report);
      fact(report, path);
      if (report.done()) {
        newest.merge(
            path + "#" + report.processor().orElseThrow(),
            report,
            (one, other) -> one.timestamp().isAfter(other.timestamp()) ? one : other);
      }
    }
    newest.values().forEach(report -> ownKey(report, ledger(report)));
  }

  private void others() {
    for (Item.OtherWrites write : day.plan().all(Item.OtherWrites.class)) {
      other(OTHERS, write.ledger(), write.field(), write.value());
    }
    for (Item.OtherCompletes entry : day.plan().all(Item.OtherCompletes.class)) {
      verdicts.check(
          OTHERS,
          field(entry.ledger(), entry.processor().value())
              .filter(found -> found.equals(entry.fields()) || newerOfOurs(entry))
              .isPresent(),
          () ->
              entry.ledger()
                  + " has lost the entry of "
                  + entry.processor()
                  + ": it shows "
                  + field(entry.ledger(), entry.processor().value()).orElse("nothing"));
    }
    // Those that came to pass: whether they do depends on how many calls there are.
    for (Item.OtherWritesMeanwhile write : day.seen().meanwhile) {
      other(MEANWHILE, write.ledger(), write.field(), write.value());
    }
  }

  /** Whether the member itself reported something newer, which then stands in its place. */
  private boolean newerOfOurs(Item.OtherCompletes entry) {
    return day.plan().all(Item.Report.class).stream()
        .anyMatch(
            report ->
                report.processor().filter(entry.processor()::equals).isPresent()
                    && (report.done() || report.claim())
                    && report.timestamp().isAfter(entry.at())
                    && ledger(report).equals(entry.ledger()));
  }

  private void other(String invariant, DocumentPath ledger, String field, String value) {
    verdicts.check(
        invariant,
        field(ledger, field).filter(value::equals).isPresent(),
        () -> ledger + " has lost " + field);
  }

  private DocumentPath ledger(Item.Report report) {
    CycleName cycle = oracle.cycle(report.phase(), report.timestamp().minus(report.duration()));
    return LedgerDocument.path(
        day.pipeline().phase(report.phase()), day.plan().date(), cycle, day.pipeline().cycles());
  }

  private Optional<Object> field(DocumentPath path, String... names) {
    Object at = day.stored().get(path).map(Document::fields).orElse(Map.of());
    for (String name : names) {
      at = at instanceof Map<?, ?> map && map.get(name) != null ? map.get(name) : "";
      if (at.equals("")) {
        return Optional.empty();
      }
    }
    return Optional.of(at);
  }

  private void fact(Item.Report report, DocumentPath path) {
    String name = report.processor().map(p -> p.value()).orElse(report.nameAsSent());
    Optional<Object> found = field(path, "_reports", name, report.key());
    verdicts.check(
        FACTS,
        found.isPresent(),
        () ->
            path
                + " has no report "
                + report.key()
                + " of "
                + name
                + " (message "
                + report.message()
                + ")");
  }

  private void ownKey(Item.Report report, DocumentPath path) {
    String name = report.processor().orElseThrow().value();
    Optional<Object> at = field(path, name, "completed_at");
    boolean newest =
        at.filter(Instant.class::isInstance)
            .map(Instant.class::cast)
            .filter(shown -> !shown.isBefore(report.timestamp()))
            .isPresent();
    verdicts.check(
        NEWEST,
        newest,
        () ->
            path
                + " shows "
                + name
                + " of "
                + at.orElse("never")
                + ", but its newest is of "
                + report.timestamp());
  }
}
