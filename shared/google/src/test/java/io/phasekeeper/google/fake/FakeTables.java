package io.phasekeeper.google.fake;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import io.phasekeeper.embedded.DuckDbDialect;
import io.phasekeeper.warehouse.SqlFile;
import java.sql.Connection;
import java.sql.Date;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The tables of a fake BigQuery: every statement passes GoogleSQL's own analyzer with the tables'
 * columns before DuckDB runs it, so that what only DuckDB understands fails as it would at Google.
 */
final class FakeTables implements AutoCloseable {
  private static final Pattern NOT_FOUND =
      Pattern.compile("Table not found: `?([\\w.]+)`?.*", Pattern.DOTALL);
  private static final Pattern PLACE = Pattern.compile("\\[at (\\d+:\\d+)]");

  /** Comments, then a statement that changes rows. */
  private static final Pattern WRITES =
      Pattern.compile("\\A(\\s|--[^\\n]*\\n)*(INSERT|UPDATE|DELETE|MERGE)\\b");

  private static final Pattern CHANGES =
      Pattern.compile("(?m)^\\s*(UPDATE|DELETE FROM)\\s+`(\\w+)`\\.`(\\w+)`");

  private static final Pattern NOT_NULL =
      Pattern.compile("NOT NULL constraint failed: \\w+\\.(\\w+)");

  private static final DateTimeFormatter WIRE_TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSSxxx", Locale.ROOT);

  private static final DateTimeFormatter WIRE_DATETIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss", Locale.ROOT);

  /** A named parameter as it came over the wire. */
  record Parameter(String type, String value) {}

  /**
   * What a statement gave.
   *
   * @param fields the schema as REST writes it; empty for a statement that only writes
   * @param written rows that it wrote
   */
  record Result(JsonArray fields, List<List<Object>> rows, boolean writes, long written) {}

  private final String project;
  private final Connection connection;
  private final Map<String, Map<String, String>> columns = new LinkedHashMap<>();
  private final Set<String> streamed = new HashSet<>();

  FakeTables(String project) {
    this.project = project;
    try {
      this.connection = DriverManager.getConnection("jdbc:duckdb:");
      try (Statement statement = connection.createStatement()) {
        statement.execute("SET TimeZone = 'UTC'");
        for (String macro : DuckDbDialect.MACROS) {
          statement.execute(macro);
        }
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Makes a table; {@code required} columns refuse NULL. */
  synchronized void create(String table, Map<String, String> types, Set<String> required) {
    String dataset = table.substring(0, table.indexOf('.'));
    String list =
        types.entrySet().stream()
            .map(
                each ->
                    SqlFile.quoted(each.getKey())
                        + " "
                        + each.getValue()
                        + (required.contains(each.getKey()) ? " NOT NULL" : ""))
            .collect(Collectors.joining(", "));
    String create = "CREATE TABLE " + SqlFile.quotedTable(table) + " (" + list + ")";
    try (Statement statement = connection.createStatement()) {
      statement.execute("CREATE SCHEMA IF NOT EXISTS \"" + dataset + "\"");
      statement.execute(DuckDbDialect.statement(create).text());
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    columns.put(table, types);
  }

  /** The columns of a table with their types. */
  synchronized Map<String, String> columns(String table) {
    Map<String, String> types = columns.get(table);
    if (types == null) {
      throw new GoogleError(404, "notFound", "Not found: Table " + project + ":" + table);
    }
    return types;
  }

  /** A row that was streamed: it is in the buffer, and cannot be changed, until it is flushed. */
  synchronized void stream(String table, Map<String, JsonElement> cells) {
    insert(table, cells);
    streamed.add(table);
  }

  /** What was streamed can be changed from now on, as after up to 90 minutes. */
  synchronized void flush() {
    streamed.clear();
  }

  synchronized void insert(String table, Map<String, JsonElement> cells) {
    Map<String, String> types = columns(table);
    String names = cells.keySet().stream().map(SqlFile::quoted).collect(Collectors.joining(", "));
    String casts =
        cells.keySet().stream()
            .map(name -> "CAST(@" + name + " AS " + types.get(name) + ")")
            .collect(Collectors.joining(", "));
    DuckDbDialect.Translated insert =
        DuckDbDialect.statement(
            "INSERT INTO "
                + SqlFile.quotedTable(table)
                + " ("
                + names
                + ") VALUES ("
                + casts
                + ")");
    try (PreparedStatement statement = connection.prepareStatement(insert.text())) {
      for (int i = 0; i < insert.parameters().size(); i++) {
        statement.setObject(i + 1, cells.get(insert.parameters().get(i)).getAsString());
      }
      statement.executeUpdate();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * The refusal of a change of a table of which rows are in the streaming buffer. Google refuses
   * only what would affect such rows; here every row of such a table is one.
   */
  private void refuseStreamed(String sql, PreparedStatement statement) throws SQLException {
    Matcher change = CHANGES.matcher(sql);
    if (!change.find()) {
      return;
    }
    String table = change.group(2) + "." + change.group(3);
    if (!streamed.contains(table)) {
      return;
    }
    execute("BEGIN TRANSACTION");
    long affected = statement.executeUpdate();
    execute("ROLLBACK");
    if (affected > 0) {
      throw new GoogleError(
          400,
          "invalidQuery",
          "UPDATE or DELETE statement over table "
              + project
              + "."
              + table
              + " would affect rows in the streaming buffer, which is not supported");
    }
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Runs one statement, or throws what BigQuery would answer. */
  synchronized Result run(String sql, Map<String, Parameter> parameters) {
    Map<String, String> types = new LinkedHashMap<>();
    parameters.forEach((name, parameter) -> types.put(name, parameter.type()));
    GoogleSqlCheck.only()
        .problem(sql, columns, types)
        .ifPresent(
            problem -> {
              throw error(problem);
            });
    DuckDbDialect.Translated duck = DuckDbDialect.statement(sql);
    try (PreparedStatement statement = connection.prepareStatement(duck.text())) {
      for (int i = 0; i < duck.parameters().size(); i++) {
        statement.setObject(i + 1, value(parameters.get(duck.parameters().get(i))));
      }
      refuseStreamed(sql, statement);
      boolean reads = statement.execute();
      return WRITES.matcher(sql).find()
          ? new Result(
              new JsonArray(),
              List.of(),
              true,
              reads ? count(statement) : statement.getUpdateCount())
          : rows(statement.getResultSet());
    } catch (SQLException e) {
      Matcher notNull = NOT_NULL.matcher(String.valueOf(e.getMessage()));
      throw notNull.find()
          ? new GoogleError(
              400, "invalidQuery", "Required field " + notNull.group(1) + " cannot be null")
          : new GoogleError(400, "invalidQuery", "DuckDB: " + e.getMessage());
    }
  }

  private static long count(PreparedStatement statement) throws SQLException {
    try (ResultSet counted = statement.getResultSet()) {
      return counted.next() ? counted.getLong(1) : 0;
    }
  }

  private GoogleError error(String problem) {
    Matcher absent = NOT_FOUND.matcher(problem);
    if (absent.matches()) {
      String name = absent.group(1);
      String dataset = name.substring(0, name.indexOf('.'));
      boolean known = columns.keySet().stream().anyMatch(each -> each.startsWith(dataset + "."));
      return new GoogleError(
          404,
          "notFound",
          "Not found: "
              + (known ? "Table " + project + ":" + name : "Dataset " + project + ":" + dataset)
              + " was not found in location US");
    }
    return new GoogleError(400, "invalidQuery", PLACE.matcher(problem).replaceAll("at [$1]"));
  }

  private static Object value(Parameter parameter) {
    String text = parameter.value();
    return switch (parameter.type()) {
      case "INT64" -> Long.valueOf(text);
      case "FLOAT64" -> Double.valueOf(text);
      case "BOOL" -> Boolean.valueOf(text);
      case "DATE" -> LocalDate.parse(text);
      case "TIMESTAMP" -> WIRE_TIME.parse(text, OffsetDateTime::from);
      default -> text;
    };
  }

  private static Result rows(ResultSet found) throws SQLException {
    JsonArray fields = new JsonArray();
    int width = found.getMetaData().getColumnCount();
    for (int i = 1; i <= width; i++) {
      JsonObject field = new JsonObject();
      field.addProperty("name", found.getMetaData().getColumnLabel(i));
      field.addProperty("type", restType(found.getMetaData().getColumnTypeName(i)));
      field.addProperty("mode", "NULLABLE");
      fields.add(field);
    }
    List<List<Object>> rows = new ArrayList<>();
    while (found.next()) {
      List<Object> row = new ArrayList<>();
      for (int i = 1; i <= width; i++) {
        row.add(found.getObject(i));
      }
      rows.add(row);
    }
    return new Result(fields, rows, false, 0);
  }

  /**
   * A value as REST writes it.
   *
   * @param wholeMicros whether a TIMESTAMP goes as whole microseconds, or as a rounded number of
   *     seconds
   */
  static JsonElement wire(Object value, boolean wholeMicros) {
    if (value == null) {
      return JsonNull.INSTANCE;
    }
    String text =
        switch (value.getClass().getSimpleName()) {
          case "OffsetDateTime" -> time(((OffsetDateTime) value).toInstant(), wholeMicros);
          case "Date" -> ((Date) value).toLocalDate().toString();
          // A DATETIME, which BigQuery writes with a T and with its seconds.
          case "Timestamp" -> WIRE_DATETIME.format(((Timestamp) value).toLocalDateTime());
          default -> value.toString();
        };
    JsonObject cell = new JsonObject();
    cell.addProperty("v", text);
    return cell;
  }

  private static String time(Instant at, boolean wholeMicros) {
    long micros = ChronoUnit.MICROS.between(Instant.EPOCH, at);
    return wholeMicros ? Long.toString(micros) : Double.toString(micros / 1e6);
  }

  private static String restType(String duck) {
    return switch (duck) {
      case "VARCHAR" -> "STRING";
      case "BIGINT", "HUGEINT", "INTEGER" -> "INTEGER";
      case "DOUBLE" -> "FLOAT";
      case "BOOLEAN" -> "BOOLEAN";
      case "DATE" -> "DATE";
      case "TIMESTAMP WITH TIME ZONE" -> "TIMESTAMP";
      case "TIMESTAMP" -> "DATETIME";
      default -> throw new IllegalStateException("DuckDB answered a " + duck);
    };
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
