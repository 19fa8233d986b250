package io.phasekeeper.document;

import java.util.Map;
import java.util.Optional;

/**
 * A document as it was read: its fields and the revision to name in a compare-and-set.
 *
 * @param fields {@link DocumentValues document values}, deeply unmodifiable; values may be null
 * @param revision opaque; equal only while nobody has written since
 */
public record Document(DocumentPath path, Map<String, Object> fields, String revision) {
  public Document {
    fields = DocumentValues.frozenMap(fields);
  }

  /** The top-level field, if it is there and of that type. */
  public <T> Optional<T> field(String name, Class<T> type) {
    Object value = fields.get(name);
    return type.isInstance(value) ? Optional.of(type.cast(value)) : Optional.empty();
  }
}
