package io.phasekeeper.pipeline;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds things that wait for each other. */
final class DependencyCycles {
  private final Map<String, ? extends Iterable<String>> waitsFor;
  private final List<List<String>> found = new ArrayList<>();
  private final Set<String> done = new HashSet<>();
  private final Map<String, Integer> onPath = new LinkedHashMap<>();

  private DependencyCycles(Map<String, ? extends Iterable<String>> waitsFor) {
    this.waitsFor = waitsFor;
  }

  /**
   * The cycles, each from its first member back to it: {@code [a, b, a]}.
   *
   * @param waitsFor for each thing, what it waits for; names that are no key wait for nothing
   */
  static List<List<String>> in(Map<String, ? extends Iterable<String>> waitsFor) {
    DependencyCycles cycles = new DependencyCycles(waitsFor);
    waitsFor.keySet().forEach(cycles::visit);
    return cycles.found;
  }

  private void visit(String name) {
    Iterable<String> next = waitsFor.get(name);
    if (next == null || done.contains(name)) {
      return;
    }
    onPath.put(name, onPath.size());
    for (String each : next) {
      if (onPath.containsKey(each)) {
        List<String> path = new ArrayList<>(onPath.keySet());
        List<String> cycle = new ArrayList<>(path.subList(path.indexOf(each), path.size()));
        cycle.add(each);
        found.add(cycle);
      } else {
        visit(each);
      }
    }
    onPath.remove(name);
    done.add(name);
  }
}
