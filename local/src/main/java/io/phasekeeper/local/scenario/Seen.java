package io.phasekeeper.local.scenario;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Something that was seen in a play: a trigger whose last part was acknowledged, a finding that
 * opened or resolved.
 *
 * @param facts under the keys of its kind
 */
public record Seen(Item.Kind kind, Instant at, Map<String, Object> facts) {
  public Seen {
    facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
  }

  @Override
  public String toString() {
    return kind.word() + " " + Item.shown(facts);
  }
}
