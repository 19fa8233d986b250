package io.phasekeeper.backfill;

import io.phasekeeper.heal.OutputDate;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * How far every output of every date of a backfill is: for each output a text with one letter per
 * day, so that years fit one document.
 *
 * @param from the date of the first letter
 * @param byOutput inputs before what is made from them
 */
record Units(LocalDate from, Map<String, String> byOutput) {
  Units {
    byOutput = Collections.unmodifiableMap(new LinkedHashMap<>(byOutput));
    if (byOutput.values().stream().map(String::length).distinct().count() > 1) {
      throw new IllegalArgumentException("the outputs of a backfill have different ranges");
    }
  }

  /**
   * As stored, by whatever version.
   *
   * @throws IllegalArgumentException if this one does not know all of its letters
   */
  static Units stored(LocalDate from, Map<String, String> byOutput) {
    byOutput.values().stream()
        .flatMapToInt(String::chars)
        .distinct()
        .forEach(
            letter -> {
              var unused = Unit.of((char) letter);
            });
    return new Units(from, byOutput);
  }

  /** The date of the last letter. */
  LocalDate last() {
    return from.plusDays(Math.max(0, days() - 1));
  }

  int days() {
    return byOutput.values().stream().findFirst().map(String::length).orElse(0);
  }

  Optional<Unit> of(OutputDate of) {
    long day = ChronoUnit.DAYS.between(from, of.date());
    String letters = byOutput.getOrDefault(of.output(), "");
    return day < 0 || day >= letters.length()
        ? Optional.empty()
        : Optional.of(Unit.of(letters.charAt((int) day)));
  }

  /** Whether the backfill is yet to make it. */
  boolean open(OutputDate of) {
    return of(of).filter(Unit::open).isPresent();
  }

  Units with(Map<OutputDate, Unit> changes) {
    Map<String, StringBuilder> letters = new LinkedHashMap<>();
    byOutput.forEach((output, text) -> letters.put(output, new StringBuilder(text)));
    changes.forEach(
        (of, unit) -> {
          StringBuilder text = letters.get(of.output());
          if (text != null) {
            text.setCharAt((int) ChronoUnit.DAYS.between(from, of.date()), unit.letter());
          }
        });
    Map<String, String> next = new LinkedHashMap<>();
    letters.forEach((output, text) -> next.put(output, text.toString()));
    return new Units(from, next);
  }

  /** The first dates on which something is still to come, oldest first. */
  List<LocalDate> openDates(int most) {
    return openDates(most, any -> true);
  }

  /** The first dates on which something of some outputs is still to come, oldest first. */
  List<LocalDate> openDates(int most, Predicate<OutputDate> which) {
    List<LocalDate> dates = new ArrayList<>();
    for (int day = 0; day < days() && dates.size() < most; day++) {
      LocalDate date = from.plusDays(day);
      int at = day;
      if (byOutput.entrySet().stream()
          .anyMatch(
              each ->
                  Unit.of(each.getValue().charAt(at)).open()
                      && which.test(new OutputDate(each.getKey(), date)))) {
        dates.add(date);
      }
    }
    return dates;
  }

  /** The outputs of a date in a state, inputs first. */
  List<OutputDate> on(LocalDate date, Unit unit) {
    return byOutput.keySet().stream()
        .map(output -> new OutputDate(output, date))
        .filter(of -> of(of).filter(unit::equals).isPresent())
        .toList();
  }

  long count(Unit unit) {
    return byOutput.values().stream()
        .flatMapToInt(String::chars)
        .filter(letter -> letter == unit.letter())
        .count();
  }

  /** How many dates have at least one output that is, or was, to be made. */
  long datesWithWork() {
    return dates(unit -> unit.expected() || unit.done());
  }

  /** How many dates have nothing still to be made, of those with work. */
  long datesDone() {
    return datesWithWork() - dates(Unit::expected);
  }

  private long dates(Predicate<Unit> which) {
    return Stream.iterate(0, day -> day < days(), day -> day + 1)
        .filter(
            day ->
                byOutput.values().stream().map(text -> Unit.of(text.charAt(day))).anyMatch(which))
        .count();
  }
}
