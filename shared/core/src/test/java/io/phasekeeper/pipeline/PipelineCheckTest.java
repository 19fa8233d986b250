package io.phasekeeper.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The check command: what it prints, and its exit codes. */
class PipelineCheckTest {
  @TempDir Path folder;

  private record Run(int exit, String printed) {}

  private static Run run(Path file, boolean json) {
    StringWriter printed = new StringWriter();
    PrintWriter out = new PrintWriter(printed, true);
    return new Run(PipelineCheck.run(file, out, json), printed.toString());
  }

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("x.yaml"), text);
  }

  @Test
  void aGoodFileIsOneLineAndZero() throws IOException {
    Path file = file(PipelineProblemsTest.sound());
    Run run = run(file, false);
    assertThat(run.exit()).isZero();
    assertThat(run.printed().lines().findFirst().orElseThrow())
        .matches(
            ".*x\\.yaml: good: pipeline shop, 2 phases, 5 processors, 1 transition, 1 job; hash"
                + " [0-9a-f]{12}");
    JsonObject json = JsonParser.parseString(run(file, true).printed()).getAsJsonObject();
    assertThat(json.get("good").getAsBoolean()).isTrue();
    assertThat(json.get("pipeline").getAsString()).isEqualTo("shop");
  }

  @Test
  void whatNobodyMakesAgainIsAWarningAndTheFileIsGoodAllTheSame() throws IOException {
    Path file = file(PipelineProblemsTest.sound());
    String why =
        " has no heal, and its phase no service with a path: when it is missing, nobody makes it"
            + " again for ";
    assertThat(run(file, false).printed().lines().skip(1))
        .containsExactly(
            file + ": warning: phases.load.processors.sales" + why + "summary",
            file + ": warning: phases.report.processors.summary" + why + "ranking");
    JsonObject json = JsonParser.parseString(run(file, true).printed()).getAsJsonObject();
    assertThat(json.getAsJsonArray("warnings")).hasSize(2);
  }

  @Test
  void everyProblemIsALineWithTheFileBeforeItAndTheExitIsOne() throws IOException {
    Path file = file(PipelineProblemsTest.sound().replace("[sales]\n", "[sals]\n      crit: x\n"));
    Run run = run(file, false);
    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.printed().lines())
        .hasSize(3)
        .allMatch(line -> line.startsWith(file + ":"))
        .anyMatch(
            line ->
                line.endsWith(
                    ":39: phases.report.start_when.critical[0]: found \"sals\"; expected a"
                        + " processor of load; did you mean \"sales\"?"))
        .last()
        .isEqualTo(file + ": 2 problems");
  }

  @Test
  void forMachinesEveryProblemIsAnObject() throws IOException {
    Path file = file(PipelineProblemsTest.sound().replace("[sales]\n", "[sals]\n"));
    Run run = run(file, true);
    assertThat(run.exit()).isEqualTo(1);
    JsonObject json = JsonParser.parseString(run.printed()).getAsJsonObject();
    assertThat(json.get("good").getAsBoolean()).isFalse();
    JsonObject problem = json.getAsJsonArray("problems").get(0).getAsJsonObject();
    assertThat(problem.get("line").getAsInt()).isEqualTo(39);
    assertThat(problem.get("column").getAsInt()).isEqualTo(18);
    assertThat(problem.get("path").getAsString()).isEqualTo("phases.report.start_when.critical[0]");
    assertThat(problem.get("found").getAsString()).isEqualTo("\"sals\"");
    assertThat(problem.get("expected").getAsString()).isEqualTo("a processor of load");
    assertThat(problem.get("nearest").getAsString()).isEqualTo("sales");
  }

  @Test
  void aFileThatCannotBeReadIsThree() {
    Run run = run(folder.resolve("none.yaml"), false);
    assertThat(run.exit()).isEqualTo(3);
    assertThat(run.printed()).endsWith("none.yaml: cannot be read: no such file\n");
    assertThat(run(folder, false).exit()).isEqualTo(3);
    assertThat(run(folder, true).printed()).contains("\"unread\"");
  }

  @Test
  void bytesThatAreNoTextAreAProblemOfTheFile() throws IOException {
    Path file = Files.write(folder.resolve("x.yaml"), new byte[] {'a', ':', (byte) 0xff});
    Run run = run(file, false);
    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.printed()).contains("found bytes that are not UTF-8; expected UTF-8");
  }
}
