package io.phasekeeper.embedded;

import io.phasekeeper.file.FileStore;
import io.phasekeeper.file.FileUri;
import io.phasekeeper.outcome.PortFailure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Optional;

/**
 * A folder as Cloud Storage: {@code gs://bucket/name} is the file {@code bucket/name} in it,
 * written when the file system says that it was.
 */
public final class FolderFileStore implements FileStore {
  private final Path folder;

  /**
   * @param folder need not be there yet
   */
  public FolderFileStore(Path folder) {
    this.folder = folder;
  }

  @Override
  public Optional<StoredFile> find(String uri) {
    FileUri address = FileUri.parse(uri);
    Path file = file(address);
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] start = in.readNBytes(START_BYTES);
      return Optional.of(
          StoredFile.of(uri, Files.getLastModifiedTime(file).toInstant(), Files.size(file), start));
    } catch (IOException e) {
      throw new PortFailure(
          PortFailure.Service.STORAGE,
          PortFailure.Kind.UNAVAILABLE,
          "storage: reading " + uri + " from " + file + ": " + e,
          e);
    }
  }

  /**
   * The file has this content from now on, as if written then; what was there is replaced whole.
   */
  public void put(String uri, Instant written, String content) {
    put(uri, written, content.getBytes(StandardCharsets.UTF_8));
  }

  /** The same, for a content that is no text. */
  public void put(String uri, Instant written, byte[] content) {
    Path file = file(FileUri.parse(uri));
    try {
      Path parent = file.getParent();
      if (parent != null) {
        Files.createDirectories(parent);
      }
      Path fresh = file.resolveSibling(file.getFileName() + ".new");
      Files.write(fresh, content);
      Files.setLastModifiedTime(fresh, FileTime.from(written));
      Files.move(
          fresh,
          file,
          java.nio.file.StandardCopyOption.REPLACE_EXISTING,
          java.nio.file.StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new DataDirectoryException("writing " + uri + " to " + file + ": " + e.getMessage(), e);
    }
  }

  /** The file is there no more. */
  public void remove(String uri) {
    Path file = file(FileUri.parse(uri));
    try {
      boolean was = Files.deleteIfExists(file);
      if (was && Files.exists(file)) {
        throw new IOException("it is still there");
      }
    } catch (IOException e) {
      throw new DataDirectoryException("removing " + uri + ", " + file + ": " + e.getMessage(), e);
    }
  }

  private Path file(FileUri address) {
    Path bucket = folder.resolve(address.bucket()).toAbsolutePath().normalize();
    Path file = bucket.resolve(address.name()).normalize();
    if (!file.startsWith(bucket) || file.equals(bucket)) {
      throw new PortFailure(
          PortFailure.Service.STORAGE,
          PortFailure.Kind.INVALID,
          "storage: " + address + " leads out of its bucket");
    }
    return file;
  }
}
