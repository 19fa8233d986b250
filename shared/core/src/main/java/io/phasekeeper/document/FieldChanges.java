package io.phasekeeper.document;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a merge makes of a document's fields, for the stores that do the merging themselves. */
public final class FieldChanges {
  private FieldChanges() {}

  /**
   * The fields after the changes, frozen; {@code before} stays as it is. Removing what is not there
   * changes nothing.
   *
   * @throws IllegalArgumentException if one path leads into another, or is named twice
   */
  public static Map<String, Object> applied(Map<String, Object> before, List<FieldChange> changes) {
    check(changes);
    Map<String, @Nullable Object> after = DocumentValues.thawed(before);
    for (FieldChange change : changes) {
      apply(after, change, 0);
    }
    return DocumentValues.frozenCopy(after);
  }

  /**
   * @throws IllegalArgumentException if one path leads into another, or is named twice
   */
  public static void check(List<FieldChange> changes) {
    if (changes.size() == 1) {
      return; // nothing to be at odds with
    }
    Set<List<String>> paths = new HashSet<>();
    for (FieldChange change : changes) {
      if (!paths.add(change.path().names())) {
        throw new IllegalArgumentException("a merge names " + change.path() + " twice");
      }
    }
    for (FieldChange change : changes) {
      List<String> names = change.path().names();
      for (int depth = 1; depth < names.size(); depth++) {
        if (paths.contains(names.subList(0, depth))) {
          throw new IllegalArgumentException(
              "a merge names both "
                  + new FieldPath(names.subList(0, depth))
                  + " and, inside it, "
                  + change.path());
        }
      }
    }
  }

  private static void apply(Map<String, @Nullable Object> into, FieldChange change, int depth) {
    String name = change.path().names().get(depth);
    if (depth == change.path().names().size() - 1) {
      if (change.value().isPresent()) {
        into.put(name, change.value().get());
      } else {
        into.remove(name);
      }
      return;
    }
    Object child = into.get(name);
    if (child instanceof Map<?, ?> map) {
      Map<String, @Nullable Object> copy = DocumentValues.thawed(map);
      apply(copy, change, depth + 1);
      into.put(name, DocumentValues.frozenCopy(copy));
    } else if (change.value().isPresent()) {
      Map<String, @Nullable Object> fresh = new LinkedHashMap<>();
      apply(fresh, change, depth + 1);
      into.put(name, DocumentValues.frozenCopy(fresh));
    }
  }
}
