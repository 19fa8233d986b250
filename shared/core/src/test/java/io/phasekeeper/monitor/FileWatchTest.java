package io.phasekeeper.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import io.phasekeeper.file.FileStoreContract;
import io.phasekeeper.file.MemoryFileStore;
import io.phasekeeper.finding.FindingDraft;
import io.phasekeeper.gate.CalendarSpan;
import io.phasekeeper.pipeline.DueTime;
import io.phasekeeper.pipeline.ExportFile;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.pipeline.PipelineFile;
import io.phasekeeper.warehouse.CalendarEntry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileWatchTest {
  private static final String URI = "gs://some-bucket/today.json";
  private static final LocalDate DATE = LocalDate.of(2026, 1, 20);
  private static final Instant DUE = Instant.parse("2026-01-20T20:00:00Z"); // 15:00 in New York
  private static final Pipeline PIPELINE = PipelineFile.load(Path.of("../../pipelines/nba.yaml"));

  private final MemoryFileStore files = new MemoryFileStore();

  private Observation look(Instant now, Instant firstTick, LocalDate gameOn) {
    ExportFile file =
        new ExportFile(
            "today",
            URI,
            Optional.empty(),
            Optional.of(DueTime.parse("15:00 D")),
            Optional.of(Duration.ofHours(24)),
            Optional.of("meta.game_date"));
    CalendarSpan calendar =
        CalendarSpan.of(
            PIPELINE.calendar().orElseThrow(),
            List.of(
                new CalendarEntry(gameOn, "1", Optional.empty(), "scheduled", List.of("A", "B"))));
    Looking looking = new Looking(PIPELINE, calendar, now, firstTick, Map.of());
    return new FileWatch(file, files).look(List.of(DATE), looking).get(DATE);
  }

  private Observation look(String content, Instant written) {
    files.put(URI, written, content);
    return look(DUE, DUE, DATE);
  }

  @ParameterizedTest
  @CsvSource({
    "2026-01-20, PASSES", "2026-01-20T15:00:00Z, PASSES", "2026-01-21, PASSES",
    "2026-01-19, FAILS", "yesterday, FAILS", "'', FAILS"
  })
  void itHoldsTheDateOrALaterOne(String date, Observation.State state) {
    assertThat(look("{\"meta\":{\"game_date\":\"" + date + "\"}}", DUE).state()).isEqualTo(state);
  }

  @ParameterizedTest
  @CsvSource(
      value = {"not json", "[]", "{\"meta\":7}", "{", "\"text\"", "{\"meta\":{\"game_date\":{}}}"},
      delimiter = ';')
  void aFileThatIsNoJsonObjectOrHasNoDateIsAFindingAndNoException(String content) {
    Observation seen = look(content, DUE);

    assertThat(seen.state()).isEqualTo(Observation.State.FAILS);
    assertThat(seen.findings())
        .extracting(FindingDraft::key)
        .containsExactly("stale-source:" + URI + ":" + DATE);
    assertThat(seen.explanation()).contains("does not tell its date").contains("meta.game_date");
  }

  @ParameterizedTest
  @CsvSource({"PT24H, PASSES", "PT24H1S, FAILS"})
  void itIsNotTooOldWhenItIsDue(Duration age, Observation.State state) {
    assertThat(look("{\"meta\":{\"game_date\":\"2026-01-20\"}}", DUE.minus(age)).state())
        .isEqualTo(state);
  }

  @Test
  void itIsNotLookedForBeforeItIsDueOrOnADateWithoutWorkOrBeforeWeLooked() {
    assertThat(look(DUE.minusSeconds(1), DUE.minusSeconds(60), DATE).state())
        .isEqualTo(Observation.State.WAITING);
    assertThat(look(DUE, DUE, DATE.plusDays(1)).state()).isEqualTo(Observation.State.PASSES);
    assertThat(look(DUE.plusSeconds(5), DUE.plusSeconds(1), DATE).state())
        .isEqualTo(Observation.State.LEFT_OUT);
    assertThat(look(DUE, DUE, DATE).state())
        .as("it is not there")
        .isEqualTo(Observation.State.FAILS);
  }

  @Test
  void aFileTooLargeToBeReadWholeTellsItsDateInItsStart() {
    String large =
        "{\"meta\":{\"game_date\": \"2026-01-20\"},\"x\":\"" + "y".repeat(100_000) + "\"}";

    assertThat(look(large, DUE).state()).isEqualTo(Observation.State.PASSES);
  }

  private Observation look(byte[] content) {
    files.put(URI, DUE, content);
    return look(DUE, DUE, DATE);
  }

  @Test
  void gzipIsLookedInto() {
    String holds = "{\"meta\":{\"game_date\":\"2026-01-20\"}";

    assertThat(look(FileStoreContract.gzip(holds + "}")).state())
        .isEqualTo(Observation.State.PASSES);
    assertThat(look(FileStoreContract.gzip("{\"meta\":{\"game_date\":\"2026-01-19\"}}")).state())
        .isEqualTo(Observation.State.FAILS);
    byte[] large =
        FileStoreContract.gzip(holds + ",\"x\":\"" + FileStoreContract.noise(400_000) + "\"}");
    assertThat(large).as("more than is read").hasSizeGreaterThan(100_000);
    assertThat(look(large).state()).isEqualTo(Observation.State.PASSES);
  }

  @Test
  void gzipThatIsCutOffIsAFindingThatSaysSoThoughItsStartTellsTheDate() {
    byte[] packed =
        FileStoreContract.gzip(
            "{\"meta\":{\"game_date\":\"2026-01-20\"},\"x\":\""
                + FileStoreContract.noise(20_000)
                + "\"}");

    Observation cut = look(Arrays.copyOf(packed, packed.length - 100));
    Observation damaged = look(new byte[] {0x1f, (byte) 0x8b, 1, 2, 3});

    assertThat(cut.state()).isEqualTo(Observation.State.FAILS);
    assertThat(cut.explanation()).startsWith(URI + " is gzip that is cut off");
    assertThat(damaged.state()).isEqualTo(Observation.State.FAILS);
    assertThat(damaged.explanation()).contains("cannot be unpacked");
  }

  @Test
  void aLargeFileWithoutItsDateInTheStartSaysHowFarItWasRead() {
    Observation seen = look("{\"x\":\"" + "y".repeat(100_000) + "\"}", DUE);

    assertThat(seen.state()).isEqualTo(Observation.State.FAILS);
    assertThat(seen.explanation()).contains("in the first 64 KB");
  }
}
