package io.phasekeeper.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.zetasql.SqlException;
import io.phasekeeper.gate.GateQuestions;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.pipeline.PipelineFile;
import io.phasekeeper.warehouse.Comparison;
import io.phasekeeper.warehouse.Measure;
import io.phasekeeper.warehouse.RunEnd;
import io.phasekeeper.warehouse.SqlFile;
import io.phasekeeper.warehouse.SqlStatement;
import io.phasekeeper.warehouse.TableRef;
import io.phasekeeper.warehouse.UpstreamQuestion;
import io.phasekeeper.warehouse.Warehouse;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every SQL file is GoogleSQL, as GoogleSQL's own analyzer sees it, against our table definitions.
 */
final class GoogleSqlTest {
  static final Path HOME = Path.of(System.getProperty("phasekeeper.home"));
  private static final LocalDate DATE = LocalDate.parse("2026-01-11");

  static GoogleSql definedBy(String ddlDirectory) {
    GoogleSql google = new GoogleSql();
    sqlFiles(HOME.resolve("pipelines").resolve(ddlDirectory))
        .forEach(file -> google.define(read(file)));
    return google;
  }

  static List<Path> sqlFiles(Path directory) {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(each -> each.toString().endsWith(".sql")).sorted().toList();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"nba", "example"})
  void everyQuestionAboutEveryTableOfThePipelineIsGoogleSql(String name) {
    GoogleSql google = definedBy(name + "/ddl");
    Pipeline pipeline = PipelineFile.load(HOME.resolve("pipelines/" + name + ".yaml"));

    pipeline
        .processors()
        .values()
        .forEach(
            each ->
                each.table()
                    .ifPresent(table -> passes(google, SqlStatement.rowCounts(table, DATE, DATE))));
    GateQuestions gates = new GateQuestions(pipeline, analyzing(google));
    pipeline
        .gates()
        .forEach(
            each ->
                assertThat(gates.ask(each.rule(), DATE, DATE.plusDays(13)).failure())
                    .as(each.rule().name())
                    .isEmpty());
    pipeline
        .calendar()
        .ifPresent(each -> passes(google, SqlStatement.calendar(each.source(), DATE, DATE)));
    pipeline
        .runHistory()
        .ifPresent(
            table -> {
              passes(google, SqlStatement.runs(table, DATE, DATE, 100));
              passes(google, SqlStatement.openRuns(table, DATE, DATE, List.of(), 100));
              passes(google, SqlStatement.endedRuns(table, DATE, DATE, Instant.EPOCH, 100));
              passes(google, SqlStatement.newestEnds(table, DATE, DATE, 5));
              passes(google, SqlStatement.rowsOfRuns(table, DATE, DATE, List.of("r1", "r2")));
              passes(google, SqlStatement.usualDurations(table, DATE, DATE, 20));
              for (Optional<LocalDate> date :
                  List.of(Optional.of(DATE), Optional.<LocalDate>empty())) {
                RunEnd end =
                    new RunEnd(
                        "r1",
                        date,
                        "running",
                        "failed",
                        Optional.of("timeout"),
                        "{}",
                        Instant.EPOCH,
                        Optional.of(1.5),
                        Optional.empty(),
                        DATE,
                        DATE);
                passes(google, SqlStatement.endRun(table, end));
                passes(google, SqlStatement.appendRunEnd(table, end));
              }
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"nba", "example"})
  void theInputsOfEverythingAtOnceAreAskedInGoogleSql(String name) {
    Pipeline pipeline = PipelineFile.load(HOME.resolve("pipelines/" + name + ".yaml"));
    List<UpstreamQuestion.Window> windows =
        pipeline.tables().values().stream()
            .map(each -> new UpstreamQuestion.Window(each.table(), DATE.minusDays(10), DATE))
            .toList();
    Optional<UpstreamQuestion.Runs> runs =
        pipeline
            .runHistory()
            .map(
                table ->
                    new UpstreamQuestion.Runs(table, List.of("A", "B"), DATE.minusDays(10), DATE));

    passes(definedBy(name + "/ddl"), SqlStatement.upstream(new UpstreamQuestion(windows, runs)));
  }

  /** A warehouse that only has its questions analysed, and answers nothing. */
  private static Warehouse analyzing(GoogleSql google) {
    return (Warehouse)
        Proxy.newProxyInstance(
            GoogleSqlTest.class.getClassLoader(),
            new Class<?>[] {Warehouse.class},
            (proxy, method, asked) -> {
              passes(google, statement(method.getName(), asked));
              return List.of();
            });
  }

  @SuppressWarnings("unchecked")
  private static SqlStatement statement(String method, Object[] asked) {
    return switch (method) {
      case "measure" -> SqlStatement.measure((Measure) asked[0]);
      case "compare" -> SqlStatement.compare((Comparison) asked[0]);
      case "keyCounts" ->
          SqlStatement.keyCounts(
              (TableRef) asked[0],
              (List<String>) asked[1],
              (LocalDate) asked[2],
              (LocalDate) asked[3]);
      default -> throw new IllegalArgumentException("gates ask no " + method);
    };
  }

  @Test
  void conditionsOfEveryTypeAreGoogleSql() {
    GoogleSql google = definedBy("nba/ddl");
    TableRef table =
        new TableRef(
            "nba_analytics.player_game_summary",
            "game_date",
            Map.of("team_abbr", "TOR", "minutes_played", 24L, "usage_rate", 0.25));

    passes(google, SqlStatement.rowCounts(table, DATE, DATE));
  }

  private static void passes(GoogleSql google, SqlStatement statement) {
    assertThatCode(() -> google.analyze(statement)).as(statement.text()).doesNotThrowAnyException();
  }

  @Test
  void ourOwnTablesAreGoogleSqlAndTheNbaLogIsTheSameTable() {
    GoogleSql google = new GoogleSql();
    Path ddl = HOME.resolve("shared/core/src/main/resources/sql/ddl");
    for (Path file : sqlFiles(ddl)) {
      String name = file.getFileName().toString().replace(".sql", "");
      google.define(
          SqlFile.named("ddl/" + name)
              .with(Map.of("table", SqlFile.quotedTable("ours." + name.replace('-', '_')))));
    }

    assertThat(google.tables()).contains("ours.processor_execution_log", "ours.gate_results");
  }

  @Test
  void noQuestionIsLeftOut() {
    assertThat(sqlFiles(HOME.resolve("shared/core/src/main/resources/sql")))
        .extracting(file -> file.getFileName().toString().replace(".sql", ""))
        .containsExactlyInAnyOrderElementsOf(SqlStatement.files());
  }

  @Test
  void theAnalyzerDoesRefuseWhatIsWrong() {
    GoogleSql google = definedBy("nba/ddl");
    TableRef wrongColumn =
        new TableRef("nba_analytics.player_game_summary", "analysis_date", Map.of());
    TableRef wrongType =
        new TableRef("nba_analytics.player_game_summary", "game_date", Map.of("team_abbr", true));

    assertThatThrownBy(() -> google.analyze(SqlStatement.rowCounts(wrongColumn, DATE, DATE)))
        .isInstanceOf(SqlException.class)
        .hasMessageContaining("analysis_date");
    assertThatThrownBy(() -> google.analyze(SqlStatement.rowCounts(wrongType, DATE, DATE)))
        .isInstanceOf(SqlException.class);
  }
}
