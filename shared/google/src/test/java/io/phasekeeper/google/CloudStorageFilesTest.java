package io.phasekeeper.google;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.phasekeeper.file.FileStore;
import io.phasekeeper.file.FileStoreContract;
import io.phasekeeper.file.FileUri;
import io.phasekeeper.google.fake.FakeStorage;
import io.phasekeeper.outcome.PortFailure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CloudStorageFilesTest implements FileStoreContract {
  private static final String FILE = "gs://some-bucket/today.json";
  private FakeStorage storage;
  private CloudStorageFiles files;

  @BeforeEach
  void start() throws IOException {
    storage = FakeStorage.start();
    files = new CloudStorageFiles(storage.root(), () -> Optional.of("a-token"));
  }

  @AfterEach
  void stop() {
    storage.close();
  }

  @Override
  public FileStore files() {
    return files;
  }

  @Override
  public Instant put(String uri, Instant written, byte[] content) {
    FileUri address = FileUri.parse(uri);
    storage.put(address.bucket(), address.name(), written, content);
    return written;
  }

  private void put(Instant written, String content) {
    put(FILE, written, content.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void remove(String uri) {
    FileUri address = FileUri.parse(uri);
    storage.remove(address.bucket(), address.name());
  }

  private PortFailure failure(String uri) {
    return catchThrowableOfType(PortFailure.class, () -> files.find(uri));
  }

  @Test
  void everyRequestBearsTheToken() {
    put(THEN, "x");

    assertThat(files.find(FILE)).isPresent();

    assertThat(storage.requests())
        .hasSize(2)
        .allSatisfy(request -> assertThat(request).endsWith(" Bearer a-token"))
        .first()
        .asString()
        .startsWith("GET /storage/v1/b/some-bucket/o/today.json?fields=");
  }

  @Test
  void anEmulatorIsAskedWithoutCredentials() {
    put(THEN, "x");
    CloudStorageFiles emulated =
        CloudStorageFiles.open(Optional.of(storage.root().replace("http://", "")));

    assertThat(emulated.find(FILE)).isPresent();

    assertThat(storage.requests()).allSatisfy(r -> assertThat(r).endsWith(" null"));
  }

  @Test
  void ageAndContentAreThoseOfOneWriting() {
    put(THEN, "old");
    storage.afterDescription(() -> put(THEN.plusSeconds(60), "new"));

    FileStore.StoredFile found = files.find(FILE).orElseThrow();

    assertThat(found.start().text()).isEqualTo("new");
    assertThat(found.written()).isEqualTo(THEN.plusSeconds(60));
  }

  @Test
  void aFileThatIsRemovedMeanwhileIsNone() {
    put(THEN, "old");
    storage.afterDescription(() -> remove(FILE));

    assertThat(files.find(FILE)).isEmpty();
  }

  @Test
  void aBucketThatIsNotThereIsMissing() {
    assertThat(failure("gs://nobody-made-this-bucket/today.json"))
        .satisfies(e -> assertThat(e.kind()).isEqualTo(PortFailure.Kind.MISSING))
        .hasMessageContaining("gs://nobody-made-this-bucket/today.json");
  }

  @ParameterizedTest
  @CsvSource({
    "401, REFUSED",
    "403, REFUSED",
    "429, BUSY",
    "500, UNAVAILABLE",
    "503, UNAVAILABLE",
    "400, INVALID",
    "599, UNAVAILABLE"
  })
  void aRefusalSaysWhatWasAskedAndWhatWasAnswered(int status, PortFailure.Kind kind) {
    storage.refuse(status, "{\"error\":{\"message\":\"said so\"}}");

    PortFailure failure = failure(FILE);

    assertThat(failure.kind()).isEqualTo(kind);
    assertThat(failure.service()).isEqualTo(PortFailure.Service.STORAGE);
    assertThat(failure).hasMessageContaining(FILE).hasMessageContaining("said so");
  }

  @ParameterizedTest
  @CsvSource({"not json", "[]", "'{\"size\":\"many\"}'"})
  void anAnswerThatIsNotOfTheJsonApiIsAFailure(String body) {
    storage.refuse(200, body);

    assertThat(failure(FILE).kind()).isEqualTo(PortFailure.Kind.UNAVAILABLE);
  }

  @Test
  void nobodyThereIsAFailure() {
    storage.close();

    assertThat(failure(FILE).kind()).isEqualTo(PortFailure.Kind.UNAVAILABLE);
  }
}
