package io.phasekeeper.backfill;

import static io.phasekeeper.backfill.December.PHASE4;
import static io.phasekeeper.backfill.December.SUMMARY;
import static io.phasekeeper.backfill.December.date;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.phasekeeper.document.DocumentQuery;
import io.phasekeeper.warehouse.Warehouse;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PreflightTest {
  private final December december = new December();

  private Preflight looks() {
    return Preflight.read(december, date(12, 8), date(12, 14), Optional.of(PHASE4));
  }

  @Test
  void aRangeWhoseInputsAreThereAndPassTheirGatesPasses() {
    Preflight look = looks();
    assertThat(look.phases()).containsExactly(new Preflight.OfPhase(PHASE4, 4, 0, 0, 3, List.of()));
    assertThat(look.passes()).isTrue();
    assertThat(PreflightText.of(look, false))
        .contains("passes phase4: 4 dates pass, 0 do not, 0 unknown, 3 left out");
  }

  @Test
  void theFirstDateThatFailsIsNamedPerGateWithItsNumbers() {
    december.rows(SUMMARY, date(12, 10), "");
    december.rows(SUMMARY, date(12, 12), "");
    december.noRows("team_defense_game_summary", date(12, 12));
    Preflight look = looks();
    assertThat(look.passes()).isFalse();
    assertThat(look.blind()).isFalse();
    Preflight.OfPhase phase = look.phases().get(0);
    assertThat(phase.fail()).isEqualTo(3);
    assertThat(phase.pass()).isEqualTo(1);
    assertThat(phase.gates())
        .anySatisfy(
            gate -> {
              assertThat(gate.gate()).contains("share").contains(SUMMARY);
              assertThat(gate.first()).isEqualTo(date(12, 10));
              assertThat(gate.dates()).isEqualTo(2);
              assertThat(gate.explanation()).contains("wanted at least 95.0 %");
            })
        .anySatisfy(
            gate -> {
              assertThat(gate.gate()).isEqualTo("rows of team_defense_game_summary");
              assertThat(gate.first()).isEqualTo(date(12, 12));
            });
    assertThat(PreflightText.of(look, false)).contains("first on 2025-12-10, 2 dates");
    assertThat(PreflightJson.of(look)).contains("\"first\": \"2025-12-10\"", "\"fail\": 3");
  }

  @Test
  void whatCannotBeSeenIsNeitherGoodNorBad() {
    december.restart(december.night.stored, December.away(), december);
    Preflight look = looks();
    assertThat(look.blind()).isTrue();
    assertThat(look.passes()).isFalse();
    assertThat(look.unseen()).anyMatch(each -> each.contains("it is away"));
  }

  @Test
  void nothingIsWrittenAndOneGateIsOneStatementForAllItsDates() {
    List<String> asked = new ArrayList<>();
    Warehouse counted =
        (Warehouse)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {Warehouse.class},
                (proxy, method, arguments) -> {
                  asked.add(method.getName());
                  try {
                    return method.invoke(december.night.tables, arguments);
                  } catch (InvocationTargetException e) {
                    throw e.getCause();
                  }
                });
    december.restart(december.night.stored, counted, december);
    var before = december.night.stored.all();
    assertThat(looks().phases()).isNotEmpty();
    assertThat(december.night.stored.all()).isEqualTo(before);
    assertThat(asked).filteredOn("upstream"::equals).hasSize(1);
    assertThat(asked).hasSizeLessThan(15);
    assertThat(december.night.stored.query(DocumentQuery.in("phasekeeper_findings", 10))).isEmpty();
  }

  @Test
  void aRangeThatCannotBeMeantIsRefused() {
    assertThatThrownBy(() -> Preflight.read(december, date(12, 9), date(12, 8), Optional.empty()))
        .hasMessageContaining("expected the earlier date first");
    assertThatThrownBy(
            () -> Preflight.read(december, LocalDate.of(2015, 1, 1), date(12, 8), Optional.empty()))
        .hasMessageContaining("expected at most 1830");
  }
}
