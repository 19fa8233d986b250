package io.phasekeeper.heal;

import io.phasekeeper.document.Document;
import io.phasekeeper.document.DocumentPath;
import io.phasekeeper.document.DocumentStore;
import io.phasekeeper.finding.FindingBook;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Plans that this version cannot read: each is told and set aside for a day; once it is gone, or
 * can be read, that is told, too.
 */
final class UnreadablePlans {
  private static final String SCOPE = "heal:plans";
  private static final Duration ASIDE = Duration.ofDays(1);

  private final DocumentStore documents;
  private final FindingBook findings;
  private final HealBook book;

  UnreadablePlans(DocumentStore documents, FindingBook findings, HealBook book) {
    this.documents = documents;
    this.findings = findings;
    this.book = book;
  }

  /** Reads a stored plan; none if it cannot be, which is told. */
  Optional<HealPlan> read(Document stored, HealTick tick) {
    try {
      return Optional.of(HealPlan.read(stored));
    } catch (IllegalArgumentException | DateTimeException e) {
      book.setAside(stored, tick.now.plus(ASIDE));
      findings
          .open(
              SCOPE,
              HealFindings.unreadable(stored.path().id(), String.valueOf(e.getMessage())),
              tick.now)
          .ifPresent(tick.findings::add);
      return Optional.empty();
    }
  }

  /**
   * Looks what became of those that could not be read.
   *
   * @param open all open findings
   */
  void look(List<Document> open, HealTick tick) {
    List<Document> told =
        open.stream().filter(finding -> FindingBook.isOf(SCOPE, finding)).toList();
    if (told.isEmpty()) {
      return;
    }
    Map<DocumentPath, Document> stored =
        documents.getAll(told.stream().map(UnreadablePlans::about).toList());
    for (Document finding : told) {
      Optional<Document> plan = Optional.ofNullable(stored.get(about(finding)));
      if (plan.filter(each -> !readable(each)).isEmpty()) {
        tick.found(findings.resolve(finding, tick.now));
      }
    }
  }

  private static DocumentPath about(Document finding) {
    return new DocumentPath(
        HealPlan.COLLECTION, finding.field("about", String.class).orElse("unknown"));
  }

  private static boolean readable(Document stored) {
    try {
      var unused = HealPlan.read(stored);
      return true;
    } catch (IllegalArgumentException | DateTimeException e) {
      return false;
    }
  }
}
