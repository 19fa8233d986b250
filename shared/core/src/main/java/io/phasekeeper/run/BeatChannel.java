package io.phasekeeper.run;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Whether beats can be heard at all. When nobody beats while runs succeed, it is the channel that
 * is dead, not the runs (C5).
 *
 * @param newest the newest beat of anybody in the last {@link #LOOK_BACK}
 * @param success when a run last succeeded, as far as that was within {@link #DARK_AFTER}
 * @param everUsed whether anybody ever beat: a channel that was never used is not dead
 * @param foundDark whether it was found dark, and nobody has been heard since
 */
public record BeatChannel(
    Optional<Instant> newest,
    Optional<Instant> success,
    boolean everUsed,
    boolean foundDark,
    Instant now) {
  /** Nobody beats for so long while runs succeed: the channel is dark. */
  public static final Duration DARK_AFTER = Duration.ofMinutes(30);

  /** Beats are looked for so far back: the last words of a run that ended are no darkness. */
  static final Duration LOOK_BACK = DARK_AFTER.plus(RunLimits.SUSPECT_AFTER);

  public BeatChannel(
      Optional<Instant> newest, Optional<Instant> success, boolean everUsed, Instant now) {
    this(newest, success, everUsed, false, now);
  }

  /** A pipeline without heartbeats: nothing is ever heard, and nothing follows from it. */
  static BeatChannel unused(Instant now) {
    return new BeatChannel(Optional.empty(), Optional.empty(), false, now);
  }

  /** The same channel, as it looks from other successes. */
  BeatChannel with(Optional<Instant> otherSuccess) {
    return new BeatChannel(newest, otherSuccess, everUsed, foundDark, now);
  }

  /** The same channel, of which it is known whether it was found dark before. */
  BeatChannel foundDark(boolean dark) {
    return new BeatChannel(newest, success, everUsed, dark, now);
  }

  /**
   * Whether nobody beat for 30 minutes while a run succeeded, later than 5 minutes after the last
   * beat: one that ended with its beats says nothing about the channel.
   */
  public boolean dark() {
    return everUsed && silentFor(DARK_AFTER) && unheardSuccess(DARK_AFTER);
  }

  /** Whether anybody beat so lately that it is not dark. */
  boolean heard() {
    return !silentFor(DARK_AFTER);
  }

  /**
   * Whether what is not heard may be the channel's fault: runs succeed unheard, or it was found
   * dark. Ends with a beat: that runs succeed only once an hour makes it no lighter.
   */
  boolean doubtful() {
    return everUsed
        && silentFor(RunLimits.SUSPECT_AFTER)
        && (foundDark || unheardSuccess(DARK_AFTER));
  }

  private boolean silentFor(Duration silence) {
    return newest.map(beat -> !now.isBefore(beat.plus(silence))).orElse(true);
  }

  private boolean unheardSuccess(Duration lately) {
    return success
        .filter(at -> at.isAfter(now.minus(lately)))
        .filter(
            at -> newest.map(beat -> !at.isBefore(beat.plus(RunLimits.SUSPECT_AFTER))).orElse(true))
        .isPresent();
  }
}
