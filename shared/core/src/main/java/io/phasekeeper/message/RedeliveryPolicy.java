package io.phasekeeper.message;

import java.time.Duration;
import java.util.Optional;

/**
 * How an embedded subscription delivers again what was not acknowledged.
 *
 * @param acknowledgeWithin a delivery that is neither acknowledged nor given back within it is due
 *     again when it ends
 * @param firstDelay what is given back comes again after it the first time; it doubles each time
 * @param greatestDelay the most that it doubles to
 * @param deadLetter where a message goes that nobody acknowledges; none: it comes for ever
 */
public record RedeliveryPolicy(
    Duration acknowledgeWithin,
    Duration firstDelay,
    Duration greatestDelay,
    Optional<DeadLetter> deadLetter) {

  /** 60 s to acknowledge, then again after 10 s, doubling to 600 s, for ever: as Eventarc does. */
  public static final RedeliveryPolicy STANDARD =
      new RedeliveryPolicy(
          Duration.ofSeconds(60),
          Duration.ofSeconds(10),
          Duration.ofSeconds(600),
          Optional.empty());

  public RedeliveryPolicy {
    if (acknowledgeWithin.isNegative()
        || acknowledgeWithin.isZero()
        || firstDelay.isNegative()
        || greatestDelay.compareTo(firstDelay) < 0) {
      throw new IllegalArgumentException(
          "a redelivery policy needs a time to acknowledge above zero and a first delay of at most"
              + " the greatest, not "
              + acknowledgeWithin
              + ", "
              + firstDelay
              + ", "
              + greatestDelay);
    }
  }

  /** The same, with a dead-letter topic. */
  public RedeliveryPolicy deadLetteringTo(String topic, int afterAttempts) {
    return new RedeliveryPolicy(
        acknowledgeWithin,
        firstDelay,
        greatestDelay,
        Optional.of(new DeadLetter(topic, afterAttempts)));
  }

  /** The same, with another time to acknowledge. */
  public RedeliveryPolicy acknowledgedWithin(Duration time) {
    return new RedeliveryPolicy(time, firstDelay, greatestDelay, deadLetter);
  }

  /** How long what was given back on its n-th attempt stays away, at least. */
  public Duration delayAfter(int attempt) {
    Duration delay = firstDelay;
    for (int i = 1; i < attempt && delay.compareTo(greatestDelay) < 0; i++) {
      delay = delay.multipliedBy(2);
    }
    return delay.compareTo(greatestDelay) < 0 ? delay : greatestDelay;
  }

  /**
   * Where a message goes after so many deliveries without an acknowledgement.
   *
   * @param topic must exist
   * @param afterAttempts the n-th delivery is the last
   */
  public record DeadLetter(String topic, int afterAttempts) {
    /** The reason that the dead letter carries. */
    public String reason() {
      return "not acknowledged in " + afterAttempts + " deliveries";
    }

    public DeadLetter {
      if (afterAttempts < 1) {
        throw new IllegalArgumentException("at least 1 attempt, not " + afterAttempts);
      }
    }
  }
}
