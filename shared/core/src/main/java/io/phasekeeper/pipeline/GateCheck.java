package io.phasekeeper.pipeline;

import io.phasekeeper.warehouse.Condition;
import io.phasekeeper.warehouse.TableRef;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What a gate asks of its table; each kind is one question to the warehouse. */
public sealed interface GateCheck {
  /** The word of the pipeline file, such as {@code coverage}. */
  String word();

  /** Whether a date without calendar entities that ask for work has nothing to be judged. */
  default boolean needsWork() {
    return true;
  }

  /**
   * A number of rows.
   *
   * @param rows fewer fail
   * @param perEntity times the calendar entities of the date that are not postponed or cancelled;
   *     else in all
   * @param expected of an ordinary day, in the same unit; fewer pass, and are told
   */
  record Rows(long rows, boolean perEntity, Optional<Long> expected) implements GateCheck {
    public Rows {
      if (rows < 0) {
        throw new IllegalArgumentException("a minimum of rows cannot be negative: " + rows);
      }
    }

    @Override
    public String word() {
      return "rows";
    }

    @Override
    public boolean needsWork() {
      return perEntity;
    }
  }

  /**
   * Every calendar entity of the date has rows enough.
   *
   * @param column names the entity, or a part of it
   * @param byPart whether it names a part, as the calendar's part columns do
   * @param atLeast rows of an entity, of all its parts together
   * @param each rows of each part alone
   * @param afterEnd only entities that ended so long before the newest rows were written are
   *     expected, or before now once the gate is due; none: all of the date
   */
  record Coverage(
      String column, boolean byPart, long atLeast, long each, Optional<Duration> afterEnd)
      implements GateCheck {
    @Override
    public String word() {
      return "coverage";
    }
  }

  /**
   * Enough of a population satisfy conditions.
   *
   * @param where who the population is; none: every row
   * @param atLeast above 0, at most 1
   * @param days up to the date, itself included; of no meaning with {@code season}
   * @param season over the season up to the date
   * @param per the column each of whose values must have its share
   * @param least a smaller population is too small to judge
   */
  record Share(
      List<Condition> of,
      List<Condition> where,
      double atLeast,
      int days,
      boolean season,
      Optional<String> per,
      long least)
      implements GateCheck {
    public Share {
      of = List.copyOf(of);
      where = List.copyOf(where);
      if (!(atLeast > 0 && atLeast <= 1)) {
        throw new IllegalArgumentException("a share is above 0 and at most 1, not " + atLeast);
      }
    }

    @Override
    public String word() {
      return "share";
    }
  }

  /**
   * The newest rows are not too old.
   *
   * @param byWritten whether the time of writing tells the age; else the rows' date, in whole days
   */
  record Fresh(Duration maxAge, Optional<String> per, boolean byWritten) implements GateCheck {
    @Override
    public String word() {
      return "fresh";
    }

    @Override
    public boolean needsWork() {
      return false;
    }
  }

  /**
   * No key stands there twice on a date.
   *
   * @param key without the date column, at least one column
   */
  record Unique(List<String> key) implements GateCheck {
    public Unique {
      key = List.copyOf(key);
    }

    @Override
    public String word() {
      return "unique";
    }

    @Override
    public boolean needsWork() {
      return false;
    }
  }

  /**
   * The output was written after its input of the same date.
   *
   * @param input the name of what makes the input, for people
   * @param grace so long after the input came the output may be older
   * @param ignoreRenewals only what of the input came for the first time makes the output stale
   * @param per with that: the input's column whose values are told apart; none: its rows
   * @param lateShare with that: so much of the input may come after the output, from 0 to below 1
   */
  record NewerThan(
      String input,
      TableRef table,
      Duration grace,
      boolean ignoreRenewals,
      Optional<String> per,
      double lateShare)
      implements GateCheck {
    public NewerThan {
      if (!(lateShare >= 0 && lateShare < 1)) {
        throw new IllegalArgumentException("a share from 0 to below 1, not " + lateShare);
      }
    }

    /** One whose input counts row by row, and none of it may be late. */
    public NewerThan(String input, TableRef table, Duration grace, boolean ignoreRenewals) {
      this(input, table, grace, ignoreRenewals, Optional.empty(), 0);
    }

    @Override
    public String word() {
      return "newer_than";
    }

    @Override
    public boolean needsWork() {
      return false;
    }
  }

  /**
   * What the output is made from is there for all of the last days, or of the last entities of each
   * part that has one on the date.
   *
   * @param days before the date, the date itself not included
   * @param last entities of each part, instead of days, with the input's column that names the part
   * @param madeBy the phase that makes the input: its bootstrap days are not missed
   */
  record Lookback(
      String input,
      TableRef table,
      int days,
      Optional<LastEntities> last,
      Rows enough,
      Optional<PhaseName> madeBy)
      implements GateCheck {
    /** How many entities of each part, and the column that names the part. */
    public record LastEntities(int entities, String part) {}

    @Override
    public String word() {
      return "lookback";
    }
  }
}
