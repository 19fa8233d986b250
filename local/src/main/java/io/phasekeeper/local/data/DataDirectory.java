package io.phasekeeper.local.data;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The directory that keeps a local suite's state. One process owns it at a time; the operating
 * system ends the ownership with the process, however that ends, so that an address left behind by
 * a killed one is known to be stale.
 */
public final class DataDirectory implements AutoCloseable {
  private static final String LOCK = "owner.lock";
  private static final String RUNNING = "running.json";
  private static final String BOUND = "suite.json";
  static final String MARK = "phasekeeper-data";
  private static final String MARK_TEXT =
      "State of a local Phasekeeper; `up --fresh` empties it.\n";

  private final Path path;
  private final FileChannel channel;
  private final FileLock lock;

  private DataDirectory(Path path, FileChannel channel, FileLock lock) {
    this.path = path;
    this.channel = channel;
    this.lock = lock;
  }

  /**
   * Takes the directory, making it if it is not there.
   *
   * @return empty if another process has it
   * @throws CannotLook without write access, or if it is something else's directory
   */
  public static Optional<DataDirectory> take(Path path) throws CannotLook {
    try {
      Files.createDirectories(path);
      if (!Files.exists(path.resolve(MARK))) {
        refuseOthersDirectory(path);
        Files.writeString(path.resolve(MARK), MARK_TEXT);
      }
      FileChannel channel =
          FileChannel.open(path.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock lock = tryLock(channel);
      if (lock == null) {
        channel.close();
        return Optional.empty();
      }
      DataDirectory taken = new DataDirectory(path, channel, lock);
      // Left behind by a process that was killed.
      Files.deleteIfExists(path.resolve(RUNNING));
      return Optional.of(taken);
    } catch (FileAlreadyExistsException e) {
      throw new CannotLook(
          "cannot use " + path + " as data directory: it is a file; name a directory with --data",
          e);
    } catch (IOException e) {
      throw new CannotLook(
          "cannot write to the data directory "
              + path
              + " ("
              + reason(e)
              + "); name another with --data",
          e);
    }
  }

  private static @org.jspecify.annotations.Nullable FileLock tryLock(FileChannel channel)
      throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      // Another runtime of this very process.
      return null;
    }
  }

  private static void refuseOthersDirectory(Path path) throws IOException, CannotLook {
    try (Stream<Path> content = Files.list(path)) {
      if (content.findAny().isPresent()) {
        throw new CannotLook(
            "cannot use "
                + path
                + " as data directory: it holds files that are not Phasekeeper's; name an empty directory with --data");
      }
    }
  }

  /** Whether a suite or a command has put anything there yet. */
  public static boolean exists(Path path) {
    return Files.exists(path.resolve(MARK));
  }

  /**
   * The suite that runs on the directory, as far as its file says; whether it still answers is for
   * the caller to see.
   */
  public static Optional<RunningSuite> running(Path path) throws CannotLook {
    try {
      return RunningSuite.parse(Files.readString(path.resolve(RUNNING)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new CannotLook("cannot read " + path.resolve(RUNNING) + " (" + reason(e) + ")", e);
    }
  }

  /** An {@code up} begins on it: commands that name no directory ask the one used last. */
  public void use() throws IOException {
    write(MARK, MARK_TEXT);
  }

  /** Remembers whose state the directory keeps, when there is some. */
  public void bind(BoundSuite suite) throws IOException {
    write(BOUND, suite.json());
  }

  /** Whose state the directory keeps; none before there is any. */
  public Optional<BoundSuite> bound() throws CannotLook {
    return bound(path);
  }

  /** Whose state a directory keeps, whoever has it; none before there is any. */
  public static Optional<BoundSuite> bound(Path path) throws CannotLook {
    try {
      return BoundSuite.parse(Files.readString(path.resolve(BOUND)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new CannotLook("cannot read " + path.resolve(BOUND) + " (" + reason(e) + ")", e);
    }
  }

  /** Tells commands where this process listens; only the user may read it. */
  public void announce(RunningSuite suite) throws IOException {
    writeWhole(RUNNING, suite.json(), true);
  }

  public Path path() {
    return path;
  }

  public Path file(String name) {
    return path.resolve(name);
  }

  /** Reads a small file of the directory; empty if it is not there. */
  public Optional<String> read(String name) throws IOException {
    try {
      return Optional.of(Files.readString(path.resolve(name)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /** Replaces a small file in one step: a kill leaves the old content or the new. */
  public void write(String name, String content) throws IOException {
    writeWhole(name, content, false);
  }

  private void writeWhole(String name, String content, boolean secret) throws IOException {
    Path next = path.resolve(name + ".next");
    Files.deleteIfExists(next);
    if (secret && Files.getFileStore(path).supportsFileAttributeView("posix")) {
      Files.createFile(
          next, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }
    Files.writeString(next, content);
    try {
      Files.move(
          next,
          path.resolve(name),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(next, path.resolve(name), StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** Forgets everything but the ownership. */
  public void empty() throws CannotLook {
    try (Stream<Path> all = Files.walk(path)) {
      List<Path> deepestFirst =
          all.sorted(Comparator.reverseOrder())
              .filter(
                  p ->
                      !p.equals(path)
                          && !p.equals(path.resolve(LOCK))
                          && !p.equals(path.resolve(MARK)))
              .toList();
      for (Path each : deepestFirst) {
        Files.deleteIfExists(each);
      }
    } catch (IOException e) {
      throw new CannotLook("cannot empty the data directory " + path + " (" + reason(e) + ")", e);
    }
  }

  /** Gives the directory free; the address goes with it. */
  @Override
  public void close() {
    try (channel) {
      Files.deleteIfExists(path.resolve(RUNNING));
      lock.release();
    } catch (IOException e) {
      // The process ends, or another asks again: the operating system frees the lock with the
      // channel.
      System.getLogger(DataDirectory.class.getName())
          .log(System.Logger.Level.DEBUG, "closing " + path, e);
    }
  }

  private static String reason(IOException e) {
    return e instanceof java.nio.file.AccessDeniedException
        ? "access denied"
        : String.valueOf(e.getMessage());
  }
}
