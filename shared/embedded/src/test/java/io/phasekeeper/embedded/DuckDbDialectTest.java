package io.phasekeeper.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DuckDbDialectTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '→',
      quoteCharacter = '§',
      value = {
        "SELECT `order` FROM `d.t` → SELECT \"order\" FROM \"d\".\"t\"",
        "SELECT 1 FROM `p-1.d.t` → SELECT 1 FROM \"d\".\"t\"",
        "SELECT `d`.`t`.`c` FROM `d`.`t` → SELECT \"d\".\"t\".\"c\" FROM \"d\".\"t\"",
        "SELECT 'a `b` @c -- d' → SELECT 'a `b` @c -- d'",
        "SELECT CAST(x AS FLOAT64), t.timestamp → SELECT CAST(x AS DOUBLE), t.timestamp",
        "SELECT TIMESTAMP '1970-01-01' → SELECT TIMESTAMPTZ '1970-01-01'",
        "SELECT CURRENT_DATE('America/New_York') → SELECT CAST(timezone('America/New_York', now()) AS DATE)",
        "SELECT a -- b → SELECT a",
        "SELECT SUM(x) OVER (PARTITION BY d) → SELECT SUM(x) OVER (PARTITION BY d)",
      })
  void isWrittenAsDuckDbReadsIt(String googleSql, String duckDb) {
    assertThat(DuckDbDialect.statement(googleSql).text()).isEqualTo(duckDb);
  }

  @Test
  void parametersBecomeMarksInTheirOrder() {
    DuckDbDialect.Translated translated =
        DuckDbDialect.statement("SELECT 1 WHERE @a < @b AND '@no' != @a");

    assertThat(translated.text()).isEqualTo("SELECT 1 WHERE ? < ? AND '@no' != ?");
    assertThat(translated.parameters()).isEqualTo(List.of("a", "b", "a"));
  }

  @Test
  void whatOnlySaysHowATableIsStoredIsLeftOut() {
    assertThat(
            DuckDbDialect.statement(
                    "CREATE TABLE IF NOT EXISTS `d.t` (day DATE NOT NULL OPTIONS (description = 'a) b'), n NUMERIC)\n"
                        + "PARTITION BY day CLUSTER BY n, day OPTIONS (x = TRUE)")
                .text())
        .isEqualTo("CREATE TABLE IF NOT EXISTS \"d\".\"t\" (day DATE NOT NULL , n DOUBLE)");
    assertThat(
            DuckDbDialect.statement(
                    "CREATE VIEW `d.v` OPTIONS (x = 1) AS SELECT ROW_NUMBER() OVER (PARTITION BY day) AS n FROM `d.t`")
                .text())
        .isEqualTo(
            "CREATE VIEW \"d\".\"v\"  AS SELECT ROW_NUMBER() OVER (PARTITION BY day) AS n FROM \"d\".\"t\"");
  }

  @Test
  void aScriptIsCutAtItsSemicolons() {
    assertThat(DuckDbDialect.script("-- one;\nSELECT ';'; /* two; */ SELECT 2;\n-- end\n"))
        .extracting(DuckDbDialect.Translated::text)
        .containsExactly("SELECT ';'", "SELECT 2");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"SELECT \"a\"", "SELECT 'a\\n'", "SELECT '", "SELECT `a", "/* ", "SELECT '''a'''"})
  void whatDuckDbWouldReadDifferentlyIsRefused(String googleSql) {
    assertThatThrownBy(() -> DuckDbDialect.script(googleSql))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
