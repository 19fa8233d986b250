package io.phasekeeper.document;

import org.jspecify.annotations.Nullable;

/**
 * Where a document lives: a top-level collection and an id in it, such as {@code
 * phase3_completion/2026-01-11}.
 */
public record DocumentPath(String collection, String id) implements Comparable<DocumentPath> {
  public DocumentPath {
    if (collection.isEmpty() || collection.contains("/")) {
      throw new IllegalArgumentException("not a collection name: \"" + collection + "\"");
    }
    if (id.isEmpty() || id.contains("/") || id.equals(".") || id.equals("..")) {
      throw new IllegalArgumentException("not a document id: \"" + id + "\"");
    }
  }

  // By hand: a sweep looks up hundreds of paths, and the compiler's own way is slow.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof DocumentPath path
        && id.equals(path.id)
        && collection.equals(path.collection);
  }

  @Override
  public int hashCode() {
    return 31 * collection.hashCode() + id.hashCode();
  }

  @Override
  public int compareTo(DocumentPath other) {
    int byCollection = collection.compareTo(other.collection);
    return byCollection != 0 ? byCollection : id.compareTo(other.id);
  }

  @Override
  public String toString() {
    return collection + "/" + id;
  }
}
