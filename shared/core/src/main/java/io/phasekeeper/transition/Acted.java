package io.phasekeeper.transition;

/** What acting on a decision came to. */
enum Acted {
  NOTHING_TO_DO,
  PUBLISHED,
  SHADOWED,
  FAILED,
  ADOPTED,
  /** Somebody else was faster: read and judge again. */
  LOST
}
