package io.phasekeeper.event;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The words for what became of a run, in messages and in ledgers. */
class ReportStatusTest {
  @ParameterizedTest
  @CsvSource({
    "success, SUCCESS, true",
    "' Success ', SUCCESS, true",
    "PARTIAL, PARTIAL, true",
    "no_data, NO_DATA, false",
    "failed, FAILED, false",
    "skipped, SKIPPED, false",
    "completed, UNKNOWN, false",
    "'', UNKNOWN, false",
  })
  void aMessagesWordStandsForAStatusAndOnlyTwoClaimRows(
      String word, ReportStatus status, boolean claims) {
    assertThat(ReportStatus.ofMessage(word)).isEqualTo(status);
    assertThat(status.claimsRows()).isEqualTo(claims);
  }

  @ParameterizedTest
  @CsvSource({"completed, SUCCESS", "' Completed', SUCCESS", "success, SUCCESS", "failed, FAILED"})
  void inLedgersCompletedMeansSuccess(String word, ReportStatus status) {
    assertThat(ReportStatus.ofLedger(word)).isEqualTo(status);
  }

  @Test
  void everyStatusIsWrittenAsItIsRead() {
    for (ReportStatus status : ReportStatus.values()) {
      assertThat(ReportStatus.ofMessage(status.word())).isEqualTo(status);
    }
  }
}
