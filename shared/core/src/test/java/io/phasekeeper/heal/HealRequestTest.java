package io.phasekeeper.heal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import org.junit.jupiter.api.Test;

class HealRequestTest {
  @Test
  void nothingAsksForATick() {
    assertThat(HealRequest.parse("")).isEmpty();
    assertThat(HealRequest.parse(" \n")).isEmpty();
    assertThat(HealRequest.parse("{}")).isEmpty();
  }

  @Test
  void aDateAndAnOutputAreAskedFor() {
    HealRequest request =
        HealRequest.parse(
                "{\"date\": \"2026-01-12\", \"output\": \"player_daily_cache\", \"dry_run\": true}")
            .orElseThrow();
    assertThat(request.date()).contains(LocalDate.of(2026, 1, 12));
    assertThat(request.output()).contains("player_daily_cache");
    assertThat(request.dryRun()).isTrue();
    assertThat(request.again()).isFalse();
  }

  @Test
  void aTextIsNoTruth() {
    assertThatThrownBy(() -> HealRequest.parse("{\"dry_run\": \"false\"}"))
        .hasMessage("dry_run: found \"false\"; expected true or false, without quotes");
  }

  @Test
  void whatCannotBeUnderstoodIsSaid() {
    assertThatThrownBy(() -> HealRequest.parse("{\"dryrun\": true}"))
        .hasMessageContaining("found key \"dryrun\"")
        .hasMessageContaining("did you mean \"dry_run\"?");
    assertThatThrownBy(() -> HealRequest.parse("{\"date\": \"TODAY\"}"))
        .hasMessage("date: found \"TODAY\"; expected a date such as \"2026-01-12\"");
    assertThatThrownBy(() -> HealRequest.parse("[]")).hasMessageContaining("no JSON object");
    assertThatThrownBy(() -> HealRequest.parse("{")).hasMessageContaining("not JSON");
    assertThatThrownBy(() -> HealRequest.parse("{\"output\": 7}"))
        .hasMessage("output: found 7; expected a text");
  }
}
