package io.phasekeeper.pipeline;

import io.phasekeeper.yaml.Content;
import io.phasekeeper.yaml.Section;
import java.util.List;
import java.util.stream.Stream;

/** Maps that must have exactly one of some keys. */
final class OneOf {
  private OneOf() {}

  static void check(Section section, String... keys) {
    List<String> present = Stream.of(keys).filter(key -> section.at(key).isPresent()).toList();
    if (section.content() instanceof Content.Mapping && present.size() != 1) {
      section.wrong(
          present.isEmpty()
              ? "none of " + String.join(", ", keys)
              : String.join(" beside ", present),
          "exactly one of " + String.join(", ", keys));
    }
  }
}
