package io.phasekeeper.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.phasekeeper.file.FileStore;
import io.phasekeeper.file.FileStoreContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FolderFileStoreTest implements FileStoreContract {
  @TempDir Path folder;
  private FolderFileStore files;

  @BeforeEach
  void open() {
    files = new FolderFileStore(folder);
  }

  @Override
  public FileStore files() {
    return files;
  }

  @Override
  public Instant put(String uri, Instant written, byte[] content) {
    files.put(uri, written, content);
    return written;
  }

  @Override
  public void remove(String uri) {
    files.remove(uri);
  }

  @Test
  void aFileOfSomebodyElseIsSeenWhereItsAddressSays() throws IOException {
    Files.createDirectories(folder.resolve("some-bucket/exports"));
    Files.writeString(folder.resolve("some-bucket/exports/today.json"), "{}");

    assertThat(files.find("gs://some-bucket/exports/today.json")).isPresent();
    assertThat(files.find("gs://some-bucket/exports")).as("a folder is no file").isEmpty();
  }
}
