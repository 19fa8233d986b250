package io.phasekeeper.file;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Files in this process's memory, for replays and tests. */
public final class MemoryFileStore implements FileStore {
  private final Map<String, StoredFile> files = new ConcurrentHashMap<>();

  /** The file has this content from now on. */
  public void put(String uri, Instant written, String content) {
    put(uri, written, content.getBytes(StandardCharsets.UTF_8));
  }

  /** The same, for a content that is no text. */
  public void put(String uri, Instant written, byte[] content) {
    files.put(uri, StoredFile.of(uri, written, content.length, content));
  }

  /** The file is there no more. */
  public void remove(String uri) {
    files.remove(uri);
  }

  @Override
  public Optional<StoredFile> find(String uri) {
    return Optional.ofNullable(files.get(FileUri.parse(uri).toString()));
  }
}
