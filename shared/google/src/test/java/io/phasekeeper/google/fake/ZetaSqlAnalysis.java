package io.phasekeeper.google.fake;

import com.google.zetasql.Analyzer;
import com.google.zetasql.AnalyzerOptions;
import com.google.zetasql.LanguageOptions;
import com.google.zetasql.SimpleCatalog;
import com.google.zetasql.SimpleColumn;
import com.google.zetasql.SimpleTable;
import com.google.zetasql.SqlException;
import com.google.zetasql.Type;
import com.google.zetasql.TypeFactory;
import com.google.zetasql.ZetaSQLBuiltinFunctionOptions;
import com.google.zetasql.ZetaSQLOptions.NameResolutionMode;
import com.google.zetasql.ZetaSQLOptions.ProductMode;
import com.google.zetasql.ZetaSQLType.TypeKind;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedStatement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Says what GoogleSQL has against a statement. Loaded apart from Google's clients by {@link
 * GoogleSqlCheck}, and therefore speaks in the JDK's types: {@code sql}, {@code tables} (by {@code
 * dataset.table}, types by column) and {@code parameters} (types by name); the answer is the
 * analyzer's message, or empty.
 */
public final class ZetaSqlAnalysis implements Function<Map<String, Object>, String> {
  /** Held, so that it stays silent: it warns that ZetaSQL has no name resolver, and needs none. */
  private static final Logger RESOLVERS =
      Logger.getLogger("com.google.zetasql.io.grpc.NameResolverRegistry");

  private final LanguageOptions language;

  /** Made by {@link GoogleSqlCheck}. */
  public ZetaSqlAnalysis() {
    RESOLVERS.setLevel(Level.OFF);
    language = new LanguageOptions();
    language.enableMaximumLanguageFeatures();
    language.setSupportsAllStatementKinds();
    language.setProductMode(ProductMode.PRODUCT_EXTERNAL);
    language.setNameResolutionMode(NameResolutionMode.NAME_RESOLUTION_DEFAULT);
  }

  @Override
  @SuppressWarnings("unchecked")
  public String apply(Map<String, Object> asked) {
    AnalyzerOptions options = new AnalyzerOptions();
    options.setLanguageOptions(language);
    ((Map<String, String>) asked.get("parameters"))
        .forEach((name, type) -> options.addQueryParameter(name, type(type)));
    try {
      ResolvedStatement resolved =
          Analyzer.analyzeStatement(
              (String) asked.get("sql"),
              options,
              catalog((Map<String, Map<String, String>>) asked.get("tables")));
      return resolved == null ? "nothing was resolved" : "";
    } catch (SqlException e) {
      return e.getMessage();
    }
  }

  private SimpleCatalog catalog(Map<String, Map<String, String>> tables) {
    SimpleCatalog catalog = new SimpleCatalog("project");
    catalog.addZetaSQLFunctionsAndTypes(new ZetaSQLBuiltinFunctionOptions(language));
    tables.forEach(
        (name, columns) -> {
          String dataset = name.substring(0, name.indexOf('.'));
          String table = name.substring(name.indexOf('.') + 1);
          List<SimpleColumn> simple = new ArrayList<>();
          columns.forEach(
              (column, type) -> simple.add(new SimpleColumn(table, column, type(type))));
          if (!catalog.getCatalogList().stream()
              .anyMatch(each -> each.getFullName().equals(dataset))) {
            catalog.addNewSimpleCatalog(dataset);
          }
          catalog.getCatalog(dataset).addSimpleTable(new SimpleTable(table, simple));
        });
    return catalog;
  }

  private static Type type(String name) {
    return switch (name) {
      case "STRING" -> TypeFactory.createSimpleType(TypeKind.TYPE_STRING);
      case "INT64" -> TypeFactory.createSimpleType(TypeKind.TYPE_INT64);
      case "FLOAT64" -> TypeFactory.createSimpleType(TypeKind.TYPE_DOUBLE);
      case "BOOL" -> TypeFactory.createSimpleType(TypeKind.TYPE_BOOL);
      case "DATE" -> TypeFactory.createSimpleType(TypeKind.TYPE_DATE);
      case "JSON" -> TypeFactory.createSimpleType(TypeKind.TYPE_JSON);
      case "TIMESTAMP" -> TypeFactory.createSimpleType(TypeKind.TYPE_TIMESTAMP);
      case "DATETIME" -> TypeFactory.createSimpleType(TypeKind.TYPE_DATETIME);
      default -> throw new IllegalArgumentException("no such type: " + name);
    };
  }
}
