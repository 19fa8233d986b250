package io.phasekeeper.local.scenario;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * Collects what is wrong with one scenario file, so that all of it is told at once; and the names
 * that only its pipeline can judge.
 */
final class Problems {
  private final Path file;
  private final List<String> found = new ArrayList<>();
  private final List<Mention> mentions = new ArrayList<>();

  Problems(Path file) {
    this.file = file;
  }

  void at(Node node, String text) {
    at(line(node), text);
  }

  void at(int line, String text) {
    found.add(file + ":" + line + ": " + text);
  }

  /** A name that the file's pipeline must know. */
  void mention(Node node, String where, Mention.Role role, String name) {
    mentions.add(new Mention(line(node), where, role, name));
  }

  /** The names that the pipeline must know. */
  List<Mention> mentions() {
    return List.copyOf(mentions);
  }

  /** Throws them all, if there are any. */
  void check() {
    if (!found.isEmpty()) {
      throw new ScenarioException(found);
    }
  }

  /** The line that a node starts on, counted from 1. */
  static int line(Node node) {
    return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
  }
}
