package io.phasekeeper.transition;

import io.phasekeeper.document.Document;
import io.phasekeeper.document.DocumentPath;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * What was read out of documents lately, as long as nobody has written them since: the sweep meets
 * the same ledgers every minute, and most of them unchanged. Safe for many threads.
 *
 * @param <T> unmodifiable
 */
final class Remembered<T> {
  /** More than the active window has; the least recently used go first. */
  private static final int MOST = 1_000;

  private final Map<DocumentPath, Reading<T>> readings =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<DocumentPath, Reading<T>> eldest) {
          return size() > MOST;
        }
      };

  private record Reading<T>(String revision, T value) {}

  /** The value of this revision of the document: remembered, else read. */
  T of(Document document, Function<Document, T> read) {
    synchronized (readings) {
      Reading<T> before = readings.get(document.path());
      if (before != null && before.revision().equals(document.revision())) {
        return before.value();
      }
    }
    T value = read.apply(document);
    synchronized (readings) {
      readings.put(document.path(), new Reading<>(document.revision(), value));
    }
    return value;
  }
}
