package io.phasekeeper.gate;

import io.phasekeeper.outcome.PortFailure;
import io.phasekeeper.pipeline.Calendar;
import io.phasekeeper.pipeline.GateCheck;
import io.phasekeeper.pipeline.GateRule;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.warehouse.Comparison;
import io.phasekeeper.warehouse.Measure;
import io.phasekeeper.warehouse.Measured;
import io.phasekeeper.warehouse.TableRef;
import io.phasekeeper.warehouse.Warehouse;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * Asks the warehouse what a gate must know: one statement for all dates of a check and all tables
 * that the gate looks at, pruned to the dates that it needs.
 */
public final class GateQuestions {
  /** What is older than its limit by more than this is as good as absent. */
  static final int DAYS_BEYOND_AGE = 30;

  /** Entities are known for so long in a pipeline without seasons. */
  private static final int DAYS_OF_A_YEAR = 365;

  /** Each part's last entities are looked for within so many days for each of them. */
  private static final int DAYS_PER_ENTITY = 5;

  private final Pipeline pipeline;
  private final Warehouse warehouse;

  public GateQuestions(Pipeline pipeline, Warehouse warehouse) {
    this.pipeline = pipeline;
    this.warehouse = warehouse;
  }

  /** How many days before a date a gate wants to know of the calendar. */
  public static int daysBefore(GateCheck check) {
    if (check instanceof GateCheck.Lookback lookback) {
      return lookback
          .last()
          .map(last -> last.entities() * DAYS_PER_ENTITY + DayWork.DAYS_AROUND)
          .orElse(lookback.days());
    }
    return 0;
  }

  /**
   * What there is to know of the dates {@code from} to {@code to}, both included. A question that
   * the warehouse cannot answer is an answer too.
   */
  public GateAnswers ask(GateRule rule, LocalDate from, LocalDate to) {
    String asked = rule.table().name();
    try {
      if (rule.check() instanceof GateCheck.Lookback lookback) {
        asked = lookback.table().name();
        return lookback(lookback, from, to);
      }
      return answers(rule, from, to);
    } catch (PortFailure e) {
      return GateAnswers.unseen(e, blamed(rule, e).orElse(asked));
    }
  }

  /** Of a statement about two tables, the one that its failure names. */
  private static Optional<String> blamed(GateRule rule, PortFailure failure) {
    return rule.check() instanceof GateCheck.NewerThan newer
        ? Optional.of(newer.table().name())
            .filter(input -> names(failure, input) && !names(failure, rule.table().name()))
        : Optional.empty();
  }

  private static boolean names(PortFailure failure, String table) {
    return String.valueOf(failure.getMessage()).contains(table);
  }

  private GateAnswers lookback(GateCheck.Lookback lookback, LocalDate from, LocalDate to) {
    return GateAnswers.of(
        List.of(),
        measured(
            lookback.table(),
            from.minusDays(daysBefore(lookback)),
            to.minusDays(1),
            lookback.last().map(GateCheck.Lookback.LastEntities::part)));
  }

  private GateAnswers answers(GateRule rule, LocalDate from, LocalDate to) {
    TableRef table = rule.table();
    GateCheck check = rule.check();
    if (check instanceof GateCheck.Coverage coverage) {
      return GateAnswers.of(measured(table, from, to, Optional.of(coverage.column())));
    }
    if (check instanceof GateCheck.Share share) {
      return GateAnswers.of(
          warehouse.measure(
              new Measure(
                  table,
                  begin(share, from),
                  to,
                  share.per(),
                  share.where(),
                  share.of(),
                  pipeline.writtenColumn())));
    }
    if (check instanceof GateCheck.Fresh fresh) {
      LocalDate begin = begin(fresh, pipeline.calendar(), from);
      return GateAnswers.of(measured(table, begin, to.plusDays(1), fresh.per()));
    }
    if (check instanceof GateCheck.Unique unique) {
      return GateAnswers.ofKeys(warehouse.keyCounts(table, unique.key(), from, to));
    }
    if (check instanceof GateCheck.NewerThan newer) {
      return newer(table, newer, from, to);
    }
    return GateAnswers.of(measured(table, from, to, Optional.empty()));
  }

  /** The file cannot ask for it without a column that says when a row was written. */
  private GateAnswers newer(
      TableRef table, GateCheck.NewerThan newer, LocalDate from, LocalDate to) {
    return GateAnswers.ofCompared(
        warehouse.compare(
            new Comparison(
                table,
                newer.table(),
                from,
                to,
                newer.per(),
                pipeline.writtenColumn().orElseThrow())));
  }

  private List<Measured> measured(
      TableRef table, LocalDate from, LocalDate to, Optional<String> part) {
    return warehouse.measure(Measure.of(table, from, to, part, pipeline.writtenColumn()));
  }

  /** The first date that a share of {@code date} looks at. */
  static LocalDate begin(GateCheck.Share share, Optional<Calendar> calendar, LocalDate date) {
    return share.season()
        ? calendar.flatMap(c -> c.seasonOf(date)).map(Calendar.Season::starts).orElse(date)
        : date.minusDays(share.days() - 1L);
  }

  /**
   * The first date on which rows are looked for. Of a table as a whole only the newest matter. Of
   * entities the first date stays the same all season, so that none is forgotten however old it
   * gets.
   */
  static LocalDate begin(GateCheck.Fresh fresh, Optional<Calendar> calendar, LocalDate date) {
    Optional<LocalDate> season =
        calendar.flatMap(c -> c.seasonOf(date)).map(Calendar.Season::starts);
    LocalDate known = fresh.per().isEmpty() ? date : season.orElse(date.minusDays(DAYS_OF_A_YEAR));
    return known.minusDays(fresh.maxAge().toDays() + DAYS_BEYOND_AGE);
  }

  private LocalDate begin(GateCheck.Share share, LocalDate date) {
    return begin(share, pipeline.calendar(), date);
  }
}
