package io.phasekeeper.local.bench;

import java.util.Arrays;

/** Repeated measurements of one thing, in one unit. */
public final class Samples {
  private double[] values = new double[64];
  private int count;

  public void add(double value) {
    if (count == values.length) {
      values = Arrays.copyOf(values, 2 * count);
    }
    values[count++] = value;
  }

  public void addNanos(long nanos) {
    add(nanos / 1e6);
  }

  public int count() {
    return count;
  }

  public double median() {
    double[] sorted = sorted();
    int middle = count / 2;
    return count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  /**
   * The smallest value that at least so many percent of all are not above (nearest rank).
   *
   * @param percent above 0, at most 100
   */
  public double percentile(double percent) {
    if (!(percent > 0 && percent <= 100)) {
      throw new IllegalArgumentException("a percentile of " + percent + "; expected 0 < p <= 100");
    }
    int rank = (int) Math.ceil(percent / 100 * count);
    return sorted()[Math.max(1, rank) - 1];
  }

  private double[] sorted() {
    if (count == 0) {
      throw new IllegalStateException("nothing was measured");
    }
    double[] sorted = Arrays.copyOf(values, count);
    Arrays.sort(sorted);
    return sorted;
  }
}
