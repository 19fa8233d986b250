package io.phasekeeper.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BodyTemplateTest {
  private static final Map<String, Object> VALUES =
      Map.of("date", "2026-01-10", "processors", List.of("a", "b"));

  @Test
  void aPlaceholderAloneBecomesItsValueAndInsideATextItBecomesText() {
    assertThat(
            BodyTemplate.fill(
                Map.of(
                    "date", "{date}",
                    "who", "{processors}",
                    "note", "for {date}: {processors}",
                    "deep", Map.of("list", List.of("{date}", 3, true))),
                VALUES))
        .isEqualTo(
            Map.of(
                "date",
                "2026-01-10",
                "who",
                List.of("a", "b"),
                "note",
                "for 2026-01-10: [a, b]",
                "deep",
                Map.of("list", List.of("2026-01-10", 3L, true))));
  }

  @Test
  void aPlaceholderWithoutAValueIsAnErrorThatNamesIt() {
    assertThatThrownBy(() -> BodyTemplate.fill(Map.of("a", "{cycle}"), VALUES))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("{cycle}");
  }
}
