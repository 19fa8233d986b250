package io.phasekeeper.file;

import java.time.Instant;

final class MemoryFileStoreTest implements FileStoreContract {
  private final MemoryFileStore files = new MemoryFileStore();

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
}
