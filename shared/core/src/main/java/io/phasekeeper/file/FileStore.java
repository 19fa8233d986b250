package io.phasekeeper.file;

import java.time.Instant;
import java.util.Optional;

/** Looks at files that a pipeline writes: how old they are, and which date they hold. */
public interface FileStore {
  /**
   * The file as it is now; none if there is no such file.
   *
   * @param uri {@code gs://bucket/name}
   * @throws io.phasekeeper.outcome.PortFailure if nobody can tell
   */
  Optional<StoredFile> find(String uri);

  /**
   * One file.
   *
   * @param written when its present content was written
   * @param start at most the first 64 KB, as UTF-8 text
   */
  record StoredFile(String uri, Instant written, long bytes, String start) {}
}
