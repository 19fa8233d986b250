package io.phasekeeper.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.phasekeeper.event.ReportStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a fact says of a run, and which two tell of the same. */
class FactTest {
  private static final Instant AT = Instant.parse("2026-01-11T11:30:00Z");

  @ParameterizedTest
  @CsvSource({
    // status, countable, rows, when it is known: done, claim
    "SUCCESS, true, 1, true, true, false",
    "SUCCESS, true, 1, false, true, false",
    "SUCCESS, true, 0, true, false, true",
    "SUCCESS, true, , true, true, false",
    "SUCCESS, true, , false, false, true",
    "SUCCESS, false, 1, true, false, false",
    "PARTIAL, true, 1, true, false, true",
    "PARTIAL, false, 1, true, false, false",
    "NO_DATA, true, 1, true, false, false",
    "FAILED, true, 1, true, false, false",
    "SKIPPED, true, 1, true, false, false",
    "UNKNOWN, true, 1, true, false, false",
  })
  void aSuccessWithRowsIsDoneAndWhatElseClaimsRowsIsAClaim(
      ReportStatus status,
      boolean countable,
      Long rows,
      boolean timed,
      boolean done,
      boolean claim) {
    Fact fact = Facts.at(timed ? AT : null).status(status).countable(countable).rows(rows).fact();

    assertThat(fact.done()).isEqualTo(done);
    assertThat(fact.claim()).isEqualTo(claim);
  }

  @Test
  void aRunWithoutAStartBeganAtItsEndAsFarAsIsKnown() {
    assertThat(Facts.at(AT).began(AT.minusSeconds(60)).fact().began())
        .contains(AT.minusSeconds(60));
    assertThat(Facts.at(AT).fact().began()).contains(AT);
    assertThat(Facts.at(null).fact().began()).isEmpty();
  }

  @Test
  void theNewestIsLastThenByExecutionThenByKeyAndUntimedOnesComeFirst() {
    Fact untimed = Facts.at(null).execution("z").key("z").fact();
    Fact older = Facts.at(AT).execution("z").key("z").fact();
    Fact nobodys = Facts.at(AT.plusSeconds(1)).key("z").fact();
    Fact first = Facts.at(AT.plusSeconds(1)).execution("a").key("z").fact();
    Fact second = Facts.at(AT.plusSeconds(1)).execution("b").key("a").fact();
    Fact third = Facts.at(AT.plusSeconds(1)).execution("b").key("b").fact();
    List<Fact> inOrder = List.of(untimed, older, nobodys, first, second, third);

    assertThat(Stream.of(third, nobodys, second, untimed, first, older).sorted(Fact.BY_TIME))
        .containsExactlyElementsOf(inOrder);
  }

  @ParameterizedTest
  @CsvSource({
    // ids of one, ids of the other, seconds between: same run?
    "e1, , e1, , 100000, true",
    ", c1, , c1, 100000, true",
    "e1, c1, e2, c1, 100000, true",
    "e1, c1, e1, c2, 100000, true",
    "e1, , e2, , 0, false",
    ", c1, , c2, 0, false",
    "e1, , , , 0, false",
    ", , e1, , 0, false",
    ", c1, , , 0, false",
    ", , , c1, 0, false",
    ", , , , 0, true",
    ", , , , 300, true",
    ", , , , -300, true",
    ", , , , 301, false",
    ", , , , -301, false",
  })
  void twoFactsAreOneRunByAnIdOrWithoutAnyWithinFiveMinutes(
      String oneExecution,
      String oneCorrelation,
      String otherExecution,
      String otherCorrelation,
      long seconds,
      boolean same) {
    Fact one = Facts.at(AT).execution(oneExecution).correlation(oneCorrelation).fact();
    Fact other =
        Facts.at(AT.plus(Duration.ofSeconds(seconds)))
            .execution(otherExecution)
            .correlation(otherCorrelation)
            .fact();

    assertThat(one.sameRunAs(other)).isEqualTo(same);
    assertThat(other.sameRunAs(one)).isEqualTo(same);
  }

  @Test
  void withoutIdsAndWithoutATimeNothingShowsThatTwoAreOneRun() {
    assertThat(Facts.at(null).fact().sameRunAs(Facts.at(AT).fact())).isFalse();
    assertThat(Facts.at(AT).fact().sameRunAs(Facts.at(null).fact())).isFalse();
    assertThat(Facts.at(null).fact().sameRunAs(Facts.at(null).fact())).isFalse();
  }
}
