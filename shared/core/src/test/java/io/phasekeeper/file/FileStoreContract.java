package io.phasekeeper.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.phasekeeper.file.FileStore.StoredFile;
import io.phasekeeper.outcome.PortFailure;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every {@link FileStore} answers; each adapter's test implements it. */
public interface FileStoreContract {
  Instant THEN = Instant.parse("2026-01-11T20:08:00Z");

  FileStore files();

  /** The file has this content, written then. */
  void put(String uri, Instant written, String content);

  /** The file is gone, its bucket is not. */
  void remove(String uri);

  @Test
  default void aFileIsFoundWithItsAgeAndItsContent() {
    put("gs://some-bucket/today.json", THEN, "{\"game_date\":\"2026-01-11\",\"é\":\"鍵\"}");

    StoredFile found = files().find("gs://some-bucket/today.json").orElseThrow();

    assertThat(found.uri()).isEqualTo("gs://some-bucket/today.json");
    assertThat(found.written()).isEqualTo(THEN);
    assertThat(found.start()).isEqualTo("{\"game_date\":\"2026-01-11\",\"é\":\"鍵\"}");
    assertThat(found.bytes()).isEqualTo(37);
  }

  @Test
  default void aFileThatIsNotThereIsNone() {
    put("gs://some-bucket/other.json", THEN, "{}");

    assertThat(files().find("gs://some-bucket/nobody-made-this.json")).isEmpty();
    remove("gs://some-bucket/other.json");
    assertThat(files().find("gs://some-bucket/other.json")).isEmpty();
  }

  @Test
  default void aNewContentHasItsOwnAge() {
    put("gs://some-bucket/today.json", THEN, "old");
    put("gs://some-bucket/today.json", THEN.plusSeconds(60), "new");

    StoredFile found = files().find("gs://some-bucket/today.json").orElseThrow();

    assertThat(found.written()).isEqualTo(THEN.plusSeconds(60));
    assertThat(found.start()).isEqualTo("new");
  }

  @Test
  default void namesMayHaveFoldersAndStrangeSigns() {
    put("gs://some-bucket/a b/ü+%2F?.json", THEN, "x");

    assertThat(files().find("gs://some-bucket/a b/ü+%2F?.json")).isPresent();
  }

  @Test
  default void onlyTheStartOfALargeFileIsRead() {
    put("gs://some-bucket/large.json", THEN, "x".repeat(1_000_000));

    StoredFile found = files().find("gs://some-bucket/large.json").orElseThrow();

    assertThat(found.bytes()).isEqualTo(1_000_000);
    assertThat(found.start()).hasSize(FileStore.START_BYTES);
  }

  @Test
  default void anEmptyFileIsAFile() {
    put("gs://some-bucket/empty", THEN, "");

    assertThat(files().find("gs://some-bucket/empty").map(StoredFile::start))
        .isEqualTo(Optional.of(""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"today.json", "s3://b/x", "gs://some-bucket/", "gs://some-bucket/../x/y"})
  default void whatIsNoAddressOfAFileIsRefused(String uri) {
    assertThatThrownBy(() -> files().find(uri))
        .isInstanceOfSatisfying(
            PortFailure.class, e -> assertThat(e.kind()).isEqualTo(PortFailure.Kind.INVALID));
  }
}
