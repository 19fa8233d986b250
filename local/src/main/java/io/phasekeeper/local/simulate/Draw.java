package io.phasekeeper.local.simulate;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;

/** The chance of one day. */
public final class Draw {
  private final SplittableRandom chance;

  public Draw(long seed, long number) {
    this.chance = new SplittableRandom(seed * 0x9E3779B97F4A7C15L + number * 0xBF58476D1CE4E5B9L);
  }

  public boolean percent(int share) {
    return chance.nextInt(100) < share;
  }

  public int below(int bound) {
    return chance.nextInt(bound);
  }

  public int between(int from, int to) {
    return chance.nextInt(from, to);
  }

  public Duration seconds(int from, int to) {
    return Duration.ofSeconds(chance.nextInt(from, to));
  }

  public Duration minutes(int from, int to) {
    return seconds(from * 60, to * 60);
  }

  public <T> T one(List<T> of) {
    return of.get(chance.nextInt(of.size()));
  }
}
