package io.phasekeeper.embedded;

import io.phasekeeper.embedded.GoogleSqlTokens.Kind;
import io.phasekeeper.embedded.GoogleSqlTokens.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * GoogleSQL as DuckDB understands it. The two agree on what our files use, but for: names in
 * backticks, with or without a project; parameters by name; the names of types; partitions,
 * clusters and options of tables; the date in a zone; and the functions of {@link #MACROS}. What
 * would mean something else in DuckDB without an error is refused: strings in double quotes or with
 * backslashes.
 */
public final class DuckDbDialect {
  /** Functions that DuckDB lacks, or has with other arguments. */
  public static final List<String> MACROS =
      List.of(
          "CREATE OR REPLACE MACRO safe_divide(x, y) AS CASE WHEN y = 0 THEN NULL ELSE x / y END",
          "CREATE OR REPLACE MACRO to_json_string(x) AS CAST(x AS VARCHAR)",
          "CREATE OR REPLACE MACRO parse_json(x) AS CAST(x AS VARCHAR)",
          "CREATE OR REPLACE MACRO date_sub(day, span) AS CAST(day - span AS DATE)",
          "CREATE OR REPLACE MACRO date_add(day, span) AS CAST(day + span AS DATE)");

  private static final Map<String, String> TYPES =
      Map.of(
          "FLOAT64", "DOUBLE",
          "INT64", "BIGINT",
          "STRING", "VARCHAR",
          "BOOL", "BOOLEAN",
          "TIMESTAMP", "TIMESTAMPTZ",
          "DATETIME", "TIMESTAMP",
          "NUMERIC", "DOUBLE",
          "BYTES", "BLOB",
          "JSON", "VARCHAR");

  private DuckDbDialect() {}

  /**
   * One statement for DuckDB.
   *
   * @param text with {@code ?} for each parameter
   * @param parameters the names of the parameters in the order of their marks, repeated as often
   */
  public record Translated(String text, List<String> parameters) {
    public Translated {
      parameters = List.copyOf(parameters);
    }
  }

  /** Translates a script's statements. */
  public static List<Translated> script(String googleSql) {
    return GoogleSqlTokens.statements(googleSql).stream().map(DuckDbDialect::translate).toList();
  }

  /**
   * Translates a single statement.
   *
   * @throws IllegalArgumentException if it is more than one, or none
   */
  public static Translated statement(String googleSql) {
    List<Translated> all = script(googleSql);
    if (all.size() != 1) {
      throw new IllegalArgumentException(
          "expected one statement, not " + all.size() + ": " + googleSql);
    }
    return all.get(0);
  }

  private static Translated translate(List<Token> statement) {
    List<Token> tokens = withoutStorage(statement);
    List<String> parameters = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < tokens.size(); i++) {
      Token token = tokens.get(i);
      switch (token.kind()) {
        case SPACE, NUMBER, SYMBOL -> text.append(token.text());
        case COMMENT -> text.append(' ');
        case STRING -> text.append(string(token));
        case QUOTED_NAME -> text.append(name(token));
        case PARAMETER -> {
          parameters.add(token.text().substring(1));
          text.append('?');
        }
        case WORD -> {
          int end = dateInZone(tokens, i, text);
          if (end > i) {
            i = end;
          } else {
            text.append(word(tokens, i));
          }
        }
      }
    }
    return new Translated(text.toString().strip(), parameters);
  }

  private static String string(Token token) {
    if (token.text().startsWith("\"") || token.text().contains("\\")) {
      throw new IllegalArgumentException(
          "a string that dialects read differently: "
              + token.text()
              + "; write it in single quotes, without backslashes");
    }
    return token.text();
  }

  /**
   * {@code `project.dataset.table`} in one pair of backticks or several; the project is dropped.
   */
  private static String name(Token token) {
    String inside = token.text().substring(1, token.text().length() - 1);
    List<String> parts = List.of(inside.split("\\.", -1));
    return parts.subList(Math.max(0, parts.size() - 2), parts.size()).stream()
        .map(part -> "\"" + part.replace("\"", "\"\"") + "\"")
        .collect(Collectors.joining("."));
  }

  private static String word(List<Token> tokens, int at) {
    String text = tokens.get(at).text();
    boolean column = at > 0 && tokens.get(at - 1).is(".");
    boolean function = at + 1 < tokens.size() && tokens.get(at + 1).is("(");
    String type = TYPES.get(text.toUpperCase(Locale.ROOT));
    return type == null || column || function ? text : type;
  }

  /** {@code CURRENT_DATE('zone')}: where it ends, or {@code at} if it is something else. */
  private static int dateInZone(List<Token> tokens, int at, StringBuilder text) {
    boolean found =
        at + 3 < tokens.size()
            && tokens.get(at).is("CURRENT_DATE")
            && tokens.get(at + 1).is("(")
            && tokens.get(at + 2).kind() == Kind.STRING
            && tokens.get(at + 3).is(")");
    if (!found) {
      return at;
    }
    text.append("CAST(timezone(").append(string(tokens.get(at + 2))).append(", now()) AS DATE)");
    return at + 3;
  }

  /** A {@code CREATE} without what only says how BigQuery stores it. */
  private static List<Token> withoutStorage(List<Token> statement) {
    boolean creates =
        statement.stream()
            .filter(each -> !each.isBlank())
            .findFirst()
            .map(each -> each.is("CREATE"))
            .orElse(false);
    if (!creates) {
      return statement;
    }
    List<Token> kept = new ArrayList<>();
    int depth = 0;
    boolean storage = false;
    boolean query = false;
    for (int i = 0; i < statement.size(); i++) {
      Token token = statement.get(i);
      if (token.is("OPTIONS")) {
        i = closing(statement, i);
        continue;
      }
      depth += token.is("(") ? 1 : token.is(")") ? -1 : 0;
      if (depth == 0 && token.is("AS")) {
        query = true;
        storage = false;
      } else if (depth == 0 && !query && (token.is("PARTITION") || token.is("CLUSTER"))) {
        storage = true;
      }
      if (!storage) {
        kept.add(token);
      }
    }
    return kept;
  }

  private static int closing(List<Token> tokens, int from) {
    int depth = 0;
    for (int i = from; i < tokens.size(); i++) {
      depth += tokens.get(i).is("(") ? 1 : 0;
      if (tokens.get(i).is(")")) {
        depth--;
        if (depth == 0) {
          return i;
        }
      }
    }
    throw new IllegalArgumentException("OPTIONS without its list");
  }
}
