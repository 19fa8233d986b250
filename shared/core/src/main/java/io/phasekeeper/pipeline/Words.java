package io.phasekeeper.pipeline;

/** How the things of a pipeline are named. */
final class Words {
  private Words() {}

  /** Lower case, digits and _, a letter first. */
  static boolean isName(String word) {
    if (word.isEmpty() || !isLetter(word.charAt(0))) {
      return false;
    }
    for (int i = 1; i < word.length(); i++) {
      char c = word.charAt(i);
      if (!isLetter(c) && !(c >= '0' && c <= '9') && c != '_') {
        return false;
      }
    }
    return true;
  }

  private static boolean isLetter(char c) {
    return c >= 'a' && c <= 'z';
  }
}
