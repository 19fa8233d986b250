package io.phasekeeper.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.phasekeeper.document.DocumentPath;
import io.phasekeeper.message.OutgoingMessage;
import io.phasekeeper.message.RedeliveryPolicy;
import io.phasekeeper.outcome.PortFailure;
import io.phasekeeper.warehouse.TableRef;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EmbeddedStorageTest {
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-01-11T00:00:00Z"));
  private static final LocalDate DATE = LocalDate.parse("2026-01-11");
  private static final DocumentPath PATH = new DocumentPath("ledger", "2026-01-11");

  @TempDir private Path directory;

  private static void assertOneLine(ThrowingCallable call, String... words) {
    assertThatThrownBy(call)
        .isInstanceOf(DataDirectoryException.class)
        .satisfies(e -> assertThat(String.valueOf(e.getMessage()).lines()).as("lines").hasSize(1))
        .message()
        .contains(words);
  }

  @Test
  void allThatWasStoredIsThereWhenTheDirectoryIsOpenedAgain() {
    try (EmbeddedStorage storage = EmbeddedStorage.open(directory.resolve("new/data"), CLOCK)) {
      assertThat(storage.documents().create(PATH, Map.of("n", 1L))).isTrue();
      storage.messages().createTopic("t");
      storage.messages().subscribe("s", "t", RedeliveryPolicy.STANDARD);
      assertThat(storage.messages().publish("t", OutgoingMessage.json("{}", Map.of())))
          .isNotEmpty();
      storage.warehouse().define("CREATE TABLE `d.t` (day DATE) PARTITION BY day");
      storage.warehouse().append("d.t", List.of(Map.of("day", DATE)));
    }

    try (EmbeddedStorage storage = EmbeddedStorage.open(directory.resolve("new/data"), CLOCK)) {
      assertThat(storage.documents().get(PATH)).isPresent();
      assertThat(storage.messages().subscribe("s", "t", RedeliveryPolicy.STANDARD).pull(9))
          .hasSize(1);
      assertThat(storage.warehouse().rowCounts(new TableRef("d.t", "day", Map.of()), DATE, DATE))
          .isEqualTo(Map.of(DATE, 1L));
    }
  }

  @Test
  void closingTwiceIsClosingOnceAndAClosedStoreFailsAsUnavailable() {
    EmbeddedStorage storage = EmbeddedStorage.open(directory, CLOCK);
    storage.close();
    storage.close();

    assertThatThrownBy(() -> storage.documents().get(PATH))
        .isInstanceOfSatisfying(
            PortFailure.class, e -> assertThat(e.kind()).isEqualTo(PortFailure.Kind.UNAVAILABLE));
  }

  @Test
  void aSecondOwnerInThisProcessIsToldSo() {
    try (EmbeddedStorage storage = EmbeddedStorage.open(directory, CLOCK)) {
      assertOneLine(
          () -> EmbeddedStorage.open(directory.resolve("../" + directory.getFileName()), CLOCK),
          "open in this process already");
      assertThat(storage.documents().get(PATH)).isEmpty();
    }
  }

  @Test
  void aSecondProcessIsToldSo() throws IOException, InterruptedException {
    Process owner =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                KilledWriter.class.getName(),
                directory.resolve("phasekeeper").toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader said = owner.inputReader()) {
      assertThat(said.readLine()).isNotNull();
      assertOneLine(
          () -> EmbeddedStorage.open(directory, CLOCK),
          "phasekeeper.mv.db is open in another process",
          "--data");
    } finally {
      owner.destroyForcibly().waitFor();
    }
    EmbeddedStorage.open(directory, CLOCK).close();
  }

  @Test
  void aDamagedFileOfDocumentsIsNamedWithWhatToDo() throws IOException {
    Path file = directory.resolve("phasekeeper.mv.db");
    for (byte[] damage :
        List.of(
            new byte[50_000], "not a database, ".repeat(999).getBytes(StandardCharsets.UTF_8))) {
      Files.write(file, damage);

      assertOneLine(
          () -> EmbeddedStorage.open(directory, CLOCK), file.toString(), "is damaged", "--fresh");
    }
    assertThat(Files.size(file)).as("left as it was found").isPositive();
  }

  @Test
  void aFileOfDocumentsThatWasOverwrittenInItsMiddleIsNamedOrStillReadable() throws IOException {
    try (EmbeddedStorage storage = EmbeddedStorage.open(directory, CLOCK)) {
      for (int i = 0; i < 200; i++) {
        assertThat(
                storage
                    .documents()
                    .create(new DocumentPath("c", "d" + i), Map.of("text", "x".repeat(3000))))
            .isTrue();
      }
    }
    Path file = directory.resolve("phasekeeper.mv.db");
    byte[] bytes = Files.readAllBytes(file);
    java.util.Arrays.fill(bytes, 0, Math.min(bytes.length, 12_000), (byte) 7);
    Files.write(file, bytes);

    assertOneLine(() -> EmbeddedStorage.open(directory, CLOCK), file.toString(), "--fresh");
  }

  @Test
  void aDamagedWarehouseIsNamedWithWhatToDo() throws IOException {
    Path file = directory.resolve("warehouse.duckdb");
    Files.writeString(file, "not a database");
    try (EmbeddedStorage storage = EmbeddedStorage.open(directory, CLOCK)) {
      assertOneLine(storage::warehouse, file.toString(), "is damaged", "--fresh");
    }
  }

  @Test
  void aDirectoryThatCannotBeMadeIsNamed() throws IOException {
    Path file = Files.writeString(directory.resolve("a file"), "");

    assertOneLine(
        () -> EmbeddedStorage.open(file.resolve("data"), CLOCK), file.toString(), "--data");
  }
}
