package io.phasekeeper.local.simulate.runs;

import io.phasekeeper.warehouse.RunEnd;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** All that was seen at the ports of one day of runs. */
final class RunSeen {
  /**
   * The end of a run was decided: its intent was stored.
   *
   * @param fields of the document
   */
  record Decided(String runId, boolean reconciles, Instant at, Map<String, Object> fields) {}

  /** A change of the run history came to pass. */
  record Written(RunEnd end, Instant at) {}

  final List<Decided> decided = new ArrayList<>();
  final List<Written> written = new ArrayList<>();
  final List<Instant> deaths = new ArrayList<>();
  final List<String> failures = new ArrayList<>();
  final Map<String, Integer> faults = new TreeMap<>();
  int ticks;

  void fault(String kind) {
    faults.merge(kind, 1, Integer::sum);
  }
}
