package io.phasekeeper.local.scenario;

import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One operating day or incident: what the world does, and what must, and must not, come of it.
 *
 * @param pipeline the name of its pipeline file, without folder and ending
 * @param settings overrides, by path into the pipeline file
 * @param offset of {@code start}: times are shown in it
 * @param world what is true at the start
 * @param events what happens later, in time order
 * @param mentions the names that its pipeline must know
 */
public record Scenario(
    Path file,
    String title,
    String source,
    String pipeline,
    Map<String, @Nullable Object> settings,
    Instant start,
    Instant end,
    ZoneOffset offset,
    List<Change> world,
    List<Event> events,
    List<Expectation> expect,
    List<Expectation> never,
    List<Mention> mentions) {
  public Scenario {
    settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
    world = List.copyOf(world);
    events = List.copyOf(events);
    expect = List.copyOf(expect);
    never = List.copyOf(never);
    mentions = List.copyOf(mentions);
  }

  /**
   * A change of the world at its moment.
   *
   * @param line in the file; 0 for what a change brought about
   */
  public record Event(Instant at, int line, Change change) {}
}
