package io.phasekeeper.google.fake;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class GoogleSqlCheckTest {
  private static final Map<String, Map<String, String>> TABLES =
      Map.of("nba.players", Map.of("game_date", "DATE", "minutes", "INT64"));

  private final GoogleSqlCheck check = GoogleSqlCheck.only();

  @Test
  void aStatementOfGoogleSqlPasses() {
    assertThat(
            check.problem(
                "SELECT `game_date`, COUNT(*) FROM `nba`.`players` WHERE game_date = @d GROUP BY 1",
                TABLES,
                Map.of("d", "DATE")))
        .isEmpty();
  }

  @Test
  void aWrongColumnATypeOfDuckDbAndAnUnknownTableDoNot() {
    assertThat(check.problem("SELECT game_dat FROM nba.players", TABLES, Map.of()).orElseThrow())
        .isEqualTo("Unrecognized name: game_dat; Did you mean game_date? [at 1:8]");
    assertThat(check.problem("SELECT minutes::VARCHAR FROM nba.players", TABLES, Map.of()))
        .isPresent();
    assertThat(check.problem("SELECT 1 FROM nba.absent", TABLES, Map.of()).orElseThrow())
        .startsWith("Table not found: nba.absent");
    assertThat(
            check.problem(
                "INSERT INTO nba.players (minutes) VALUES (@p0)", TABLES, Map.of("p0", "STRING")))
        .isPresent();
  }
}
