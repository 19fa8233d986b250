package io.phasekeeper.settings;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the known name that somebody probably meant: {@code did you mean "success"?}. */
public final class NearestName {
  private NearestName() {}

  /**
   * The known name with the fewest letters to change, insert, leave out or swap; none if more than
   * a third of the letters (at least one) differ. Case does not count; of equals, the first by
   * name.
   */
  public static Optional<String> of(String found, Collection<String> known) {
    return known.stream()
        .filter(
            name ->
                distance(found, name) <= Math.max(1, Math.max(found.length(), name.length()) / 3))
        .min(
            Comparator.comparingInt((String name) -> distance(found, name))
                .thenComparing(Comparator.naturalOrder()));
  }

  /** {@code ; did you mean "success"?}, or nothing. */
  public static String question(String found, Collection<String> known) {
    return of(found, known).map(name -> "; did you mean \"" + name + "\"?").orElse("");
  }

  private static int distance(String found, String known) {
    String a = found.toLowerCase(Locale.ROOT);
    String b = known.toLowerCase(Locale.ROOT);
    int[][] least = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          least[i][j] = i + j;
          continue;
        }
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        least[i][j] =
            Math.min(least[i - 1][j - 1] + change, 1 + Math.min(least[i - 1][j], least[i][j - 1]));
        boolean swapped =
            i > 1
                && j > 1
                && a.charAt(i - 1) == b.charAt(j - 2)
                && a.charAt(i - 2) == b.charAt(j - 1);
        if (swapped) {
          least[i][j] = Math.min(least[i][j], least[i - 2][j - 2] + 1);
        }
      }
    }
    return least[a.length()][b.length()];
  }
}
