package io.phasekeeper.backfill;

/** How far one output of one date of a backfill is; stored as one character. */
enum Unit {
  /** To be made; its turn or its inputs have not come. */
  WAITING('.'),
  /** Its turn has come: its work is sent, or just being sent. */
  BEGUN('>'),
  /** Made by the backfill, and proven by rows. */
  MADE('+'),
  /** Its rows were there already. */
  THERE('='),
  /** Its attempts are used up. */
  FAILED('x'),
  /** Not asked for, but made from what is: made anew if it is older, once the rest is done. */
  FOLLOWS('f'),
  /** Not asked for, and left as it is. */
  UNTOUCHED('~'),
  /** No work on that date. */
  NO_WORK('-'),
  /** Its season had only just begun. */
  BOOTSTRAP('b'),
  /** The calendar knows nothing of that date. */
  UNKNOWN('?'),
  /** Making it has no use any more. */
  USELESS('u');

  private final char letter;

  Unit(char letter) {
    this.letter = letter;
  }

  char letter() {
    return letter;
  }

  /** Whether something is still to come of it. */
  boolean open() {
    return this == FOLLOWS || expected();
  }

  /** Whether it is going to be made. */
  boolean expected() {
    return this == WAITING || this == BEGUN || this == FAILED;
  }

  boolean done() {
    return this == MADE || this == THERE;
  }

  /**
   * @throws IllegalArgumentException for a letter of another version
   */
  static Unit of(char letter) {
    for (Unit unit : values()) {
      if (unit.letter == letter) {
        return unit;
      }
    }
    throw new IllegalArgumentException("a backfill has no unit \"" + letter + "\"");
  }
}
