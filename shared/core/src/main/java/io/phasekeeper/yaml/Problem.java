package io.phasekeeper.yaml;

import java.util.Optional;

/**
 * One thing that is wrong in a file. {@code toString} is its one line: {@code pipelines/x.yaml:41:
 * phases.phase4.after: found "phase33"; expected a phase of this file; did you mean "phase3"?}
 *
 * @param path of the value, such as {@code phases.phase4.start_when.critical[1]}; "" is the whole
 * @param found as messages show it
 * @param expected in words
 * @param nearest the known name that was probably meant
 */
public record Problem(
    Place place, String path, String found, String expected, Optional<String> nearest) {
  @Override
  public String toString() {
    return place
        + ": "
        + (path.isEmpty() ? "" : path + ": ")
        + "found "
        + found
        + "; expected "
        + expected
        + nearest.map(name -> "; did you mean \"" + name + "\"?").orElse("");
  }
}
