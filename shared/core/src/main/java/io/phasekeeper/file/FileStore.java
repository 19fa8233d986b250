package io.phasekeeper.file;

import io.phasekeeper.outcome.PortFailure;
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

  /** Most of a file's content that is looked at, in bytes; of what gzip unpacks to, as many. */
  int START_BYTES = 64 * 1024;

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
   * @param bytes as it is stored, packed or not
   */
  record StoredFile(String uri, Instant written, long bytes, FileStart start) {
    /**
     * @param read the first bytes as they are stored, at least {@link #START_BYTES} of them or all
     */
    public static StoredFile of(String uri, Instant written, long bytes, byte[] read) {
      return new StoredFile(uri, written, bytes, FileStart.of(read, bytes));
    }
  }
}
