package io.phasekeeper.file;

import java.time.Instant;

final class MemoryFileStoreTest implements FileStoreContract {
  private final MemoryFileStore files = new MemoryFileStore();

  @Override
  public FileStore files() {
    return files;
  }

  @Override
  public void put(String uri, Instant written, String content) {
    files.put(uri, written, content);
  }

  @Override
  public void remove(String uri) {
    files.remove(uri);
  }
}
