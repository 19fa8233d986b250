package io.phasekeeper.local.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every scenario of the project, replayed. */
class ScenariosTest {
  private static final Path HOME = Path.of(System.getProperty("phasekeeper.home"));

  @TestFactory
  Stream<DynamicTest> everyScenarioGoesAsItsFileSays() throws IOException {
    try (Stream<Path> files = Files.list(HOME.resolve("scenarios"))) {
      List<Path> scenarios =
          files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
      return scenarios.stream()
          .map(
              file ->
                  DynamicTest.dynamicTest(
                      file.getFileName().toString(), file.toUri(), () -> goes(file)));
    }
  }

  private static void goes(Path file) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int exit =
        new Replay(HOME, false, new PrintStream(out, true, StandardCharsets.UTF_8))
            .run(List.of(file));
    assertThat(exit).as(out.toString(StandardCharsets.UTF_8)).isZero();
  }
}
