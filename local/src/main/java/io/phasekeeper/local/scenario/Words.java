package io.phasekeeper.local.scenario;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Compares words, to find the one that was probably meant. */
public final class Words {
  private Words() {}

  /** The known word with the fewest edits; the first of several; none of none. */
  static Optional<String> to(String word, Collection<String> known) {
    return known.stream().min(Comparator.comparingInt(each -> distance(word, each)));
  }

  /** {@code ; nearest known: "…"}, or nothing. */
  static String hint(String word, Collection<String> known) {
    return to(word, known).map(near -> "; nearest known: \"" + near + "\"").orElse("");
  }

  /** Edits (insert, delete, replace, case ignored) from one word to the other. */
  public static int distance(String from, String to) {
    String a = from.toLowerCase(java.util.Locale.ROOT);
    String b = to.toLowerCase(java.util.Locale.ROOT);
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j - 1], row[j]));
      }
    }
    return row[b.length()];
  }
}
