package io.phasekeeper.local.play;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlayJournalTest {
  private static final Instant AT = Instant.parse("2026-01-11T11:31:00Z");
  private static final PlayJournal.Entry BEGUN = new PlayJournal.Begun(AT);
  private static final PlayJournal.Entry EVENT = new PlayJournal.Event(AT, "41");
  private static final PlayJournal.Entry TICK = new PlayJournal.Tick(AT);

  @TempDir Path directory;

  private Path file() {
    return directory.resolve(PlayJournal.FILE);
  }

  private void write(PlayJournal.Entry... entries) throws IOException {
    try (PlayJournal journal = PlayJournal.append(directory)) {
      for (PlayJournal.Entry entry : entries) {
        journal.write(entry);
      }
    }
  }

  @Test
  void whatWasWrittenIsReadInOrderAcrossStarts() throws IOException {
    write(BEGUN, EVENT);
    write(TICK);
    assertThat(PlayJournal.read(directory)).containsExactly(BEGUN, EVENT, TICK);
  }

  @Test
  void aLineThatAKillCutOffWasNotWrittenAndDoesNotSpoilTheNext() throws IOException {
    for (int kept : new int[] {1, 20}) {
      Files.deleteIfExists(file());
      write(BEGUN, EVENT);
      String all = Files.readString(file());
      int lastLine = all.indexOf('\n') + 1;
      Files.writeString(file(), all.substring(0, lastLine + kept));

      assertThat(PlayJournal.read(directory)).containsExactly(BEGUN);
      write(TICK);
      assertThat(PlayJournal.read(directory)).containsExactly(BEGUN, TICK);
    }
  }

  @Test
  void aWholeLineWithoutItsEndWasNotWrittenEither() throws IOException {
    write(BEGUN, EVENT);
    String all = Files.readString(file());
    Files.writeString(file(), all.substring(0, all.length() - 1));

    assertThat(PlayJournal.read(directory)).containsExactly(BEGUN);
    write(TICK);
    assertThat(PlayJournal.read(directory)).containsExactly(BEGUN, TICK);
  }

  @Test
  void aLineOfSomethingElseIsAnErrorThatNamesIt() throws IOException {
    write(BEGUN);
    Files.writeString(file(), "what is this\n", StandardOpenOption.APPEND);
    assertThatThrownBy(() -> PlayJournal.read(directory))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("line 2")
        .hasMessageContaining("what is this");
  }

  @Test
  void aCallIsReadAsItWasWritten() throws IOException {
    PlayJournal.Entry called = new PlayJournal.Called(AT, "phase4", "{\"analysis_date\":\"ü\"}");
    PlayJournal.Entry started = new PlayJournal.Called(AT, "job:br-rosters-backfill", "");
    write(BEGUN, called, started);
    assertThat(PlayJournal.read(directory)).containsExactly(BEGUN, called, started);
  }
}
