package io.phasekeeper.local.crash;

import io.phasekeeper.document.Document;
import io.phasekeeper.document.DocumentPath;
import io.phasekeeper.document.DocumentQuery;
import io.phasekeeper.document.DocumentStore;
import io.phasekeeper.finding.FindingBook;
import io.phasekeeper.ledger.LedgerDocument;
import io.phasekeeper.message.OutgoingMessage;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.trigger.Trigger;
import io.phasekeeper.trigger.TriggerId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * All that is known of nights that are over: what was said to us, what is stored, what was heard.
 *
 * @param began when the run began: deadlines that were over then are over
 * @param ended when it ended, and all this was read
 * @param said completions that were answered with 2xx, and topics that brought some twice
 * @param ledgers by path
 * @param triggers every one there is
 * @param findings the same
 * @param heard messages on the trigger topics, by trigger id
 * @param foreign fields that another writer put into ledgers
 */
record Evidence(
    Pipeline pipeline,
    Instant began,
    Instant ended,
    CompletionStream.Said said,
    Map<DocumentPath, Document> ledgers,
    List<Trigger> triggers,
    List<Document> findings,
    Map<String, List<OutgoingMessage>> heard,
    List<Foreign> foreign) {
  private static final int MOST = 10_000;

  Evidence {
    ledgers = Map.copyOf(ledgers);
    triggers = List.copyOf(triggers);
    findings = List.copyOf(findings);
    heard = Map.copyOf(heard);
    foreign = List.copyOf(foreign);
  }

  /** A field of another writer. */
  record Foreign(DocumentPath ledger, String field, String value) {}

  /** Reads what is stored now. */
  static Evidence gather(
      Pipeline pipeline,
      Instant began,
      Instant ended,
      CompletionStream.Said said,
      DocumentStore documents,
      Map<String, List<OutgoingMessage>> heard,
      List<Foreign> foreign) {
    Set<DocumentPath> paths = new LinkedHashSet<>();
    said.acknowledged().forEach(report -> paths.add(ledger(pipeline, report)));
    return new Evidence(
        pipeline,
        began,
        ended,
        said,
        documents.getAll(new ArrayList<>(paths)),
        triggers(documents),
        documents.query(DocumentQuery.in(FindingBook.COLLECTION, MOST)),
        heard,
        foreign);
  }

  List<Report> acknowledged() {
    return said.acknowledged();
  }

  static List<Trigger> triggers(DocumentStore documents) {
    return documents.query(DocumentQuery.in(TriggerId.COLLECTION, MOST)).stream()
        .map(Trigger::of)
        .toList();
  }

  static DocumentPath ledger(Pipeline pipeline, Report report) {
    return LedgerDocument.path(
        pipeline.phase(report.phase()), report.date(), report.cycle(), pipeline.cycles());
  }
}
