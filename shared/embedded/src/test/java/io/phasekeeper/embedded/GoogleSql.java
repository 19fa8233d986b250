package io.phasekeeper.embedded;

import com.google.zetasql.Analyzer;
import com.google.zetasql.AnalyzerOptions;
import com.google.zetasql.LanguageOptions;
import com.google.zetasql.PreparedQuery;
import com.google.zetasql.SimpleCatalog;
import com.google.zetasql.SimpleColumn;
import com.google.zetasql.SimpleTable;
import com.google.zetasql.TableContent;
import com.google.zetasql.Type;
import com.google.zetasql.TypeFactory;
import com.google.zetasql.Value;
import com.google.zetasql.ZetaSQLBuiltinFunctionOptions;
import com.google.zetasql.ZetaSQLOptions.NameResolutionMode;
import com.google.zetasql.ZetaSQLOptions.ProductMode;
import com.google.zetasql.ZetaSQLType.TypeKind;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedColumnDefinition;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedCreateTableStmt;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedCreateViewStmt;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedOutputColumn;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedStatement;
import io.phasekeeper.warehouse.SqlStatement;
import io.phasekeeper.warehouse.SqlType;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * GoogleSQL itself (ZetaSQL): says what it has against a statement, and answers queries on rows
 * that it is given. Its tables come from DDL.
 */
final class GoogleSql {
  private final LanguageOptions language = new LanguageOptions();
  private final SimpleCatalog catalog = new SimpleCatalog("project");

  /**
   * The evaluator takes rows only for tables that lie in no dataset: here they have its name in
   * theirs.
   */
  private final SimpleCatalog flat = new SimpleCatalog("flat");

  private final Map<String, Map<String, Type>> tables = new LinkedHashMap<>();

  GoogleSql() {
    language.enableMaximumLanguageFeatures();
    language.setSupportsAllStatementKinds();
    language.setProductMode(ProductMode.PRODUCT_EXTERNAL);
    language.setNameResolutionMode(NameResolutionMode.NAME_RESOLUTION_DEFAULT);
    catalog.addZetaSQLFunctionsAndTypes(new ZetaSQLBuiltinFunctionOptions(language));
    flat.addZetaSQLFunctionsAndTypes(new ZetaSQLBuiltinFunctionOptions(language));
  }

  /** Analyzes a DDL script and makes its tables and views known. */
  void define(String ddl) {
    GoogleSqlTokens.statements(ddl)
        .forEach(
            tokens ->
                defineOne(
                    tokens.stream()
                        .map(GoogleSqlTokens.Token::text)
                        .collect(Collectors.joining())
                        .strip()));
  }

  private void defineOne(String statement) {
    ResolvedStatement resolved = analyze(new SqlStatement(statement, Map.of()));
    Map<String, Type> columns = new LinkedHashMap<>();
    if (resolved instanceof ResolvedCreateTableStmt table) {
      for (ResolvedColumnDefinition column : table.getColumnDefinitionList()) {
        columns.put(column.getName(), column.getType());
      }
      add(String.join(".", table.getNamePath()), columns);
    } else if (resolved instanceof ResolvedCreateViewStmt view) {
      for (ResolvedOutputColumn column : view.getOutputColumnList()) {
        columns.put(column.getName(), column.getColumn().getType());
      }
      add(String.join(".", view.getNamePath()), columns);
    } else {
      throw new IllegalArgumentException("neither a table nor a view: " + statement);
    }
  }

  private void add(String name, Map<String, Type> columns) {
    String dataset = name.substring(0, name.indexOf('.'));
    String table = name.substring(name.indexOf('.') + 1);
    List<SimpleColumn> simple = new ArrayList<>();
    columns.forEach((column, type) -> simple.add(new SimpleColumn(table, column, type)));
    if (tables.keySet().stream().noneMatch(each -> each.startsWith(dataset + "."))) {
      catalog.addNewSimpleCatalog(dataset);
    }
    tables.put(name, columns);
    catalog.getCatalog(dataset).addSimpleTable(new SimpleTable(table, simple));
    List<SimpleColumn> flatColumns = new ArrayList<>();
    columns.forEach((column, type) -> flatColumns.add(new SimpleColumn(name, column, type)));
    flat.addSimpleTable(new SimpleTable(name, flatColumns));
  }

  /** The tables and views known. */
  java.util.Set<String> tables() {
    return tables.keySet();
  }

  /**
   * @throws com.google.zetasql.SqlException with GoogleSQL's own message
   */
  ResolvedStatement analyze(SqlStatement statement) {
    return Analyzer.analyzeStatement(statement.text(), options(statement), catalog);
  }

  private AnalyzerOptions options(SqlStatement statement) {
    AnalyzerOptions options = new AnalyzerOptions();
    options.setLanguageOptions(language);
    statement
        .parameters()
        .forEach((name, value) -> options.addQueryParameter(name, type(SqlType.of(value))));
    return options;
  }

  /**
   * The query's rows, on these rows of tables; a table not given is empty.
   *
   * @param contents rows by {@code dataset.table}
   */
  List<Map<String, Object>> ask(
      SqlStatement question, Map<String, List<Map<String, Object>>> contents) {
    Map<String, TableContent> given = new LinkedHashMap<>();
    String sql = flattened(question.text());
    tables.forEach(
        (name, columns) -> {
          if (sql.contains("`" + name + "`")) {
            given.put(name, content(columns, contents.getOrDefault(name, List.of())));
          }
        });
    Map<String, Value> parameters = new LinkedHashMap<>();
    question.parameters().forEach((name, value) -> parameters.put(name, value(value)));
    try (PreparedQuery query =
        PreparedQuery.builder()
            .setSql(sql)
            .setAnalyzerOptions(options(question))
            .setCatalog(flat)
            .setTablesContents(given)
            .prepare()) {
      List<String> names = query.getColumns().stream().map(SimpleColumn::getName).toList();
      List<Map<String, Object>> rows = new ArrayList<>();
      for (List<Value> values : query.execute(parameters).getTableData()) {
        Map<String, Object> row = new LinkedHashMap<>();
        for (int i = 0; i < names.size(); i++) {
          if (!values.get(i).isNull()) {
            row.put(names.get(i), java(values.get(i)));
          }
        }
        rows.add(row);
      }
      return rows;
    }
  }

  private String flattened(String sql) {
    String text = sql;
    for (String name : tables.keySet()) {
      String written = "`?" + name.replace(".", "`?\\.`?") + "\\b`?";
      text = text.replaceAll(written, "`" + name + "`");
    }
    return text;
  }

  private static TableContent content(Map<String, Type> columns, List<Map<String, Object>> rows) {
    List<List<Value>> data = new ArrayList<>();
    for (Map<String, Object> row : rows) {
      List<Value> values = new ArrayList<>();
      columns.forEach(
          (column, type) -> {
            Object value = row.get(column);
            values.add(value == null ? Value.createNullValue(type) : value(value));
          });
      data.add(values);
    }
    return TableContent.create(data);
  }

  private static Type type(SqlType type) {
    return TypeFactory.createSimpleType(
        switch (type) {
          case STRING -> TypeKind.TYPE_STRING;
          case INT64 -> TypeKind.TYPE_INT64;
          case FLOAT64 -> TypeKind.TYPE_DOUBLE;
          case BOOL -> TypeKind.TYPE_BOOL;
          case TIMESTAMP -> TypeKind.TYPE_TIMESTAMP;
          case DATE -> TypeKind.TYPE_DATE;
        });
  }

  private static Value value(Object value) {
    return switch (SqlType.of(value)) {
      case STRING -> Value.createStringValue((String) value);
      case INT64 -> Value.createInt64Value((Long) value);
      case FLOAT64 -> Value.createDoubleValue((Double) value);
      case BOOL -> Value.createBoolValue((Boolean) value);
      case TIMESTAMP ->
          Value.createTimestampValueFromUnixMicros(
              ChronoUnit.MICROS.between(Instant.EPOCH, (Instant) value));
      case DATE -> Value.createDateValue((LocalDate) value);
    };
  }

  private static Object java(Value value) {
    return switch (value.getType().getKind()) {
      case TYPE_STRING -> value.getStringValue();
      case TYPE_INT64 -> value.getInt64Value();
      case TYPE_DOUBLE -> value.getDoubleValue();
      case TYPE_BOOL -> value.getBoolValue();
      case TYPE_TIMESTAMP -> Instant.EPOCH.plus(value.getTimestampUnixMicros(), ChronoUnit.MICROS);
      case TYPE_DATE -> LocalDate.ofEpochDay(value.getDateValue());
      default -> throw new IllegalArgumentException("a value of type " + value.getType());
    };
  }
}
