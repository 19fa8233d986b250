package io.phasekeeper.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.phasekeeper.outcome.PortFailure;
import io.phasekeeper.pipeline.GateCheck;
import io.phasekeeper.pipeline.GateRule;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.pipeline.PipelineFile;
import io.phasekeeper.warehouse.Compared;
import io.phasekeeper.warehouse.Comparison;
import io.phasekeeper.warehouse.Measure;
import io.phasekeeper.warehouse.Measured;
import io.phasekeeper.warehouse.TableRef;
import io.phasekeeper.warehouse.Warehouse;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What gates ask: one question each, of the dates that they need. */
class GateQuestionsTest {
  private static final Pipeline NBA = PipelineFile.load(Path.of("../../pipelines/nba.yaml"));
  private static final LocalDate FROM = LocalDate.of(2026, 1, 20);
  private static final LocalDate TO = LocalDate.of(2026, 1, 24);
  private static final TableRef TABLE = new TableRef("d.store", "game_date", Map.of());
  private static final TableRef INPUT = new TableRef("d.input", "game_date", Map.of());

  private final List<Object> asked = new ArrayList<>();
  private Object answer = List.of();

  private GateAnswers ask(GateCheck check) {
    Warehouse warehouse =
        (Warehouse)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {Warehouse.class},
                (proxy, method, arguments) -> {
                  asked.add(arguments[0]);
                  if (answer instanceof PortFailure failure) {
                    throw failure;
                  }
                  return answer;
                });
    GateRule rule = new GateRule("g", Optional.empty(), TABLE, check, GateRule.Action.WARN);
    return new GateQuestions(NBA, warehouse).ask(rule, FROM, TO);
  }

  private String span(GateCheck check) {
    assertThat(ask(check).failure()).isEmpty();
    assertThat(asked).hasSize(1);
    Measure measure = (Measure) asked.remove(0);
    return measure.table().name() + " " + measure.from() + " " + measure.to();
  }

  @Test
  void eachGateAsksForAllItsDatesAtOnceAndNoOthers() {
    GateCheck.Rows one = new GateCheck.Rows(1, false, Optional.empty());

    assertThat(span(one)).isEqualTo("d.store 2026-01-20 2026-01-24");
    assertThat(span(new GateCheck.Coverage("team", true, 8, 1, Optional.empty())))
        .isEqualTo("d.store 2026-01-20 2026-01-24");
    assertThat(span(new GateCheck.Share(List.of(), List.of(), 0.9, 3, false, Optional.empty(), 1)))
        .isEqualTo("d.store 2026-01-18 2026-01-24");
    assertThat(span(new GateCheck.Share(List.of(), List.of(), 0.9, 1, true, Optional.empty(), 1)))
        .as("since the season began")
        .isEqualTo("d.store 2025-10-21 2026-01-24");
    assertThat(span(new GateCheck.Fresh(Duration.ofDays(3), Optional.empty(), false)))
        .isEqualTo("d.store 2025-12-18 2026-01-25");
    assertThat(span(new GateCheck.Fresh(Duration.ofDays(3), Optional.of("team"), false)))
        .as("since 33 days before the season began")
        .isEqualTo("d.store 2025-09-18 2026-01-25");
    assertThat(
            span(
                new GateCheck.Lookback(
                    "input", INPUT, 10, Optional.empty(), one, Optional.empty())))
        .isEqualTo("d.input 2026-01-10 2026-01-23");
    assertThat(
            span(
                new GateCheck.Lookback(
                    "input",
                    INPUT,
                    10,
                    Optional.of(new GateCheck.Lookback.LastEntities(3, "team")),
                    one,
                    Optional.empty())))
        .isEqualTo("d.input 2025-12-29 2026-01-23");
  }

  @Test
  void anOutputAndItsInputAreOneQuestion() {
    Instant at = Instant.parse("2026-01-20T15:00:00Z");
    answer =
        List.of(
            new Compared(FROM, 0, Optional.empty(), 5, Optional.of(at), 5, 0),
            new Compared(TO, 7, Optional.of(at), 0, Optional.empty(), 0, 0));

    GateAnswers answers =
        ask(
            new GateCheck.NewerThan(
                "input", INPUT, Duration.ZERO, true, Optional.of("player"), 0.2));

    assertThat(asked)
        .containsExactly(
            new Comparison(TABLE, INPUT, FROM, TO, Optional.of("player"), "processed_at"));
    assertThat(answers.rows())
        .containsExactly(new Measured(TO, "", 7, 7, 7, Optional.empty(), Optional.of(at)));
    assertThat(answers.input())
        .containsExactly(new Measured(FROM, "", 5, 5, 5, Optional.empty(), Optional.of(at)));
  }

  @ParameterizedTest
  @CsvSource({
    "Not found: d.input, d.input",
    "Not found: d.store, d.store",
    "d.store and d.input: Not found: column x, d.store",
    "503, d.store"
  })
  void ofTwoTablesTheOneThatAFailureNamesIsBlamed(String message, String blamed) {
    answer = new PortFailure(PortFailure.Service.BIGQUERY, PortFailure.Kind.INVALID, message);

    GateAnswers answers = ask(new GateCheck.NewerThan("input", INPUT, Duration.ZERO, false));

    assertThat(answers.failedTable()).contains(blamed);
    assertThat(answers.failure().orElseThrow()).hasMessage(message);
  }
}
