package io.phasekeeper.warehouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SqlStatementTest {
  private static final LocalDate FROM = LocalDate.parse("2026-01-11");
  private static final LocalDate TO = LocalDate.parse("2026-01-12");

  @Test
  void identifiersAreQuotedAndValuesAreParameters() {
    SqlStatement statement =
        SqlStatement.rowCounts(
            new TableRef("d.t", "order", Map.of("is_active", true, "a", "x' OR 1=1 --")), FROM, TO);

    assertThat(statement.text())
        .contains("FROM `d`.`t`", "`order` BETWEEN @from_date AND @to_date")
        .contains("AND `a` = @where_0 AND `is_active` = @where_1")
        .doesNotContain("OR 1=1")
        .doesNotContain("{");
    assertThat(statement.parameters())
        .isEqualTo(
            Map.of("from_date", FROM, "to_date", TO, "where_0", "x' OR 1=1 --", "where_1", true));
  }

  @Test
  void aCalendarHasOneColumnPerPart() {
    CalendarTable calendar =
        new CalendarTable(
            new TableRef("d.t", "day", Map.of()),
            "id",
            "starts",
            "status",
            List.of("home", "away"));

    assertThat(SqlStatement.calendar(calendar, FROM, TO).text())
        .contains(", `home` AS part_0, `away` AS part_1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a`b", "a;b", "1a", "a.b", "a--", "日"})
  void whatIsNoIdentifierIsRefused(String name) {
    assertThatThrownBy(() -> SqlFile.quoted(name)).isInstanceOf(IllegalArgumentException.class);
    TableRef table = new TableRef("d.t", "day", Map.of(name, 1L));
    assertThatThrownBy(() -> SqlStatement.rowCounts(table, FROM, TO))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aPlaceholderWithoutAReplacementIsNamed() {
    assertThatThrownBy(() -> SqlFile.named("row-counts").with(Map.of("date", "`d`")))
        .hasMessage("sql/row-counts.sql: nothing given for {table}");
  }
}
