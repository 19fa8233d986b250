package io.phasekeeper.sweep;

import io.phasekeeper.document.Document;
import io.phasekeeper.finding.FindingBook;
import io.phasekeeper.finding.FindingKind;
import io.phasekeeper.outcome.PortFailure;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.platform.Platform;
import io.phasekeeper.transition.Unseen;
import io.phasekeeper.warehouse.TableRef;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Keeps the finding that the warehouse cannot be seen: opened at a failure, resolved by an answer.
 */
final class SightWatch {
  private final Platform platform;
  private final Pipeline pipeline;
  private final FindingBook findings;

  SightWatch(Platform platform, FindingBook findings) {
    this.platform = platform;
    this.pipeline = platform.pipeline();
    this.findings = findings;
  }

  /**
   * @param unseen what could not be asked in this tick
   */
  List<FindingBook.Change> look(List<PortFailure> unseen, Instant now) {
    List<FindingBook.Change> changes = new ArrayList<>();
    for (PortFailure failure : unseen) {
      findings.open("services", Unseen.of(failure), now).ifPresent(changes::add);
    }
    if (unseen.isEmpty()) {
      for (Document open : findings.openOf(FindingKind.WAREHOUSE_UNSEEN)) {
        boolean warehouse = PortFailure.Service.BIGQUERY.word().equals(open.fields().get("about"));
        if (warehouse && answers(now)) {
          changes.addAll(findings.resolve(open, now));
        }
      }
    }
    return changes;
  }

  private boolean answers(Instant now) {
    LocalDate today = now.atZone(pipeline.zone()).toLocalDate();
    Optional<TableRef> any =
        pipeline.processors().values().stream().flatMap(p -> p.table().stream()).findFirst();
    try {
      return any.map(table -> platform.warehouse().rowCounts(table, today, today) != null)
          .orElse(true);
    } catch (PortFailure e) {
      return false;
    }
  }
}
