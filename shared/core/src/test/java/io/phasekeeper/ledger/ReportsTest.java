package io.phasekeeper.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.phasekeeper.document.Document;
import io.phasekeeper.document.DocumentPath;
import io.phasekeeper.document.FieldChange;
import io.phasekeeper.document.FieldPath;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How many reports a ledger keeps, and which. */
class ReportsTest {
  private static final Instant AT = Instant.parse("2026-01-11T11:30:00Z");

  @Test
  void twentyReportsOfEachProcessorAreKept() {
    Map<String, Object> reports = new LinkedHashMap<>();
    reports.put("one", failures(0, 20));
    reports.put("two", failures(0, 20));

    assertThat(Reports.pruned(ledger(Map.of("_reports", reports)))).isEmpty();
  }

  @Test
  void beyondThatTheOldestGoAndAreCounted() {
    Map<String, Object> reports = new LinkedHashMap<>();
    reports.put("one", failures(0, 22));
    reports.put("two", failures(0, 3));

    assertThat(Reports.pruned(ledger(Map.of("_reports", reports))))
        .containsExactlyInAnyOrder(
            remove("one", "r00"), remove("one", "r01"), FieldChange.set("_reports_dropped", 2L));
  }

  @Test
  void theCountGoesOnFromWhatWasDroppedBefore() {
    Map<String, Object> fields =
        Map.of("_reports", Map.of("one", failures(0, 21)), "_reports_dropped", 40L);

    assertThat(Reports.pruned(ledger(fields)))
        .containsExactlyInAnyOrder(remove("one", "r00"), FieldChange.set("_reports_dropped", 41L));
  }

  @Test
  void theNewestSuccessAndTheNewestPartialStayHoweverOldTheyAre() {
    Map<String, Object> reports = failures(4, 24);
    reports.put("r00", report("partial", 0));
    reports.put("r01", report("partial", 1));
    reports.put("r02", report("success", 2));
    reports.put("r03", report("Success", 3));

    assertThat(Reports.pruned(ledger(Map.of("_reports", Map.of("one", reports)))))
        .containsExactlyInAnyOrder(
            remove("one", "r00"), remove("one", "r02"), FieldChange.set("_reports_dropped", 2L));
  }

  @Test
  void ofEqualTimesTheLastKeyIsTheNewest() {
    Map<String, Object> reports = new LinkedHashMap<>();
    for (int number = 0; number < 21; number++) {
      reports.put(String.format(Locale.ROOT, "r%02d", number), report("failed", 0));
    }

    assertThat(Reports.pruned(ledger(Map.of("_reports", Map.of("one", reports)))))
        .contains(remove("one", "r00"))
        .hasSize(2);
  }

  @Test
  void whatIsNoReportGoesFirst() {
    for (Object strange :
        List.of("text", 7L, Map.of("status", "success"), Map.of("completed_at", "yesterday"))) {
      Map<String, Object> reports = failures(0, 20);
      reports.put("zzz", strange);
      List<FieldChange> changes =
          Reports.pruned(ledger(Map.of("_reports", Map.of("one", reports))));
      boolean success = strange.equals(Map.of("status", "success"));
      assertThat(changes)
          .as(strange.toString())
          .isEqualTo(
              success
                  ? List.of()
                  : List.of(remove("one", "zzz"), FieldChange.set("_reports_dropped", 1L)));
    }
  }

  @Test
  void aLedgerWithoutReportsOrWithStrangeOnesHasNothingToPrune() {
    assertThat(Reports.pruned(ledger(Map.of("one", Map.of())))).isEmpty();
    assertThat(Reports.pruned(ledger(Map.of("_reports", "none")))).isEmpty();
    assertThat(Reports.pruned(ledger(Map.of("_reports", Map.of("one", "none"))))).isEmpty();
  }

  private static Map<String, Object> failures(int from, int to) {
    Map<String, Object> reports = new LinkedHashMap<>();
    List<Integer> numbers = new ArrayList<>();
    for (int number = from; number < to; number++) {
      numbers.add(number);
    }
    java.util.Collections.reverse(numbers);
    numbers.forEach(
        number ->
            reports.put(String.format(Locale.ROOT, "r%02d", number), report("failed", number)));
    return reports;
  }

  private static Map<String, Object> report(String status, int seconds) {
    return Map.of("status", status, "completed_at", AT.plusSeconds(seconds));
  }

  private static Document ledger(Map<String, Object> fields) {
    return new Document(new DocumentPath("phase3_completion", "2026-01-10"), fields, "1");
  }

  private static FieldChange remove(String processor, String key) {
    return FieldChange.remove(FieldPath.of("_reports", processor, key));
  }
}
