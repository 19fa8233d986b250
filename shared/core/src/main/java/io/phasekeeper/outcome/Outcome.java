package io.phasekeeper.outcome;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What became of an event: acknowledged, or to be delivered again.
 *
 * @param word {@code recorded}, {@code triggered}, {@code quarantined}, …
 * @param tryAgain why it must come again; none: it is done with
 * @param fields for the log line: phase, date, processor, run, …
 */
public record Outcome(String word, Optional<String> tryAgain, Map<String, Object> fields) {
  public Outcome {
    fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
  }

  public static Outcome done(String word, Map<String, Object> fields) {
    return new Outcome(word, Optional.empty(), fields);
  }

  public static Outcome again(String word, String why, Map<String, Object> fields) {
    return new Outcome(word, Optional.of(why), fields);
  }
}
