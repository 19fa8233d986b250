package io.phasekeeper.upstream;

/**
 * Whether a run that has not ended still lives.
 *
 * @param lost whether it shows no sign of life any more
 * @param why one clause, such as {@code it last beat at …}
 */
record Liveness(boolean lost, String why) {
  static final Liveness UNKNOWN = new Liveness(false, "nothing more is known of it");
}
