package io.phasekeeper.embedded;

import io.phasekeeper.embedded.GoogleSqlTokens.Kind;
import io.phasekeeper.embedded.GoogleSqlTokens.Token;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * One CREATE statement of a DDL script.
 *
 * @param name {@code dataset.table}
 * @param statement as DuckDB understands it
 * @param writtenThrough for a view: the table that takes the rows written to it
 */
record DuckDbDefinition(String name, String statement, Optional<String> writtenThrough) {
  private static final Pattern WRITTEN_THROUGH =
      Pattern.compile("--\\s*Written through:\\s*([A-Za-z0-9_]+\\.[A-Za-z0-9_]+)");
  private static final Pattern CREATE =
      Pattern.compile(
          "(?is)CREATE\\s+(OR\\s+REPLACE\\s+)?(TABLE|VIEW)\\s+(IF\\s+NOT\\s+EXISTS\\s+)?"
              + "\"?(\\w+)\"?\\.\"?(\\w+)\"?.*");

  /**
   * @throws IllegalArgumentException if a statement creates neither a table nor a view
   */
  static List<DuckDbDefinition> of(String ddl) {
    return GoogleSqlTokens.statements(ddl).stream().map(DuckDbDefinition::one).toList();
  }

  private static DuckDbDefinition one(List<Token> tokens) {
    String googleSql = tokens.stream().map(Token::text).collect(Collectors.joining());
    String statement = DuckDbDialect.statement(googleSql).text();
    Matcher create = CREATE.matcher(statement);
    if (!create.matches()) {
      throw new IllegalArgumentException(
          "expected CREATE TABLE or CREATE VIEW dataset.name, found: "
              + statement.substring(0, Math.min(80, statement.length())));
    }
    Optional<String> base =
        tokens.stream()
            .filter(each -> each.kind() == Kind.COMMENT)
            .map(each -> WRITTEN_THROUGH.matcher(each.text()))
            .filter(Matcher::find)
            .map(found -> found.group(1))
            .findFirst();
    return new DuckDbDefinition(create.group(4) + "." + create.group(5), statement, base);
  }

  String dataset() {
    return name.substring(0, name.indexOf('.'));
  }
}
