package io.phasekeeper.finding;

import java.time.LocalDate;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Something that is the case now and deserves a finding.
 *
 * @param about its subject, as the scenario format says for the kind
 * @param what one sentence: what was found, where expected otherwise
 * @param evidence the numbers and names behind it; document values
 * @param remedy what to do, for a person; "" where nothing needs doing
 */
public record FindingDraft(
    FindingKind kind,
    String about,
    Optional<LocalDate> date,
    Optional<String> cycle,
    String what,
    Map<String, Object> evidence,
    String remedy) {
  public FindingDraft {
    evidence = Collections.unmodifiableMap(new TreeMap<>(evidence));
  }

  public static FindingDraft of(FindingKind kind, String about, String what, String remedy) {
    return new FindingDraft(
        kind, about, Optional.empty(), Optional.empty(), what, Map.of(), remedy);
  }

  public FindingDraft on(LocalDate day, String inCycle) {
    return new FindingDraft(
        kind, about, Optional.of(day), Optional.of(inCycle), what, evidence, remedy);
  }

  public FindingDraft on(LocalDate day) {
    return new FindingDraft(kind, about, Optional.of(day), cycle, what, evidence, remedy);
  }

  public FindingDraft with(String name, Object value) {
    Map<String, Object> more = new TreeMap<>(evidence);
    more.put(name, value);
    return new FindingDraft(kind, about, date, cycle, what, more, remedy);
  }

  /** What tells it from every other finding of its pipeline. */
  public String key() {
    return kind.word()
        + ":"
        + about
        + date.map(d -> ":" + d).orElse("")
        + cycle.map(c -> ":" + c).orElse("");
  }
}
