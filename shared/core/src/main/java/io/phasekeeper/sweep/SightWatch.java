package io.phasekeeper.sweep;

import io.phasekeeper.document.Document;
import io.phasekeeper.finding.FindingBook;
import io.phasekeeper.finding.FindingKind;
import io.phasekeeper.outcome.PortFailure;
import io.phasekeeper.pipeline.Calendar;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.pipeline.TableShape;
import io.phasekeeper.platform.Platform;
import io.phasekeeper.transition.Unseen;
import io.phasekeeper.warehouse.TableRef;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
    // Of other scopes are those that somebody else found, and looks after.
    for (Document open : findings.openIn("services")) {
      String about = String.valueOf(open.fields().get("about"));
      if (is(FindingKind.WAREHOUSE_UNSEEN, open)) {
        boolean warehouse = PortFailure.Service.BIGQUERY.word().equals(about);
        if (unseen.isEmpty() && warehouse && answers(anyQuestion(now))) {
          changes.addAll(findings.resolve(open, now));
        }
      }
      if (!is(FindingKind.CONFIG_INVALID, open)) {
        continue;
      }
      boolean stillNamed = unseen.stream().anyMatch(u -> u.about().equals(about));
      if (!stillNamed && answers(question(about, now))) {
        changes.addAll(findings.resolve(open, now));
      }
    }
    return changes;
  }

  private static boolean is(FindingKind kind, Document open) {
    return kind.word().equals(open.fields().get("kind"));
  }

  /** Something small to ask of a table; nothing once the pipeline file names it no more. */
  private Runnable question(String table, Instant now) {
    LocalDate today = now.atZone(pipeline.zone()).toLocalDate();
    if (pipeline.runHistory().filter(table::equals).isPresent()) {
      return () -> asked(platform.warehouse().runs(table, today, today, 1));
    }
    Optional<Calendar> calendar = pipeline.calendar();
    if (calendar.filter(c -> c.source().table().name().equals(table)).isPresent()) {
      return () -> asked(platform.warehouse().calendar(calendar.get().source(), today, today));
    }
    if (pipeline.gateResults().filter(table::equals).isPresent()) {
      TableRef results = new TableRef(table, "data_date", Map.of());
      return () -> asked(platform.warehouse().rowCounts(results, today, today));
    }
    return Optional.ofNullable(pipeline.tables().get(table))
        .map(TableShape::table)
        .<Runnable>map(t -> () -> asked(platform.warehouse().rowCounts(t, today, today)))
        .orElse(() -> {});
  }

  private Runnable anyQuestion(Instant now) {
    return pipeline.processors().values().stream()
        .flatMap(p -> p.table().stream())
        .findFirst()
        .map(t -> question(t.name(), now))
        .orElse(() -> {});
  }

  /** The answer does not matter: that there is one does. */
  private static void asked(Object answer) {
    Objects.requireNonNull(answer);
  }

  private static boolean answers(Runnable question) {
    try {
      question.run();
      return true;
    } catch (PortFailure e) {
      return false;
    }
  }
}
