package io.phasekeeper.local.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {
  private static final RunningSuite SUITE =
      new RunningSuite(URI.create("http://127.0.0.1:4711"), "t0ken");

  @TempDir Path temp;

  @Test
  void oneOwnsItAtATime() throws CannotLook {
    Path path = temp.resolve("data");
    try (DataDirectory first = DataDirectory.take(path).orElseThrow()) {
      assertThat(first.path()).isEqualTo(path);
      assertThat(DataDirectory.take(path)).isEmpty();
    }
    DataDirectory.take(path).orElseThrow().close();
  }

  @Test
  void theAddressIsForTheUserAloneAndGoesWithTheOwner() throws CannotLook, IOException {
    Path path = temp.resolve("data");
    try (DataDirectory owner = DataDirectory.take(path).orElseThrow()) {
      owner.announce(SUITE);
      assertThat(DataDirectory.running(path)).isEqualTo(Optional.of(SUITE));
      assertThat(
              PosixFilePermissions.toString(
                  Files.getPosixFilePermissions(path.resolve("running.json"))))
          .isEqualTo("rw-------");
    }
    assertThat(DataDirectory.running(path)).isEmpty();
  }

  @Test
  void anAddressLeftBehindByAKilledProcessIsForgotten() throws CannotLook, IOException {
    Path path = temp.resolve("data");
    DataDirectory.take(path).orElseThrow().close();
    Files.writeString(path.resolve("running.json"), SUITE.json());
    try (DataDirectory owner = DataDirectory.take(path).orElseThrow()) {
      assertThat(DataDirectory.running(owner.path())).isEmpty();
    }
  }

  @Test
  void aHalfWrittenAddressIsNone() throws CannotLook, IOException {
    Files.writeString(temp.resolve("running.json"), "{\"address\":\"http://127.");
    assertThat(DataDirectory.running(temp)).isEmpty();
  }

  @Test
  void aDirectoryOfSomethingElseIsRefusedAndLeftAlone() throws IOException {
    Files.writeString(temp.resolve("thesis.txt"), "three years of work");
    assertThatThrownBy(() -> DataDirectory.take(temp))
        .isInstanceOf(CannotLook.class)
        .hasMessageContaining("not Phasekeeper's")
        .hasMessageContaining("--data");
    assertThat(temp).isDirectoryContaining(p -> p.endsWith("thesis.txt"));
    try (var content = Files.list(temp)) {
      assertThat(content).hasSize(1);
    }
  }

  @Test
  void aFileIsNoDataDirectory() throws IOException {
    Path file = Files.writeString(temp.resolve("file"), "");
    assertThatThrownBy(() -> DataDirectory.take(file))
        .isInstanceOf(CannotLook.class)
        .hasMessageContaining("is a file");
  }

  @Test
  void emptyForgetsEverythingButTheOwnership() throws CannotLook, IOException {
    Path path = temp.resolve("data");
    try (DataDirectory owner = DataDirectory.take(path).orElseThrow()) {
      owner.write("position.json", "{}");
      Files.createDirectories(owner.file("documents"));
      Files.writeString(owner.file("documents").resolve("a"), "x");
      owner.empty();
      assertThat(owner.read("position.json")).isEmpty();
      assertThat(owner.file("documents")).doesNotExist();
      assertThat(DataDirectory.take(path)).isEmpty();
    }
  }

  @Test
  void commandsThatNameNoDirectoryFindTheUsualOneThatWasUsedLast() throws Exception {
    UsualDirectories usual = new UsualDirectories(temp);
    assertThat(usual.lastUsedFirst()).isEmpty();
    used(usual.ofSuite(), 1);
    assertThat(usual.lastUsedFirst()).containsExactly(usual.ofSuite());
    used(usual.ofPlay(), 2);
    assertThat(usual.lastUsedFirst()).containsExactly(usual.ofPlay(), usual.ofSuite());
    try (DataDirectory again = DataDirectory.take(usual.ofSuite()).orElseThrow()) {
      assertThat(usual.lastUsedFirst()).as("a look is no use").first().isEqualTo(usual.ofPlay());
      again.use();
    }
    assertThat(usual.lastUsedFirst()).containsExactly(usual.ofSuite(), usual.ofPlay());
  }

  private static void used(Path path, long seconds) throws CannotLook, IOException {
    try (DataDirectory directory = DataDirectory.take(path).orElseThrow()) {
      directory.use();
      Files.setLastModifiedTime(
          directory.file(DataDirectory.MARK),
          java.nio.file.attribute.FileTime.fromMillis(seconds * 1_000));
    }
  }
}
