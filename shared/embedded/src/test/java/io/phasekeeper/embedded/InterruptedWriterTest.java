package io.phasekeeper.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.phasekeeper.document.DocumentPath;
import io.phasekeeper.document.FieldChange;
import io.phasekeeper.outcome.PortFailure;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A thread that is interrupted while it writes (a server that stops) harms nobody else. */
final class InterruptedWriterTest {
  private static final DocumentPath PATH = new DocumentPath("ledger", "2026-01-11");

  @TempDir private Path directory;

  @Test
  void interruptsNeitherCloseTheDatabaseNorLoseAWrite() throws InterruptedException {
    try (H2Database database = H2Database.open(directory.resolve("phasekeeper"))) {
      H2DocumentStore documents = new H2DocumentStore(database);
      AtomicLong written = new AtomicLong();
      CountDownLatch started = new CountDownLatch(1);
      Thread writer =
          new Thread(
              () -> {
                for (long n = 1; n <= 2000; n++) {
                  write(documents, n, written);
                  started.countDown();
                }
              });
      writer.start();
      started.await();
      while (writer.isAlive()) {
        writer.interrupt();
        Thread.onSpinWait();
      }
      writer.join();

      assertThat(documents.get(PATH).orElseThrow().fields()).containsEntry("n", written.get());
    }
    try (H2Database database = H2Database.open(directory.resolve("phasekeeper"))) {
      assertThat(new H2DocumentStore(database).get(PATH).orElseThrow().fields())
          .containsEntry("n", 2000L);
    }
  }

  private static void write(H2DocumentStore documents, long n, AtomicLong written) {
    for (int tries = 1; written.get() < n; tries++) {
      try {
        documents.merge(PATH, List.of(FieldChange.set("n", n)));
        written.set(n);
      } catch (PortFailure e) {
        if (tries == 100) {
          throw e;
        }
      }
    }
  }
}
