package io.phasekeeper.monitor;

import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;

/** Something that is looked at again and again, per date. */
interface Watch {
  /** Unique in its pipeline; part of the stored id. */
  String name();

  /** The word of its kind, as shown and kept: {@code coverage}. */
  String kind();

  /** What it looks at: a processor, a table, a file. */
  String about();

  /** The dates that are looked at today. */
  List<LocalDate> dates(LocalDate today);

  /** Whether its findings belong to a date; else to how things stand, until they stand better. */
  boolean dated();

  /** How often it looks while all is well. */
  Duration every();

  /** How many days before the first of its dates it wants to know of the calendar. */
  default int daysBefore() {
    return 0;
  }

  /**
   * Looks at some dates, at most one statement for each table. What cannot be seen is an
   * observation too.
   *
   * @param dates at least one, in order
   */
  Map<LocalDate, Observation> look(List<LocalDate> dates, Looking looking);
}
