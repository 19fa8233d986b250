package io.phasekeeper.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {
  @TempDir Path folder;
  private String file = "";

  @BeforeEach
  void pipelineFile() throws IOException {
    file = Files.createFile(folder.resolve("nba.yaml")).toString();
  }

  @Test
  void thePathAloneGivesTheDefaults() {
    assertThat(
            Settings.fromEnvironment(
                Map.of("PHASEKEEPER_PIPELINE", file, "PATH", "x"), "nba", List.of()))
        .isEqualTo(new Settings(file, Mode.ON, "nba-phasekeeper-dead-letters"));
  }

  @ParameterizedTest
  @CsvSource({"on,ON", "shadow,SHADOW", "stopped,STOPPED"})
  void everyModeHasItsWord(String word, Mode mode) {
    assertThat(
            Settings.fromEnvironment(
                Map.of(
                    "PHASEKEEPER_PIPELINE", file,
                    "PHASEKEEPER_MODE", word,
                    "PHASEKEEPER_DEAD_LETTER_TOPIC", "elsewhere"),
                "nba",
                List.of()))
        .isEqualTo(new Settings(file, mode, "elsewhere"));
  }

  @Test
  void everyProblemIsToldAtOnce() {
    assertThatThrownBy(
            () ->
                Settings.fromEnvironment(
                    Map.of(
                        "PHASEKEEPER_MODE", "shaddow",
                        "PHASEKEEPER_PIPELIN", file,
                        "PHASEKEEPER_COLOUR", "red",
                        "PHASEKEEPER_DEAD_LETTER_TOPIC", "projects/p/topics/t"),
                    "nba",
                    List.of()))
        .isInstanceOfSatisfying(
            SettingsException.class,
            e ->
                assertThat(e.problems())
                    .satisfiesExactly(
                        problem ->
                            assertThat(problem)
                                .startsWith(
                                    "PHASEKEEPER_COLOUR is not a setting; expected one of [")
                                .endsWith("]"),
                        problem ->
                            assertThat(problem)
                                .startsWith(
                                    "PHASEKEEPER_DEAD_LETTER_TOPIC is \"projects/p/topics/t\"; expected")
                                .endsWith("(the id alone, without projects/…/topics/)"),
                        problem ->
                            assertThat(problem)
                                .isEqualTo(
                                    "PHASEKEEPER_MODE is \"shaddow\"; expected one of [on, shadow, stopped]; did you mean \"shadow\"?"),
                        problem ->
                            assertThat(problem)
                                .startsWith("PHASEKEEPER_PIPELIN is not a setting")
                                .endsWith("did you mean \"PHASEKEEPER_PIPELINE\"?"),
                        problem ->
                            assertThat(problem)
                                .isEqualTo(
                                    "PHASEKEEPER_PIPELINE is not set; expected the path of the pipeline file")));
  }

  @Test
  void aFileThatIsNotThereIsNamed() {
    String absent = folder.resolve("absent.yaml").toString();
    assertThat(Settings.problems(Map.of("PHASEKEEPER_PIPELINE", absent), List.of()))
        .containsExactly(
            "PHASEKEEPER_PIPELINE is \""
                + absent
                + "\", where no file is; expected the path of the pipeline file");
    assertThat(Settings.problems(Map.of("PHASEKEEPER_PIPELINE", folder.toString()), List.of()))
        .hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "ON", " on", "off"})
  void anotherModeIsRefused(String word) {
    assertThat(
            Settings.problems(
                Map.of("PHASEKEEPER_PIPELINE", file, "PHASEKEEPER_MODE", word), List.of()))
        .hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "ab", "1st", "googlers", "a b", "ä-topic"})
  void aTopicThatPubSubWouldNotTakeIsRefused(String topic) {
    assertThat(
            Settings.problems(
                Map.of("PHASEKEEPER_PIPELINE", file, "PHASEKEEPER_DEAD_LETTER_TOPIC", topic),
                List.of()))
        .hasSize(1);
  }

  @Test
  void aVariableThatThePipelineFileNamesIsNoneOfOurs() {
    Map<String, String> environment =
        Map.of("PHASEKEEPER_PIPELINE", file, "PHASEKEEPER_PHASE4_URL", "https://phase4.run.app");
    assertThat(Settings.problems(environment, List.of("PHASEKEEPER_PHASE4_URL"))).isEmpty();
    assertThat(Settings.problems(environment, List.of())).hasSize(1);
  }
}
