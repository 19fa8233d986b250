package io.phasekeeper.local.play;

import io.phasekeeper.document.Document;
import io.phasekeeper.local.replay.Watch;
import io.phasekeeper.local.runtime.Narrator;
import io.phasekeeper.local.scenario.Item;
import io.phasekeeper.local.scenario.Seen;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What was noticed in a play, over all its starts: told, and kept in its journal. */
final class Noticed {
  private final Watch watch;
  private final PlayJournal journal;
  private final Narrator narrator;
  private final List<Seen> findings = new ArrayList<>();
  private int looked;

  Noticed(Watch watch, PlayJournal journal, Narrator narrator) {
    this.watch = watch;
    this.journal = journal;
    this.narrator = narrator;
  }

  /**
   * Writes down, and tells, the findings that opened or resolved since the last look; and writes
   * down what runs became and what was healed.
   */
  void look() {
    List<Seen> all = watch.seen();
    for (Seen seen : all.subList(looked, all.size())) {
      if (seen.kind() == Item.Kind.FINDING) {
        remember(seen);
        narrator.finding(seen.facts());
      } else if (seen.kind() == Item.Kind.RUN || seen.kind() == Item.Kind.HEALED) {
        remember(seen);
      }
    }
    looked = all.size();
  }

  /**
   * A finding, a run's new status, or something healed, that the journal holds from an earlier
   * start.
   */
  void before(PlayJournal.Noticed entry) {
    Map<String, Object> facts = entry.facts();
    Item.Kind kind =
        facts.containsKey("run_id")
            ? Item.Kind.RUN
            : facts.containsKey("output") ? Item.Kind.HEALED : Item.Kind.FINDING;
    if (kind == Item.Kind.HEALED) {
      watch.healed(
          String.valueOf(facts.get("output")), LocalDate.parse(String.valueOf(facts.get("date"))));
    }
    findings.add(new Seen(kind, entry.at(), facts));
  }

  /**
   * The play goes on: what the watch has seen of the stored findings is no news, except what opened
   * or resolved in the moment of the kill, before the journal had it.
   */
  void takeUp(List<Document> stored) {
    looked = watch.seen().size();
    stored.forEach(
        finding -> {
          rememberIfMissed(finding, "opened_at", false);
          rememberIfMissed(finding, "resolved_at", true);
        });
  }

  private void rememberIfMissed(Document finding, String field, boolean resolved) {
    Optional<Instant> at = finding.field(field, Instant.class);
    if (at.isEmpty()) {
      return;
    }
    Map<String, Object> facts = new LinkedHashMap<>();
    for (String key : List.of("kind", "about", "date", "cycle")) {
      Optional.ofNullable(finding.fields().get(key))
          .ifPresent(value -> facts.put(key, value.toString()));
    }
    facts.put("resolved", resolved);
    boolean known =
        findings.stream().anyMatch(n -> n.at().equals(at.get()) && n.facts().equals(facts));
    if (!known) {
      remember(new Seen(Item.Kind.FINDING, at.get(), facts));
    }
  }

  private void remember(Seen finding) {
    Map<String, Object> facts = new LinkedHashMap<>();
    finding
        .facts()
        .forEach(
            (key, value) -> facts.put(key, value instanceof Boolean ? value : value.toString()));
    journal.write(new PlayJournal.Noticed(finding.at(), facts));
    findings.add(finding);
  }

  /**
   * Triggers and dispatches as the watch saw them, the rest as it was noticed, in order of time.
   */
  List<Seen> seen() {
    List<Seen> all = new ArrayList<>(findings);
    watch.seen().stream()
        .filter(seen -> seen.kind() == Item.Kind.TRIGGER || seen.kind() == Item.Kind.DISPATCHED)
        .forEach(all::add);
    all.sort(Comparator.comparing(Seen::at));
    return all;
  }
}
