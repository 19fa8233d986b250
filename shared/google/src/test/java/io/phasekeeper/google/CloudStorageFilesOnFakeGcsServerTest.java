package io.phasekeeper.google;

import io.phasekeeper.file.FileStore;
import io.phasekeeper.file.FileStoreContract;
import io.phasekeeper.file.FileUri;
import io.phasekeeper.testing.NeedsTool;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The contract on a Cloud Storage that others wrote; it keeps its own time. */
@NeedsTool(value = "fake-gcs-server", howToGet = "Python 3, and the pip install that .ci/run shows")
class CloudStorageFilesOnFakeGcsServerTest implements FileStoreContract {
  private static FakeGcsServerProcess server;
  private static CloudStorageFiles files;

  @BeforeAll
  static void start() throws Exception {
    server = FakeGcsServerProcess.start();
    server.makeBucket("some-bucket");
    files = CloudStorageFiles.open(Optional.of(server.host()));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Override
  public FileStore files() {
    return files;
  }

  @Override
  public Instant put(String uri, Instant written, byte[] content) {
    FileUri address = FileUri.parse(uri);
    return server.put(address.bucket(), address.name(), content);
  }

  @Override
  public void remove(String uri) {
    FileUri address = FileUri.parse(uri);
    server.remove(address.bucket(), address.name());
  }
}
