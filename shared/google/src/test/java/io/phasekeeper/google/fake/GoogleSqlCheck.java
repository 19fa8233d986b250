package io.phasekeeper.google.fake;

import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * GoogleSQL's own analyzer (ZetaSQL) in a class loader of its own: on the class path, it would tell
 * gRPC of a transport that it has renamed inside, and no Google client would start beside it.
 */
final class GoogleSqlCheck {
  private static final GoogleSqlCheck ONLY = new GoogleSqlCheck();

  private final Function<Map<String, Object>, String> analysis;

  @SuppressWarnings("unchecked")
  private GoogleSqlCheck() {
    ClassLoader apart =
        new URLClassLoader("zetasql", files(), ClassLoader.getPlatformClassLoader());
    // ZetaSQL looks for its way into its own native code through the thread's loader.
    ClassLoader before = Thread.currentThread().getContextClassLoader();
    Thread.currentThread().setContextClassLoader(apart);
    try {
      this.analysis =
          (Function<Map<String, Object>, String>)
              apart
                  .loadClass("io.phasekeeper.google.fake.ZetaSqlAnalysis")
                  .getConstructor()
                  .newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("ZetaSQL does not load", e);
    } finally {
      Thread.currentThread().setContextClassLoader(before);
    }
  }

  /** The one of this JVM; it takes two seconds to start. */
  static GoogleSqlCheck only() {
    return ONLY;
  }

  /**
   * What GoogleSQL has against the statement.
   *
   * @param tables types by column, by {@code dataset.table}
   * @param parameters types by name
   */
  synchronized Optional<String> problem(
      String sql, Map<String, Map<String, String>> tables, Map<String, String> parameters) {
    String message = analysis.apply(Map.of("sql", sql, "tables", tables, "parameters", parameters));
    return Optional.of(message).filter(each -> !each.isEmpty());
  }

  private static URL[] files() {
    List<String> files = new ArrayList<>();
    files.addAll(List.of(System.getProperty("zetasql.jars", "").split(File.pathSeparator)));
    for (String each : System.getProperty("java.class.path").split(File.pathSeparator)) {
      if (!Path.of(each).getFileName().toString().startsWith("grpc-")) {
        files.add(each);
      }
    }
    return files.stream().map(GoogleSqlCheck::url).toArray(URL[]::new);
  }

  private static URL url(String file) {
    try {
      return Path.of(file).toUri().toURL();
    } catch (MalformedURLException e) {
      throw new IllegalStateException(e);
    }
  }
}
