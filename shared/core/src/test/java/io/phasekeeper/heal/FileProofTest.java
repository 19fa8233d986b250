package io.phasekeeper.heal;

import static org.assertj.core.api.Assertions.assertThat;

import io.phasekeeper.file.FileStore.StoredFile;
import io.phasekeeper.pipeline.DueTime;
import io.phasekeeper.pipeline.ExportFile;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileProofTest {
  private static final ZoneId ZONE = ZoneId.of("America/New_York");
  private static final LocalDate DATE = LocalDate.of(2026, 1, 23);
  private static final String URI = "gs://some-bucket/today.json";

  private static ExportFile file(String holdsDate, String by, String maxAge) {
    return new ExportFile(
        "today",
        URI,
        Optional.empty(),
        Optional.of(by).filter(text -> !text.isEmpty()).map(DueTime::parse),
        Optional.of(maxAge).filter(text -> !text.isEmpty()).map(Duration::parse),
        Optional.of(holdsDate).filter(text -> !text.isEmpty()));
  }

  private static FileProof proof(ExportFile file, String content, String written) {
    byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
    return FileProof.of(
        file,
        Optional.of(StoredFile.of(URI, Instant.parse(written), bytes.length, bytes)),
        DATE,
        ZONE);
  }

  /** It is to hold its date at 15:00 in New York, and then to be a day old at most. */
  @ParameterizedTest
  @CsvSource({
    "2026-01-23, 2026-01-23T16:41:00Z, THERE",
    "2026-01-23T09:00:00, 2026-01-23T16:41:00Z, THERE",
    "2026-01-23, 2026-01-22T20:00:00Z, THERE",
    "2026-01-23, 2026-01-22T19:59:59Z, ABSENT",
    "2026-01-22, 2026-01-23T16:41:00Z, ABSENT",
    "2026-01-24, 2026-01-23T23:10:00Z, FREE",
    "today, 2026-01-23T16:41:00Z, ABSENT",
    "'', 2026-01-23T16:41:00Z, ABSENT",
  })
  void itsContentTellsItsDate(String holds, String written, Standing.State state) {
    ExportFile file = file("meta.game_date", "15:00 D", "PT24H");
    FileProof proof = proof(file, "{\"meta\": {\"game_date\": \"" + holds + "\"}}", written);
    assertThat(proof.state()).isEqualTo(state);
    assertThat(proof.written().isPresent()).isEqualTo(state == Standing.State.THERE);
  }

  /** Of an older date nothing can be told, and it must not be put in the place of a newer one. */
  @ParameterizedTest
  @CsvSource({
    "2026-01-22T20:00:00Z, THERE",
    "2026-01-22T19:59:59Z, ABSENT",
    "2026-01-24T04:59:59Z, THERE",
    "2026-01-24T05:00:00Z, FREE",
  })
  void aFileWhoseContentTellsNothingIsJudgedByItsAge(String written, Standing.State state) {
    assertThat(proof(file("", "15:00 D", "PT24H"), "1,2,3", written).state()).isEqualTo(state);
  }

  @Test
  void anyFileWillDoWhereNothingIsAskedOfIt() {
    assertThat(proof(file("", "", ""), "", "2026-01-01T00:00:00Z").state())
        .isEqualTo(Standing.State.THERE);
  }

  @Test
  void aFileThatIsNotThereIsAbsent() {
    FileProof proof = FileProof.of(file("", "", ""), Optional.empty(), DATE, ZONE);
    assertThat(proof.state()).isEqualTo(Standing.State.ABSENT);
    assertThat(proof.explanation()).isEqualTo(URI + " is not there");
  }

  @Test
  void theFirstThatIsWantingSpeaksForAllAndTheOldestTellsWhenTheyWereWritten() {
    FileProof old = there("2026-01-23T16:00:00Z");
    FileProof young = there("2026-01-23T17:00:00Z");
    FileProof gone = new FileProof(Standing.State.FREE, Optional.empty(), "gone on");
    FileProof absent = new FileProof(Standing.State.ABSENT, Optional.empty(), "not there");
    assertThat(FileProof.of(List.of(young, old, gone))).isEqualTo(old);
    assertThat(FileProof.of(List.of(gone))).isEqualTo(gone);
    assertThat(FileProof.of(List.of(young, absent))).isEqualTo(absent);
    assertThat(FileProof.of(List.of(absent, FileProof.unseen("no answer"))).state())
        .isEqualTo(Standing.State.UNSEEN);
  }

  private static FileProof there(String written) {
    return new FileProof(Standing.State.THERE, Optional.of(Instant.parse(written)), "there");
  }
}
