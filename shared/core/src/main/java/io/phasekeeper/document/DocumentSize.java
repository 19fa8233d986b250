package io.phasekeeper.document;

import io.phasekeeper.outcome.PortFailure;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How large a document is by Firestore's published rules for storage size, so that a document that
 * production would refuse is refused by every store.
 */
public final class DocumentSize {
  /** Bytes; Firestore's limit for one document, 1 MiB. */
  public static final long MOST = 1_048_576;

  private DocumentSize() {}

  /** The size in bytes: the name, the fields, and 32 bytes more. */
  public static long of(DocumentPath path, Map<String, ?> fields) {
    return string(path.collection()) + string(path.id()) + 16 + value(fields) + 32;
  }

  /**
   * @throws PortFailure of kind {@code INVALID} if the document is over {@link #MOST} bytes
   */
  public static void check(DocumentPath path, Map<String, ?> fields) {
    if (DocumentValues.sizeAtMost(fields) + 2_000 <= MOST) {
      return; // no need to count characters
    }
    long size = of(path, fields);
    if (size > MOST) {
      throw new PortFailure(
          PortFailure.Service.FIRESTORE,
          PortFailure.Kind.INVALID,
          "writing document "
              + path
              + ": it would have "
              + size
              + " bytes; a document holds at most "
              + MOST);
    }
  }

  private static long value(@Nullable Object value) {
    if (value == null || value instanceof Boolean) {
      return 1;
    }
    if (value instanceof String text) {
      return string(text);
    }
    if (value instanceof Map<?, ?> map) {
      long sum = 0;
      for (Map.Entry<?, ?> field : map.entrySet()) {
        sum += string((String) field.getKey()) + value(field.getValue());
      }
      return sum;
    }
    if (value instanceof List<?> list) {
      long sum = 0;
      for (Object each : list) {
        sum += value(each);
      }
      return sum;
    }
    return 8;
  }

  /** UTF-8 bytes and one more. */
  private static long string(String text) {
    long bytes = 1;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      // Half of a pair counts two, so that a pair counts four.
      bytes += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
    }
    return bytes;
  }
}
