package io.phasekeeper.google;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.phasekeeper.document.DocumentPath;
import io.phasekeeper.outcome.PortFailure;
import io.phasekeeper.platform.Platform;
import io.phasekeeper.platform.Platforms;
import io.phasekeeper.settings.Mode;
import io.phasekeeper.settings.SettingsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GooglePlatformTest {
  private static final String NBA =
      Path.of(System.getProperty("phasekeeper.home")).resolve("pipelines/nba.yaml").toString();

  private final Map<String, String> environment =
      new HashMap<>(
          Map.of(
              "GOOGLE_CLOUD_PROJECT", "platform-test",
              "PHASEKEEPER_PIPELINE", NBA,
              "FIRESTORE_EMULATOR_HOST", "127.0.0.1:1",
              "PUBSUB_EMULATOR_HOST", "127.0.0.1:1",
              "BIGQUERY_EMULATOR_HOST", "127.0.0.1:1"));

  @Test
  void aProjectAndAPipelineFileAreEnough() {
    environment.put("PHASEKEEPER_MODE", "shadow");
    environment.put("PHASEKEEPER_PHASE4_URL", "https://phase4-abc-uw.a.run.app");
    Platform platform = Platforms.open(environment);
    assertThat(platform.pipeline().id()).isEqualTo("nba");
    assertThat(platform.settings().mode()).isEqualTo(Mode.SHADOW);
    assertThat(platform.settings().deadLetterTopic()).isEqualTo("nba-phasekeeper-dead-letters");
    assertThat(Platforms.open(Map.copyOf(environment))).as("one per process").isSameAs(platform);
  }

  @Test
  void theEnvironmentsEmulatorsAreAskedAndNotProduction() {
    Platform platform = Platforms.open(environment);
    PortFailure failure =
        catchThrowableOfType(
            PortFailure.class,
            () -> assertThat(platform.documents().get(new DocumentPath("a", "b"))).isEmpty());
    assertThat(failure.kind()).isEqualTo(PortFailure.Kind.UNAVAILABLE);
    assertThat(failure).hasMessageContaining("project platform-test");
    assertThat(failure.getCause()).hasStackTraceContaining("127.0.0.1:1");
  }

  @Test
  void everyProblemOfSettingsAndPipelineFileIsToldAtOnce(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("x.yaml"), "id: 7\nnonsense: true\n");
    environment.clear();
    environment.put("GOOGLE_CLOUD_PROJECT", "My Project");
    environment.put("PHASEKEEPER_PIPELINE", file.toString());
    environment.put("PHASEKEEPER_MODE", "of");
    environment.put("PHASEKEEPER_DEADLETTER_TOPIC", "x");
    environment.put("BIGQUERY_EMULATOR_HOST", "nowhere");
    List<String> problems = problems();
    assertThat(problems)
        .anySatisfy(
            each -> assertThat(each).startsWith("GOOGLE_CLOUD_PROJECT is \"My Project\"; expected"))
        .anySatisfy(
            each ->
                assertThat(each)
                    .isEqualTo("BIGQUERY_EMULATOR_HOST is \"nowhere\"; expected host:port"))
        .anySatisfy(each -> assertThat(each).startsWith("PHASEKEEPER_MODE is \"of\""))
        .anySatisfy(
            each ->
                assertThat(each)
                    .startsWith("PHASEKEEPER_DEADLETTER_TOPIC is not a setting")
                    .endsWith("did you mean \"PHASEKEEPER_DEAD_LETTER_TOPIC\"?"));
    assertThat(problems.stream().filter(each -> each.startsWith(file.toString())).count())
        .isGreaterThan(1);
  }

  @Test
  void anEmptyEnvironmentListsWhatIsMissing() {
    environment.clear();
    environment.put("PHASEKEEPER_PLATFORM", "google");
    assertThat(problems())
        .containsExactly(
            "GOOGLE_CLOUD_PROJECT is not set; expected the id of the project to run in",
            "PHASEKEEPER_PIPELINE is not set; expected the path of the pipeline file");
  }

  @Test
  void oneEmulatorBesideTheRealOtherIsRefused() {
    environment.remove("FIRESTORE_EMULATOR_HOST");
    assertThat(problems())
        .containsExactly(
            "PUBSUB_EMULATOR_HOST is set and FIRESTORE_EMULATOR_HOST is not; expected both, or neither in Google Cloud");
  }

  private List<String> problems() {
    SettingsException refused =
        catchThrowableOfType(
            SettingsException.class, () -> assertThat(Platforms.open(environment)).isNull());
    assertThat(refused).isNotNull();
    return refused.problems();
  }
}
