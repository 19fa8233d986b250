package io.phasekeeper.warehouse;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A GoogleSQL file of {@code sql/} on the class path. {@code {name}} in it stands for a quoted
 * identifier; values are parameters, written {@code @name}.
 */
public final class SqlFile {
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{([a-z_]+)}");
  private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
  private static final Map<String, SqlFile> READ = new ConcurrentHashMap<>();

  private final String name;
  private final String text;

  private SqlFile(String name, String text) {
    this.name = name;
    this.text = text;
  }

  /**
   * @param name such as {@code row-counts} or {@code ddl/processor-execution-log}
   */
  public static SqlFile named(String name) {
    return READ.computeIfAbsent(name, SqlFile::read);
  }

  private static SqlFile read(String name) {
    String path = "/sql/" + name + ".sql";
    try (InputStream in = SqlFile.class.getResourceAsStream(path)) {
      if (in == null) {
        throw new IllegalArgumentException("there is no " + path + " on the class path");
      }
      return new SqlFile(name, new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("reading " + path, e);
    }
  }

  /**
   * The text with every placeholder replaced.
   *
   * @throws IllegalArgumentException if one has no replacement
   */
  public String with(Map<String, String> replacements) {
    StringBuilder filled = new StringBuilder();
    Matcher matcher = PLACEHOLDER.matcher(text);
    while (matcher.find()) {
      String replacement = replacements.get(matcher.group(1));
      if (replacement == null) {
        throw new IllegalArgumentException(
            "sql/" + name + ".sql: nothing given for " + matcher.group());
      }
      matcher.appendReplacement(filled, Matcher.quoteReplacement(replacement));
    }
    return matcher.appendTail(filled).toString();
  }

  /**
   * A column as GoogleSQL writes it, safe beside any keyword.
   *
   * @throws IllegalArgumentException if it is no identifier
   */
  public static String quoted(String identifier) {
    if (!IDENTIFIER.matcher(identifier).matches()) {
      throw new IllegalArgumentException(
          "not an identifier: \"" + identifier + "\"; expected letters, digits and _");
    }
    return "`" + identifier + "`";
  }

  /** {@code dataset.table} as GoogleSQL writes it. */
  public static String quotedTable(String table) {
    int dot = table.indexOf('.');
    if (dot < 0) {
      throw new IllegalArgumentException("a table is written dataset.table, not \"" + table + "\"");
    }
    return quoted(table.substring(0, dot)) + "." + quoted(table.substring(dot + 1));
  }
}
