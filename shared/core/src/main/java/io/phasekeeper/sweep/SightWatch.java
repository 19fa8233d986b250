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
 * Keeps the findings that the warehouse, or a table that the pipeline file names, cannot be seen:
 * opened at a failure, resolved by an answer.
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
  List<FindingBook.Change> look(List<Unseen.Question> unseen, Instant now) {
    List<FindingBook.Change> changes = new ArrayList<>();
    for (Unseen.Question failure : unseen) {
      findings.open("services", Unseen.of(failure), now).ifPresent(changes::add);
    }
    if (unseen.isEmpty()) {
      for (Document open : findings.openOf(FindingKind.WAREHOUSE_UNSEEN)) {
        boolean warehouse = PortFailure.Service.BIGQUERY.word().equals(open.fields().get("about"));
        if (warehouse && answers(anyTable(), now)) {
          changes.addAll(findings.resolve(open, now));
        }
      }
    }
    for (Document open : findings.openOf(FindingKind.CONFIG_INVALID)) {
      Optional<TableRef> table = table(String.valueOf(open.fields().get("about")));
      if (table.isEmpty() || answers(table, now)) {
        changes.addAll(findings.resolve(open, now));
      }
    }
    return changes;
  }

  private Optional<TableRef> anyTable() {
    return pipeline.processors().values().stream().flatMap(p -> p.table().stream()).findFirst();
  }

  /** The table of that name that the pipeline file has; none once nobody names it any more. */
  private Optional<TableRef> table(String name) {
    return pipeline.processors().values().stream()
        .flatMap(p -> p.table().stream())
        .filter(t -> t.name().equals(name))
        .findFirst();
  }

  private boolean answers(Optional<TableRef> table, Instant now) {
    LocalDate today = now.atZone(pipeline.zone()).toLocalDate();
    try {
      return table.map(t -> platform.warehouse().rowCounts(t, today, today) != null).orElse(true);
    } catch (PortFailure e) {
      return false;
    }
  }
}
