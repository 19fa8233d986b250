package io.phasekeeper.backfill;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How far a backfill is, in outputs of dates.
 *
 * @param made by it
 * @param there already when their turn came
 * @param waiting whose turn has not come, or whose inputs are not there
 * @param inFlight under way
 * @param failed whose attempts are used up
 * @param noWork left out: nothing is due on their dates
 * @param bootstrap left out: their season had only just begun
 * @param unknown left out: the calendar knows nothing of their dates
 * @param useless left out: making them has no use any more
 * @param following not asked for, but made from what is: made anew if they are older
 * @param dates with work
 * @param datesDone of which nothing is still to come
 * @param eta when the rest will be made at the pace so far; none before anything was
 */
public record BackfillProgress(
    long made,
    long there,
    long waiting,
    long inFlight,
    long failed,
    long noWork,
    long bootstrap,
    long unknown,
    long useless,
    long following,
    long dates,
    long datesDone,
    Optional<Instant> eta) {

  static BackfillProgress of(Units units, Duration busy, Instant now) {
    long made = units.count(Unit.MADE);
    long rest = units.count(Unit.WAITING) + units.count(Unit.BEGUN);
    return new BackfillProgress(
        made,
        units.count(Unit.THERE),
        units.count(Unit.WAITING),
        units.count(Unit.BEGUN),
        units.count(Unit.FAILED),
        units.count(Unit.NO_WORK),
        units.count(Unit.BOOTSTRAP),
        units.count(Unit.UNKNOWN),
        units.count(Unit.USELESS),
        units.count(Unit.FOLLOWS),
        units.datesWithWork(),
        units.datesDone(),
        made == 0 || rest == 0 || busy.isZero()
            ? Optional.empty()
            : Optional.of(now.plusSeconds(busy.toSeconds() * rest / made)));
  }

  public long done() {
    return made + there;
  }

  public long leftOut() {
    return noWork + bootstrap + unknown + useless;
  }

  /** All that it was to make. */
  public long all() {
    return done() + waiting + inFlight + failed;
  }
}
