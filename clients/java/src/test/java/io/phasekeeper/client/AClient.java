package io.phasekeeper.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.phasekeeper.testing.Installed;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** The same run told by the client of either language, with its true clock and thread. */
enum AClient {
  JAVA {
    @Override
    void run(Map<String, String> environment) throws Exception {
      ProcessorRun.of("MLFeatureStoreProcessor", TOPIC)
          .pipeline("nba")
          .table("nba_predictions.ml_feature_store_v2")
          .runId(RUN_ID)
          .run(
              DATE,
              run -> {
                run.progress(118, 450, "déjà \"vu\"");
                run.done(372);
              },
              environment,
              new GoogleRest.ThisMachine());
    }

    @Override
    boolean learnsThatItIsFenced(Map<String, String> environment) throws Exception {
      ManualMachine machine = new ManualMachine();
      AtomicBoolean fenced = new AtomicBoolean();
      ProcessorRun.of("MLFeatureStoreProcessor", TOPIC)
          .pipeline("nba")
          .runId(RUN_ID)
          .run(
              DATE,
              run -> {
                assertThat(machine.beat()).isEqualTo(60);
                fenced.set(run.fenced());
                run.done(372);
              },
              environment,
              machine);
      return fenced.get();
    }
  },
  PYTHON {
    @Override
    void run(Map<String, String> environment) throws Exception {
      assertThat(python(SCRIPT, environment)).isEmpty();
    }

    @Override
    boolean learnsThatItIsFenced(Map<String, String> environment) throws Exception {
      return python(
              SCRIPT.replace(
                  "run.progress", "run._beat(); print(f'fenced: {run.fenced}'); run.progress"),
              environment)
          .contains("fenced: True");
    }

    private String python(String script, Map<String, String> environment) throws Exception {
      ProcessBuilder python =
          new ProcessBuilder(Installed.tool("python3").orElseThrow().toString(), "-c", script)
              .redirectErrorStream(true)
              .redirectOutput(Files.createTempFile("python-client", ".log").toFile());
      python.environment().putAll(environment);
      python.environment().put("PYTHONPATH", PYTHON_CLIENT.toString());
      python.environment().put("PYTHONDONTWRITEBYTECODE", "1");
      python.environment().put("PYTHONIOENCODING", "utf-8");
      Process running = python.start();
      assertThat(running.waitFor(60, TimeUnit.SECONDS)).isTrue();
      String told =
          Files.readString(python.redirectOutput().file().toPath(), StandardCharsets.UTF_8);
      assertThat(running.exitValue()).as(told).isZero();
      return told;
    }
  };

  static final String TOPIC = "nba-phase4-precompute-complete";
  static final LocalDate DATE = LocalDate.parse("2026-01-11");
  static final String RUN_ID = "MLFeatureStoreProcessor_20260112_043008_d1cb5a05";
  private static final Path PYTHON_CLIENT =
      Path.of(System.getProperty("phasekeeper.home"), "clients", "python");
  private static final String SCRIPT =
      """
      import phasekeeper
      with phasekeeper.run("MLFeatureStoreProcessor", "2026-01-11", topic="TOPIC", pipeline="nba",
                           table="nba_predictions.ml_feature_store_v2", run_id="RUN") as run:
          run.progress(118, 450, 'd\\u00e9j\\u00e0 "vu"')
          run.done(rows=372)
      """
          .replace("TOPIC", TOPIC)
          .replace("RUN", RUN_ID);

  /** The whole run, which is done. */
  abstract void run(Map<String, String> environment) throws Exception;

  /** The same run with one beat in it; whether that told it that it was fenced. */
  abstract boolean learnsThatItIsFenced(Map<String, String> environment) throws Exception;
}
