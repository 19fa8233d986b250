package io.phasekeeper.yaml;

/**
 * Where something stands in a file.
 *
 * @param file as it was named to us
 * @param line from 1; 0 where the text has no lines, as with the overrides of a scenario
 * @param column from 1; 0 likewise
 */
public record Place(String file, int line, int column) {
  @Override
  public String toString() {
    return line == 0 ? file : file + ":" + line;
  }
}
