package io.phasekeeper.function;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** The content of {@code functions/functions.yaml}: every function, in the file's order. */
public record FunctionTable(List<FunctionSpec> functions) {
  /** Where the file stands in the project. */
  public static final String PATH = "functions/functions.yaml";

  public FunctionTable {
    functions = List.copyOf(functions);
  }

  /**
   * Reads the file.
   *
   * @param pipelineZone what {@code zone: pipeline} means
   * @throws IllegalArgumentException naming file and key, if it is not what it should be
   * @throws IOException if it cannot be read
   */
  public static FunctionTable read(Path file, ZoneId pipelineZone) throws IOException {
    return parse(file.toString(), Files.readString(file), pipelineZone);
  }

  static FunctionTable parse(String file, String yaml, ZoneId pipelineZone) {
    Object root;
    try {
      root = new Load(LoadSettings.builder().setLabel(file).build()).loadFromString(yaml);
    } catch (YamlEngineException e) {
      throw new IllegalArgumentException("cannot read " + file + ": " + e.getMessage(), e);
    }
    List<FunctionSpec> functions = new ArrayList<>();
    map(file, map(file, root).get("functions"))
        .forEach(
            (name, value) ->
                functions.add(
                    function(file, name.toString(), map(file + ": " + name, value), pipelineZone)));
    return new FunctionTable(functions);
  }

  /** The function of that name. */
  public Optional<FunctionSpec> function(String name) {
    return functions.stream().filter(f -> f.name().equals(name)).findFirst();
  }

  private static FunctionSpec function(
      String file, String name, Map<?, ?> keys, ZoneId pipelineZone) {
    String where = file + ": functions." + name;
    String word = text(where, keys, "trigger");
    FunctionSpec.Trigger trigger =
        switch (word) {
          case "completions" -> FunctionSpec.Trigger.COMPLETIONS;
          case "timer" -> FunctionSpec.Trigger.TIMER;
          case "http" -> FunctionSpec.Trigger.HTTP;
          default ->
              throw new IllegalArgumentException(
                  where + ".trigger: found \"" + word + "\"; expected completions, timer or http");
        };
    Optional<Timer> timer =
        trigger == FunctionSpec.Trigger.TIMER
            ? Optional.of(timer(where, keys, pipelineZone))
            : Optional.empty();
    return new FunctionSpec(
        name,
        text(where, keys, "entry_point"),
        trigger,
        timer,
        text(where, keys, "memory"),
        number(where, keys, "seconds"));
  }

  private static Timer timer(String where, Map<?, ?> keys, ZoneId pipelineZone) {
    String zone = text(where, keys, "zone");
    try {
      return new Timer(
          text(where, keys, "cron"),
          zone.equals("pipeline") ? pipelineZone : ZoneId.of(zone),
          number(where, keys, "retries"));
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          where
              + ".zone: found \""
              + zone
              + "\"; expected an IANA zone such as America/New_York, or pipeline",
          e);
    }
  }

  private static Map<?, ?> map(String where, @Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      return map;
    }
    throw new IllegalArgumentException(where + ": found " + value + "; expected keys and values");
  }

  private static String text(String where, Map<?, ?> keys, String key) {
    if (keys.get(key) instanceof String text) {
      return text;
    }
    throw new IllegalArgumentException(
        where + "." + key + ": found " + keys.get(key) + "; expected a text");
  }

  private static int number(String where, Map<?, ?> keys, String key) {
    if (keys.get(key) instanceof Integer number) {
      return number;
    }
    throw new IllegalArgumentException(
        where + "." + key + ": found " + keys.get(key) + "; expected a whole number");
  }
}
