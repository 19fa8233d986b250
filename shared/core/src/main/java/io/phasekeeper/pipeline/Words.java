package io.phasekeeper.pipeline;

import java.util.regex.Pattern;

/** How the things of a pipeline are named. */
final class Words {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]*");

  private Words() {}

  /** Lower case, digits and _, a letter first. */
  static boolean isName(String word) {
    return NAME.matcher(word).matches();
  }
}
