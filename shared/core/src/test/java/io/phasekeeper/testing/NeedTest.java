package io.phasekeeper.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.phasekeeper.emulator.GoogleEmulator;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class NeedTest {
  @RegisterExtension final Context context = new Context();

  @Test
  void anUnmetNeedSkipsAndSaysHowToMeetIt() {
    List<String> said = new ArrayList<>();
    var result = Need.unmet(context.current(), "a moon", "go there", Map.of(), said::add);
    assertThat(result.isDisabled()).isTrue();
    assertThat(said).containsExactly("SKIPPED: NeedTest needs a moon; to get it: go there");
  }

  @Test
  void anUnmetNeedFailsWhereEverythingIsRequired() {
    assertThatThrownBy(
            () ->
                Need.unmet(
                    context.current(),
                    "a moon",
                    "go there",
                    Map.of("PHASEKEEPER_REQUIRE_ALL", "true"),
                    line -> {}))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("NeedTest needs a moon");
  }

  @Test
  void theJdkThatRunsTheTestsIsFound() {
    assertThat(Installed.jdk(Runtime.version().feature())).isPresent();
    assertThat(Installed.jdk(3)).isEmpty();
  }

  @Test
  void anEmulatorIsFoundBesideTheGcloudCommandOnThePath(@TempDir Path root) throws Exception {
    Path gcloud = Files.createDirectories(root.resolve("sdk/bin")).resolve("gcloud");
    Files.createFile(gcloud);
    assertThat(gcloud.toFile().setExecutable(true)).isTrue();
    Path link = Files.createDirectory(root.resolve("bin")).resolve("gcloud");
    Files.createSymbolicLink(link, gcloud);
    Map<String, String> environment = Map.of("PATH", link.getParent().toString());
    assertThat(GoogleEmulator.PUBSUB.jar(environment)).isEmpty();

    Path lib = Files.createDirectories(root.resolve("sdk/platform/pubsub-emulator/lib"));
    Path jar = Files.createFile(lib.resolve("cloud-pubsub-emulator-1-all.jar"));
    assertThat(GoogleEmulator.PUBSUB.jar(environment)).hasValue(jar.toRealPath());
  }

  /** Hands a test its own context. */
  static final class Context implements BeforeEachCallback {
    private ExtensionContext current;

    @Override
    public void beforeEach(ExtensionContext context) {
      current = context;
    }

    ExtensionContext current() {
      return current;
    }
  }
}
