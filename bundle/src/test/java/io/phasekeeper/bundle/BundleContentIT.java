package io.phasekeeper.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundleContentIT {
  private static UnpackedBundle bundle;

  @BeforeAll
  static void unpack(@TempDir Path folder) throws Exception {
    bundle = UnpackedBundle.into(folder);
  }

  @Test
  void oneJarStandsAtTheTopAndNothingThatWouldBeBuilt() throws Exception {
    List<String> top = bundle.files().stream().filter(file -> !file.contains("/")).toList();
    assertThat(top).containsExactly("LICENSE", "phasekeeper.jar");
    assertThat(bundle.files()).noneMatch(file -> file.endsWith("pom.xml"));
  }

  @Test
  void theJarIsThin() throws Exception {
    assertThat(Files.size(bundle.jar())).isLessThan(20_000);
  }

  @Test
  void theJarNamesEachLibraryAndNoOther() throws Exception {
    List<String> libraries =
        bundle.files().stream().filter(file -> file.startsWith("lib/")).toList();
    assertThat(bundle.classPath())
        .doesNotHaveDuplicates()
        .containsExactlyInAnyOrderElementsOf(libraries);
  }

  @Test
  void theInvokerIsLeftToTheBuildpackAndTestsAndLocalPartsStayHome() throws Exception {
    assertThat(bundle.files())
        .noneMatch(
            file ->
                file.matches(
                    "lib/(java-function-invoker|phasekeeper-local|phasekeeper-embedded|h2|duckdb|"
                        + "picocli|junit|assertj|zetasql).*"))
        .noneMatch(file -> file.endsWith("-tests.jar"));
  }

  @Test
  void thePipelineFilesAreInIt() throws Exception {
    assertThat(bundle.files()).contains("pipelines/nba.yaml", "pipelines/example.yaml");
  }
}
