package io.phasekeeper.yaml;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Collects everything that is wrong with a file, so that no check stops at the first problem. */
public final class Problems {
  private final List<Problem> problems = new ArrayList<>();

  public void add(Place place, String path, String found, String expected) {
    add(new Problem(place, path, found, expected, Optional.empty()));
  }

  /** A name that is none of the known ones; the nearest of them is offered. */
  public void addUnknown(
      Place place, String path, String name, String expected, Collection<String> known) {
    add(new Problem(place, path, '"' + name + '"', expected, Nearest.to(name, known)));
  }

  /** Twice the same problem is one. */
  public void add(Problem problem) {
    if (!problems.contains(problem)) {
      problems.add(problem);
    }
  }

  public boolean isEmpty() {
    return problems.isEmpty();
  }

  /** In the order of the file. */
  public List<Problem> all() {
    return problems.stream()
        .sorted(
            Comparator.comparing((Problem problem) -> problem.place().file())
                .thenComparing(problem -> problem.place().line())
                .thenComparing(problem -> problem.place().column()))
        .toList();
  }
}
