package io.phasekeeper.upstream;

import io.phasekeeper.pipeline.ProcessorName;
import io.phasekeeper.upstream.Upstream.Day;
import io.phasekeeper.upstream.Upstream.Finding;
import io.phasekeeper.upstream.Upstream.InputStanding;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Judges whether the inputs of an output are there, purely (C4).
 *
 * <p>What rows prove counts more than what runs say. A date on which nothing is due needs nothing.
 * A run that seems dead, or that a cleanup of stale runs failed, is safe to build on if its rows
 * are there; one that failed by itself is not, because it may have left half of them; a run that is
 * still going is, if an earlier one of the same date succeeded and its rows are there.
 */
final class UpstreamJudge {
  private UpstreamJudge() {}

  /**
   * @param accepted verdicts on which the processor starts all the same, by its own decision
   */
  static Upstream judge(
      ProcessorName asking,
      LocalDate date,
      Facts facts,
      Set<UpstreamVerdict> accepted,
      Instant now) {
    List<InputStanding> inputs =
        facts.inputs().stream().map(input -> standing(input, facts, accepted, now)).toList();
    Finding worst =
        inputs.stream()
            .filter(InputStanding::hard)
            .map(
                input ->
                    new Finding(
                        input.finding().verdict(),
                        input.finding().safe(),
                        input.finding().age(),
                        input.name() + ": " + input.finding().evidence()))
            .max(Finding.BADNESS)
            .orElse(Finding.ok("it needs nothing that must be there"));
    Finding whole =
        worst.verdict() == UpstreamVerdict.OK && !inputs.isEmpty()
            ? Finding.ok("everything that it must have is there")
            : worst;
    return new Upstream(asking, date, now, whole, inputs);
  }

  /** What is known when the warehouse does not know what the pipeline file names: nothing. */
  static Upstream unknown(
      ProcessorName asking, LocalDate date, List<Input> inputs, String why, Instant now) {
    Finding unknown = Finding.unknown(why);
    return new Upstream(
        asking,
        date,
        now,
        unknown,
        inputs.stream().map(input -> standing(input, unknown, List.of())).toList());
  }

  private static InputStanding standing(Input input, Finding finding, List<Day> days) {
    return new InputStanding(
        input.name(),
        input.table().map(table -> table.name()),
        input.hard(),
        input.from(),
        input.to(),
        finding,
        days);
  }

  private static InputStanding standing(
      Input input, Facts facts, Set<UpstreamVerdict> accepted, Instant now) {
    List<Day> days = new ArrayList<>();
    if (input.newestIsEnough()) {
      days.add(newest(input, facts, accepted));
    } else {
      input.dates().forEach(date -> days.add(day(input, date, facts, accepted, now)));
    }
    Finding worst = Finding.ok("its rows are there on every date that needs them");
    for (Day day : days) {
      if (Finding.BADNESS.compare(day.finding(), worst) > 0) {
        worst =
            new Finding(
                day.finding().verdict(),
                day.finding().safe(),
                day.finding().age(),
                "on " + day.date() + " " + day.finding().evidence());
      }
    }
    long bad = days.stream().filter(day -> day.finding().verdict() != UpstreamVerdict.OK).count();
    Finding told =
        bad > 1
            ? new Finding(
                worst.verdict(),
                worst.safe(),
                worst.age(),
                worst.evidence() + "; in all, " + bad + " dates are not ok")
            : worst;
    return standing(input, told, days);
  }

  /** A source that may be so old: its newest date is what counts. */
  private static Day newest(Input input, Facts facts, Set<UpstreamVerdict> accepted) {
    LocalDate date = input.to();
    Optional<LocalDate> newest = facts.newestWithRows(input);
    Optional<Long> rows = newest.flatMap(each -> facts.rowsOf(input, each));
    if (newest.isPresent()) {
      return new Day(
          date, Finding.ok("the newest of it is of " + newest.get()), rows, Optional.empty());
    }
    Optional<String> free = facts.nothingDue(input, date);
    Finding finding =
        free.map(Finding::ok)
            .orElseGet(
                () ->
                    found(
                        UpstreamVerdict.MISSING,
                        false,
                        Optional.empty(),
                        "it has no rows since " + input.from() + facts.doubt(date),
                        accepted));
    return new Day(date, finding, Optional.of(0L), Optional.empty());
  }

  private static Day day(
      Input input, LocalDate date, Facts facts, Set<UpstreamVerdict> accepted, Instant now) {
    Optional<Long> rows = facts.rowsOf(input, date);
    Optional<String> free = facts.nothingDue(input, date);
    if (free.isPresent()) {
      return new Day(date, Finding.ok(free.get()), rows, Optional.empty());
    }
    List<MakerRun> runs = input.maker().map(maker -> facts.runsOf(maker, date)).orElse(List.of());
    if (runs.isEmpty()) {
      return new Day(date, withoutRuns(rows, facts.doubt(date), accepted), rows, Optional.empty());
    }
    MakerRun newest = runs.get(0);
    Finding finding =
        newest.running()
            ? unended(
                newest,
                runs,
                rows,
                facts.liveness().getOrDefault(newest, Liveness.UNKNOWN),
                accepted,
                now)
            : ended(newest, rows, facts.doubt(date), accepted, now);
    return new Day(date, finding, rows, Optional.of(newest.id()));
  }

  private static Finding withoutRuns(
      Optional<Long> rows, String doubt, Set<UpstreamVerdict> accepted) {
    if (rows.isPresent() && rows.get() > 0) {
      return Finding.ok("it has " + rows.get() + " rows");
    }
    return found(
        UpstreamVerdict.MISSING,
        false,
        Optional.empty(),
        (rows.isPresent() ? "it has no rows, and no run of it is known" : "no run of it is known")
            + doubt,
        accepted);
  }

  private static Finding ended(
      MakerRun run, Optional<Long> rows, String doubt, Set<UpstreamVerdict> accepted, Instant now) {
    boolean there = rows.map(count -> count > 0).orElse(run.succeeded());
    Optional<Duration> age = run.endedAt().map(at -> age(at, now));
    String told = rows.map(count -> "; it has " + count + " rows").orElse("");
    String said = run.status().isEmpty() ? "an unknown end" : run.status();
    if (!run.failed()) {
      return there
          ? Finding.ok("its run told of " + said + told)
          : found(
              UpstreamVerdict.MISSING,
              false,
              age,
              "its run told of " + said + ", and there are no rows" + doubt,
              accepted);
    }
    String who = run.cleanedUp() ? "was failed by a cleanup of stale runs" : "failed";
    return there
        ? found(
            UpstreamVerdict.FAILED_BUT_DATA_EXISTS,
            run.cleanedUp(),
            age,
            "its run " + who + ", and yet" + told.substring(1),
            accepted)
        : found(UpstreamVerdict.FAILED, false, age, "its run " + who + told + doubt, accepted);
  }

  private static Finding unended(
      MakerRun run,
      List<MakerRun> runs,
      Optional<Long> rows,
      Liveness liveness,
      Set<UpstreamVerdict> accepted,
      Instant now) {
    boolean there = rows.map(count -> count > 0).orElse(false);
    boolean succeededBefore = there && runs.stream().anyMatch(MakerRun::succeeded);
    String told = rows.map(count -> "; it has " + count + " rows").orElse("");
    return liveness.lost()
        ? found(
            UpstreamVerdict.STALE_RUNNING,
            there,
            run.startedAt().map(at -> age(at, now)),
            "its run says that it runs, but " + liveness.why() + told,
            accepted)
        : found(
            UpstreamVerdict.RUNNING,
            succeededBefore,
            run.startedAt().map(at -> age(at, now)),
            "it is being made" + (succeededBefore ? " again" : "") + ": " + liveness.why() + told,
            accepted);
  }

  private static Finding found(
      UpstreamVerdict verdict,
      boolean safe,
      Optional<Duration> age,
      String evidence,
      Set<UpstreamVerdict> accepted) {
    return new Finding(verdict, safe || accepted.contains(verdict), age, evidence);
  }

  /** Clocks of others may be ahead of ours. */
  private static Duration age(Instant since, Instant now) {
    return since.isAfter(now) ? Duration.ZERO : Duration.between(since, now);
  }
}
