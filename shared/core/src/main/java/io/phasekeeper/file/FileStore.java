package io.phasekeeper.file;

import io.phasekeeper.outcome.PortFailure;
import java.nio.charset.StandardCharsets;
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

  /** Most of a file's content that is looked at, in bytes. */
  int START_BYTES = 64 * 1024;

  /** The start of a content as text; bytes that are no UTF-8 become replacement characters. */
  static String start(byte[] content) {
    return new String(content, 0, Math.min(content.length, START_BYTES), StandardCharsets.UTF_8);
  }

  /** What a platform without files answers: that nobody can tell. */
  static FileStore nowhere() {
    return uri -> {
      throw new PortFailure(
          PortFailure.Service.STORAGE,
          PortFailure.Kind.UNAVAILABLE,
          "this platform has no files; asked for " + uri);
    };
  }

  /**
   * One file.
   *
   * @param written when its present content was written
   * @param start at most the first 64 KB, as UTF-8 text
   */
  record StoredFile(String uri, Instant written, long bytes, String start) {}
}
