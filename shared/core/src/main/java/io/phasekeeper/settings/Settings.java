package io.phasekeeper.settings;

import io.phasekeeper.yaml.Nearest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Settings of a deployed function, from its environment.
 *
 * @param pipelinePath {@code PHASEKEEPER_PIPELINE}: path of the pipeline file
 * @param mode {@code PHASEKEEPER_MODE}: {@code on}, {@code shadow} or {@code stopped}; default
 *     {@code on}. An operator's {@code stop} overrides it until {@code resume}
 * @param deadLetterTopic {@code PHASEKEEPER_DEAD_LETTER_TOPIC}: where malformed events go; default
 *     {@code {pipeline}-phasekeeper-dead-letters}
 */
public record Settings(String pipelinePath, Mode mode, String deadLetterTopic) {
  static final String PREFIX = "PHASEKEEPER_";
  static final String PIPELINE = "PHASEKEEPER_PIPELINE";
  static final String MODE = "PHASEKEEPER_MODE";
  static final String DEAD_LETTER_TOPIC = "PHASEKEEPER_DEAD_LETTER_TOPIC";

  /** Ours, but read elsewhere: the platform's name, what the tests require, where jobs run. */
  private static final List<String> OTHERS =
      List.of("PHASEKEEPER_PLATFORM", "PHASEKEEPER_REQUIRE_ALL", "PHASEKEEPER_RUN_REGION");

  private static final List<String> MODES = List.of("on", "shadow", "stopped");

  /**
   * How Pub/Sub wants the id of a topic:
   * https://cloud.google.com/pubsub/docs/pubsub-basics#resource_names.
   */
  private static final Pattern TOPIC = Pattern.compile("(?!goog)[A-Za-z][A-Za-z0-9._~+%-]{2,254}");

  /**
   * Reads the settings.
   *
   * @param pipelineId the pipeline file's own id, of which the dead-letter topic is derived
   * @param pipelineVariables variables that the pipeline file names, such as its services' {@code
   *     url_env}
   * @throws SettingsException listing everything that {@link #problems} finds
   */
  public static Settings fromEnvironment(
      Map<String, String> environment, String pipelineId, Collection<String> pipelineVariables) {
    List<String> problems = problems(environment, pipelineVariables);
    if (!problems.isEmpty()) {
      throw new SettingsException(problems);
    }
    return new Settings(
        environment.getOrDefault(PIPELINE, ""),
        mode(environment),
        environment.getOrDefault(DEAD_LETTER_TOPIC, pipelineId + "-phasekeeper-dead-letters"));
  }

  /**
   * How much of what is decided is also done; {@code on} where the environment does not say.
   *
   * @throws SettingsException if it says something else than a mode
   */
  public static Mode mode(Map<String, String> environment) {
    String word = environment.getOrDefault(MODE, "on");
    List<String> problems = new ArrayList<>();
    modeProblem(word, problems);
    if (!problems.isEmpty()) {
      throw new SettingsException(problems);
    }
    return Mode.valueOf(word.toUpperCase(Locale.ROOT));
  }

  /**
   * Everything that is wrong with the {@code PHASEKEEPER_} variables, in the order of their names:
   * unknown ones with the nearest known name, missing ones, values that cannot be. Whether the
   * pipeline file says sensible things is not looked at.
   *
   * @param pipelineVariables variables that the pipeline file names
   */
  public static List<String> problems(
      Map<String, String> environment, Collection<String> pipelineVariables) {
    List<String> known = new ArrayList<>(List.of(PIPELINE, MODE, DEAD_LETTER_TOPIC));
    known.addAll(OTHERS);
    pipelineVariables.stream().filter(name -> name.startsWith(PREFIX)).sorted().forEach(known::add);
    TreeSet<String> names = new TreeSet<>(environment.keySet());
    names.add(PIPELINE);
    List<String> problems = new ArrayList<>();
    for (String name : names) {
      String value = environment.getOrDefault(name, "");
      switch (name) {
        case PIPELINE -> pipelineProblem(value, problems);
        case MODE -> modeProblem(value, problems);
        case DEAD_LETTER_TOPIC -> topicProblem(value, problems);
        default -> {
          if (name.startsWith(PREFIX) && !known.contains(name)) {
            problems.add(
                name + " is not a setting; expected one of " + known + didYouMean(name, known));
          }
        }
      }
    }
    return List.copyOf(problems);
  }

  /** Compares what follows the prefix: with it, any two of our names are alike. */
  private static String didYouMean(String name, List<String> known) {
    return Nearest.to(
            name.substring(PREFIX.length()),
            known.stream().map(each -> each.substring(PREFIX.length())).toList())
        .map(nearest -> "; did you mean \"" + PREFIX + nearest + "\"?")
        .orElse("");
  }

  private static void pipelineProblem(String value, List<String> problems) {
    if (value.isBlank()) {
      problems.add(PIPELINE + " is not set; expected the path of the pipeline file");
    } else if (!Files.isRegularFile(Path.of(value))) {
      problems.add(
          PIPELINE
              + " is \""
              + value
              + "\", where no file is; expected the path of the pipeline file");
    } else if (!Files.isReadable(Path.of(value))) {
      problems.add(PIPELINE + " is \"" + value + "\", which this process may not read");
    }
  }

  private static void modeProblem(String value, List<String> problems) {
    if (!MODES.contains(value)) {
      problems.add(
          MODE
              + " is \""
              + value
              + "\"; expected one of "
              + MODES
              + Nearest.to(value, MODES)
                  .map(word -> "; did you mean \"" + word + "\"?")
                  .orElse(""));
    }
  }

  private static void topicProblem(String value, List<String> problems) {
    if (!TOPIC.matcher(value).matches()) {
      problems.add(
          DEAD_LETTER_TOPIC
              + " is \""
              + value
              + "\"; expected the id of a Pub/Sub topic: 3 to 255 of A-Z a-z 0-9 - . _ ~ + %, a letter first, and not \"goog\""
              + (value.contains("/") ? " (the id alone, without projects/…/topics/)" : ""));
    }
  }
}
