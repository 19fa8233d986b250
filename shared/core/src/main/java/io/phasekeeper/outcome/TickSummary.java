package io.phasekeeper.outcome;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What one tick of a timer came to, as its caller and the log are told.
 *
 * @param outcome in one word: {@code stopped}, or what the timer does
 * @param said in one sentence
 * @param policyHash of the pipeline file that was decided by
 * @param figures what this timer alone counts and lists, in order
 * @param findings that opened or resolved, one line each
 * @param failures items that could not be looked at, one sentence each; the others were
 */
public record TickSummary(
    String outcome,
    String said,
    String policyHash,
    Map<String, Object> figures,
    List<String> findings,
    List<String> failures) {
  public TickSummary {
    figures = Collections.unmodifiableMap(new LinkedHashMap<>(figures));
    findings = List.copyOf(findings);
    failures = List.copyOf(failures);
  }

  /** The sentence, with how many items failed if any did. */
  String line() {
    return said + (failures.isEmpty() ? "" : ", " + failures.size() + " failed");
  }

  Map<String, Object> fields() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("outcome", outcome);
    fields.put("policy_hash", policyHash);
    fields.putAll(figures);
    fields.put("findings", findings);
    fields.put("failures", failures);
    return fields;
  }
}
