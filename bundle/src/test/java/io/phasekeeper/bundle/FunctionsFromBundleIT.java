package io.phasekeeper.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.phasekeeper.emulator.GoogleEmulator;
import io.phasekeeper.function.FunctionSpec;
import io.phasekeeper.function.FunctionTable;
import io.phasekeeper.testing.Emulators;
import io.phasekeeper.testing.Installed;
import io.phasekeeper.testing.NeedsEmulator;
import io.phasekeeper.testing.NeedsJdk;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each function, in a process of its own, from the bundle, against Google's emulators. */
@NeedsEmulator({GoogleEmulator.PUBSUB, GoogleEmulator.FIRESTORE})
@Execution(ExecutionMode.CONCURRENT)
class FunctionsFromBundleIT {
  /** Eventarc and Cloud Scheduler ask again; a cold emulator may miss the first deadline. */
  private static final int MOST_DELIVERIES = 4;

  private static UnpackedBundle bundle;

  @BeforeAll
  static void unpack(@TempDir Path folder) throws Exception {
    bundle = UnpackedBundle.into(folder);
  }

  static List<FunctionSpec> functions() throws Exception {
    Path file = Path.of(System.getProperty("phasekeeper.home")).resolve(FunctionTable.PATH);
    return FunctionTable.read(file, ZoneOffset.UTC).functions();
  }

  @ParameterizedTest
  @MethodSource("functions")
  void itStartsAsGooglesBuildpackWouldAndAnswers(FunctionSpec function) throws Exception {
    startAndAsk(function, Path.of(System.getProperty("java.home")));
  }

  @ParameterizedTest
  @MethodSource("functions")
  @NeedsJdk(25)
  void itStartsOnTheNextRuntimeToo(FunctionSpec function) throws Exception {
    startAndAsk(function, Installed.jdk(25).orElseThrow());
  }

  @Test
  void withoutItsSettingsItRefusesToStartAndSaysWhatIsMissing() throws Exception {
    FunctionSpec any = functions().get(0);
    assertThat(RunningFunction.refusal(bundle, java(), any.entryPoint(), Map.of()))
        .contains("GOOGLE_CLOUD_PROJECT");
  }

  private static void startAndAsk(FunctionSpec function, Path jdk) throws Exception {
    try (RunningFunction running =
        RunningFunction.start(bundle, jdk, function.entryPoint(), settings())) {
      HttpResponse<String> answer = ask(running, function);
      for (int again = 1; answer.statusCode() >= 500 && again < MOST_DELIVERIES; again++) {
        answer = ask(running, function);
      }
      assertThat(answer.statusCode())
          .as("%s answered %s and wrote:%n%s", function.name(), answer.body(), running.output())
          .isBetween(200, 299);
      assertThat(running.output()).doesNotContain("malformed", "SLF4J");
    }
  }

  private static HttpResponse<String> ask(RunningFunction running, FunctionSpec function)
      throws Exception {
    return switch (function.trigger()) {
      case COMPLETIONS -> running.post(completion(), eventHeaders());
      case TIMER -> running.post("{}", "content-type", "application/json");
      case HTTP -> running.get("/health");
    };
  }

  private static Path java() {
    return Path.of(System.getProperty("java.home"));
  }

  private static Map<String, String> settings() {
    Map<String, String> settings = new HashMap<>();
    settings.put("GOOGLE_CLOUD_PROJECT", "bundle-test");
    settings.put("PHASEKEEPER_PIPELINE", "pipelines/nba.yaml");
    for (GoogleEmulator emulator : GoogleEmulator.values()) {
      settings.put(emulator.hostVariable(), Emulators.host(emulator));
    }
    // No BigQuery is asked as long as no phase is due; nobody listens there.
    settings.put("BIGQUERY_EMULATOR_HOST", "127.0.0.1:1");
    return settings;
  }

  private static String[] eventHeaders() {
    return new String[] {
      "content-type", "application/json",
      "ce-specversion", "1.0",
      "ce-id", "8812",
      "ce-source",
          "//pubsub.googleapis.com/projects/bundle-test/topics/nba-phase3-analytics-complete",
      "ce-type", "google.cloud.pubsub.topic.v1.messagePublished",
      "ce-time", "2026-01-11T07:00:00Z"
    };
  }

  private static String completion() {
    String data =
        """
        {"processor_name": "PlayerGameSummaryProcessor", "phase": "phase_3_analytics", "status": "success",
         "game_date": "2026-01-10", "execution_id": "bundle-1", "record_count": 211}
        """;
    JsonObject message = new JsonObject();
    message.addProperty(
        "data", Base64.getEncoder().encodeToString(data.getBytes(StandardCharsets.UTF_8)));
    message.addProperty("messageId", "8812");
    message.addProperty("publishTime", "2026-01-11T07:00:00Z");
    JsonObject body = new JsonObject();
    body.add("message", message);
    body.addProperty("subscription", "projects/bundle-test/subscriptions/bundle");
    return body.toString();
  }
}
