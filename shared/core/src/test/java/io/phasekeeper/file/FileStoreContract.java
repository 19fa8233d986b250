package io.phasekeeper.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.phasekeeper.file.FileStore.StoredFile;
import io.phasekeeper.outcome.PortFailure;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every {@link FileStore} answers; each adapter's test implements it. */
public interface FileStoreContract {
  Instant THEN = Instant.parse("2026-01-11T20:08:00Z");

  FileStore files();

  /**
   * The file has this content, written then.
   *
   * @return when it was written, by the adapter's own word if nobody can tell it the time
   */
  @CanIgnoreReturnValue
  Instant put(String uri, Instant written, byte[] content);

  @CanIgnoreReturnValue
  private Instant put(String uri, Instant written, String content) {
    return put(uri, written, content.getBytes(StandardCharsets.UTF_8));
  }

  /** The file is gone, its bucket is not. */
  void remove(String uri);

  @Test
  default void aFileIsFoundWithItsAgeAndItsContent() {
    Instant written =
        put("gs://some-bucket/today.json", THEN, "{\"game_date\":\"2026-01-11\",\"é\":\"鍵\"}");

    StoredFile found = files().find("gs://some-bucket/today.json").orElseThrow();

    assertThat(found.uri()).isEqualTo("gs://some-bucket/today.json");
    assertThat(found.written()).isEqualTo(written);
    assertThat(found.start().whole()).isTrue();
    assertThat(found.start().text()).isEqualTo("{\"game_date\":\"2026-01-11\",\"é\":\"鍵\"}");
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
    Instant written = put("gs://some-bucket/today.json", THEN.plusSeconds(60), "new");

    StoredFile found = files().find("gs://some-bucket/today.json").orElseThrow();

    assertThat(found.written()).isEqualTo(written);
    assertThat(found.start().text()).isEqualTo("new");
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
    assertThat(found.start().text()).hasSize(FileStore.START_BYTES);
    assertThat(found.start().whole()).isFalse();
  }

  @Test
  default void gzipIsUnpackedAsFarAsItIsRead() {
    byte[] small = gzip("{\"game_date\":\"2026-01-11\"}");
    put("gs://some-bucket/small.json.gz", THEN, small);
    put("gs://some-bucket/large.json.gz", THEN, gzip("begins" + noise(400_000)));

    FileStart whole = files().find("gs://some-bucket/small.json.gz").orElseThrow().start();
    FileStart start = files().find("gs://some-bucket/large.json.gz").orElseThrow().start();

    assertThat(whole)
        .isEqualTo(new FileStart("{\"game_date\":\"2026-01-11\"}", true, Optional.empty()));
    assertThat(start.text()).startsWith("begins").hasSizeGreaterThan(50_000);
    assertThat(start.whole()).isFalse();
    assertThat(start.fault()).as("the rest of it was not asked for").isEmpty();
  }

  @Test
  default void gzipThatIsCutOffOrDamagedSaysSo() {
    byte[] packed = gzip("{\"game_date\":\"2026-01-11\"}" + noise(20_000));
    put("gs://some-bucket/cut.json.gz", THEN, Arrays.copyOf(packed, packed.length / 2));
    put("gs://some-bucket/damaged.json.gz", THEN, new byte[] {0x1f, (byte) 0x8b, 7, 7, 7, 7, 7});

    assertThat(files().find("gs://some-bucket/cut.json.gz").orElseThrow().start().fault())
        .hasValueSatisfying(fault -> assertThat(fault).contains("cut off"));
    assertThat(files().find("gs://some-bucket/damaged.json.gz").orElseThrow().start().fault())
        .hasValueSatisfying(fault -> assertThat(fault).contains("cannot be unpacked"));
  }

  /** As gzip packs it. */
  static byte[] gzip(String content) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(packed)) {
      out.write(content.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return packed.toByteArray();
  }

  /** Letters that gzip makes little of, the same each time. */
  static String noise(int letters) {
    return new Random(7)
        .ints(letters, 'a', 'z' + 1)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  @Test
  default void anEmptyFileIsAFile() {
    put("gs://some-bucket/empty", THEN, "");

    assertThat(files().find("gs://some-bucket/empty").map(StoredFile::start))
        .contains(new FileStart("", true, Optional.empty()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"today.json", "s3://b/x", "gs://some-bucket/", "gs://some-bucket/../x/y"})
  default void whatIsNoAddressOfAFileIsRefused(String uri) {
    assertThatThrownBy(() -> files().find(uri))
        .isInstanceOfSatisfying(
            PortFailure.class, e -> assertThat(e.kind()).isEqualTo(PortFailure.Kind.INVALID));
  }
}
