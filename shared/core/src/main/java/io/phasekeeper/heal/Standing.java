package io.phasekeeper.heal;

/**
 * How an output of a date stands in its tables.
 *
 * @param rows 0 where nobody could count
 * @param explanation one clause, with the numbers
 */
record Standing(State state, long rows, String explanation) {
  /** What is known of the rows. */
  enum State {
    /** They are there, and pass their gates. */
    THERE,
    /** There are some, but a gate fails. */
    WANTING,
    /** There are none, and some are expected. */
    ABSENT,
    /** There are none, and none are expected. */
    FREE,
    /** Nobody can tell, now. */
    UNSEEN
  }

  /** Whether an output that is made from it may be made. */
  boolean proves() {
    return state == State.THERE || state == State.FREE;
  }

  boolean missing() {
    return state == State.ABSENT || state == State.WANTING;
  }
}
