package io.phasekeeper.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.pipeline.PipelineFile;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What somebody asks, as text. */
final class UpstreamAskTest {
  private final Pipeline pipeline =
      PipelineFile.load(Path.of(System.getProperty("phasekeeper.home"), "pipelines", "nba.yaml"));

  private UpstreamAsk parse(String processor, String date, String accept) {
    return UpstreamAsk.parse(
        pipeline,
        Optional.ofNullable(processor),
        Optional.ofNullable(date),
        Optional.ofNullable(accept));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ml_feature_store",
        "MLFeatureStoreProcessor",
        "AsyncMLFeatureStoreProcessor",
        "ml_feature_store_v2"
      })
  void aProcessorMayBeNamedAsInMessages(String name) {
    UpstreamAsk ask = parse(name, "2026-01-11", null);
    assertThat(ask.processor().value()).isEqualTo("ml_feature_store");
    assertThat(ask.date()).isEqualTo(LocalDate.parse("2026-01-11"));
    assertThat(ask.accepted()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"2000-01-01", "2100-12-31"})
  void theFirstAndTheLastDateMayBeAskedAbout(String date) {
    assertThat(parse("export", date, null).date()).isEqualTo(LocalDate.parse(date));
  }

  @Test
  void verdictsMayBeAccepted() {
    assertThat(parse("export", "2026-01-11", "failed_but_data_exists, running").accepted())
        .containsExactlyInAnyOrder(UpstreamVerdict.FAILED_BUT_DATA_EXISTS, UpstreamVerdict.RUNNING);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "player_daily_cash|2026-01-11||did you mean \"player_daily_cache\"?",
        "PlayerDailyCashProcessor|2026-01-11||did you mean \"PlayerDailyCacheProcessor\"?",
        "xyz|2026-01-11||found \"xyz\"; expected a processor of nba",
        "|2026-01-11||processor: found nothing",
        "export|||date: found nothing; expected a date such as 2026-01-11",
        "export|yesterday||date: found \"yesterday\"",
        "export|2026-02-30||date: found \"2026-02-30\"",
        "export|1999-12-31||date: found \"1999-12-31\"; expected a date from 2000-01-01 to 2100-12-31",
        "export|2101-01-01||date: found \"2101-01-01\"; expected a date from 2000-01-01",
        "export|+999999999-12-31||date: found \"+999999999-12-31\"; expected a date from 2000",
        "export|2026-01-11|unknown|accept: found \"unknown\"; expected any of [failed_but",
        "export|2026-01-11|ok|accept: found \"ok\"",
        "export|2026-01-11|fine|accept: found \"fine\"",
      })
  void whatIsWrongIsSaidWithWhatWasExpected(
      String processor, String date, String accept, String said) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> assertThat(parse(processor, date, accept)).isNull())
        .withMessageContaining(said);
  }
}
