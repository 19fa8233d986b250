package io.phasekeeper.backfill;

import io.phasekeeper.gate.CalendarSpan;
import io.phasekeeper.gate.DayWork;
import io.phasekeeper.heal.OutputDate;
import io.phasekeeper.heal.OutputWork;
import io.phasekeeper.pipeline.PhaseName;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.pipeline.Processor;
import io.phasekeeper.platform.Platform;
import io.phasekeeper.settings.Mode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Whether the inputs of phases are there and pass their gates, over a range of dates: what a
 * backfill would find, without making anything.
 *
 * @param unseen why nobody can tell, of what could not be asked
 */
public record Preflight(
    String pipeline,
    LocalDate from,
    LocalDate to,
    Instant at,
    List<OfPhase> phases,
    List<String> unseen) {
  /** A season at most is asked for at once. */
  private static final int DAYS_AT_ONCE = 200;

  public Preflight {
    phases = List.copyOf(phases);
    unseen = List.copyOf(unseen);
  }

  /**
   * One phase.
   *
   * @param pass dates on which all is there
   * @param fail dates on which something is not
   * @param blind dates of which nobody can tell
   * @param leftOut dates without work, or at the start of a season
   * @param gates that fail, the first to fail first
   */
  public record OfPhase(
      PhaseName phase, long pass, long fail, long blind, long leftOut, List<Failing> gates) {
    public OfPhase {
      gates = List.copyOf(gates);
    }
  }

  /**
   * A gate that fails.
   *
   * @param gate its name; {@code rows of NAME} where an input is not there at all
   * @param first the first date of the input that fails
   * @param dates how many dates of the input fail
   * @param explanation of the first, with the numbers
   */
  public record Failing(String gate, LocalDate first, long dates, String explanation) {}

  public boolean blind() {
    return !unseen.isEmpty() || phases.stream().anyMatch(each -> each.blind() > 0);
  }

  /** Whether some date does not pass for certain, whatever else cannot be told. */
  public boolean fails() {
    return phases.stream().anyMatch(each -> each.fail() > 0);
  }

  public boolean passes() {
    return !blind() && !fails();
  }

  /**
   * Looks at a range.
   *
   * @param phase none: every phase whose outputs are made from others, or whose start has gates
   * @throws IllegalArgumentException if the range or the phase cannot be meant
   */
  public static Preflight read(
      Platform platform, LocalDate from, LocalDate to, Optional<PhaseName> phase) {
    Pipeline pipeline = platform.pipeline();
    Instant now = platform.clock().instant().truncatedTo(ChronoUnit.MICROS);
    BackfillOrder.check(from, to, now.atZone(pipeline.zone()).toLocalDate());
    phase.ifPresent(named -> BackfillOrder.known(pipeline, named));
    return new Reader(platform, now).read(from, to, phase);
  }

  /** Gathers, chunk by chunk. */
  private static final class Reader {
    private final Platform platform;
    private final Pipeline pipeline;
    private final OutputWork work;
    private final Instant now;
    private final Map<PhaseName, Counts> counts = new LinkedHashMap<>();
    private final Set<String> unseen = new LinkedHashSet<>();

    private Reader(Platform platform, Instant now) {
      this.platform = platform;
      this.pipeline = platform.pipeline();
      this.work = new OutputWork(platform);
      this.now = now;
    }

    private static final class Counts {
      private final List<Processor> members;
      private final List<Processor> outputs = new ArrayList<>();
      private final Map<String, Gate> gates = new LinkedHashMap<>();
      private long pass;
      private long fail;
      private long blind;
      private long leftOut;

      /** What the phase itself makes is not asked for: that is what is to be made. */
      private boolean makes(OutputDate of) {
        return outputs.stream().anyMatch(each -> each.name().value().equals(of.output()));
      }

      private Counts(List<Processor> members) {
        this.members = members;
      }
    }

    private static final class Gate {
      private final LocalDate first;
      private final String explanation;
      private final Set<LocalDate> dates = new TreeSet<>();

      private Gate(LocalDate first, String explanation) {
        this.first = first;
        this.explanation = explanation;
      }
    }

    private Preflight read(LocalDate from, LocalDate to, Optional<PhaseName> phase) {
      for (Processor output : work.outputs()) {
        if (phase.map(output.phase()::equals).orElse(true)) {
          counts
              .computeIfAbsent(
                  output.phase(), each -> new Counts(PhaseGate.members(pipeline, work, each)))
              .outputs
              .add(output);
        }
      }
      counts
          .values()
          .removeIf(
              each ->
                  each.members.isEmpty()
                      && each.outputs.stream()
                          .allMatch(output -> output.output().needs().isEmpty()));
      CalendarSpan calendar =
          CalendarSpan.read(
              pipeline,
              platform.warehouse(),
              from,
              to,
              failure -> unseen.add("the calendar: " + failure.getMessage()));
      for (LocalDate first = from; !first.isAfter(to); first = first.plusDays(DAYS_AT_ONCE)) {
        LocalDate end = first.plusDays(DAYS_AT_ONCE - 1L);
        chunk(first, end.isAfter(to) ? to : end, calendar);
      }
      List<OfPhase> phases = new ArrayList<>();
      pipeline.phases().keySet().stream()
          .filter(counts::containsKey)
          .forEach(each -> phases.add(of(each)));
      return new Preflight(pipeline.id(), from, to, now, phases, List.copyOf(unseen));
    }

    private OfPhase of(PhaseName phase) {
      Counts sum = counts.get(phase);
      if (sum == null) {
        throw new IllegalStateException("nobody counted " + phase);
      }
      List<Failing> gates = new ArrayList<>();
      sum.gates.forEach(
          (name, gate) ->
              gates.add(new Failing(name, gate.first, gate.dates.size(), gate.explanation)));
      return new OfPhase(phase, sum.pass, sum.fail, sum.blind, sum.leftOut, gates);
    }

    private void chunk(LocalDate first, LocalDate last, CalendarSpan calendar) {
      Map<PhaseName, List<LocalDate>> asked = new HashMap<>();
      Set<OutputDate> wanted = new LinkedHashSet<>();
      counts.forEach(
          (phase, sum) ->
              first
                  .datesUntil(last.plusDays(1))
                  .filter(date -> isAsked(phase, date, calendar.on(date), sum))
                  .forEach(
                      date -> {
                        asked.computeIfAbsent(phase, any -> new ArrayList<>()).add(date);
                        sum.members.forEach(each -> wanted.add(on(each, date)));
                        sum.outputs.forEach(each -> wanted.add(on(each, date)));
                      }));
      if (wanted.isEmpty()) {
        return;
      }
      OutputWork.Look look = work.look(wanted, Mode.SHADOW, now);
      counts.forEach(
          (phase, sum) -> {
            for (LocalDate date : asked.getOrDefault(phase, List.of())) {
              List<OutputDate> outputs = sum.outputs.stream().map(each -> on(each, date)).toList();
              add(PhaseGate.look(date, phase, sum.members, outputs, look, sum::makes), look, sum);
            }
          });
      look.unseen().forEach(each -> unseen.add(each.about() + ": " + each.failure().getMessage()));
    }

    private static OutputDate on(Processor output, LocalDate date) {
      return new OutputDate(output.name().value(), date);
    }

    private boolean isAsked(PhaseName phase, LocalDate date, DayWork work, Counts sum) {
      boolean bootstrap =
          pipeline.calendar().filter(each -> each.isBootstrap(phase, date)).isPresent();
      boolean between = pipeline.calendar().filter(each -> !each.inSeason(date)).isPresent();
      if (bootstrap || work.free() || (between && !work.due())) {
        sum.leftOut++;
        return false;
      }
      if (work.state() == DayWork.State.UNKNOWN) {
        sum.blind++;
        return false;
      }
      return true;
    }

    private static void add(PhaseGate gate, OutputWork.Look look, Counts sum) {
      if (gate.blockers().isEmpty()) {
        sum.pass++;
        return;
      }
      if (gate.blind()) {
        sum.blind++;
        return;
      }
      sum.fail++;
      Set<OutputDate> judged = new LinkedHashSet<>();
      for (PhaseGate.Failing failing : gate.failing()) {
        judged.add(failing.of());
        fails(sum, failing.result().rule().name(), failing.of(), failing.result().explanation());
      }
      for (OutputDate blocker : gate.blockers()) {
        if (!judged.contains(blocker)) {
          OutputWork.Seen seen = look.seen(blocker);
          fails(
              sum,
              "rows of " + blocker.output(),
              blocker,
              seen.proves() ? "no row in its whole window" : seen.explanation());
        }
      }
    }

    private static void fails(Counts sum, String name, OutputDate of, String explanation) {
      sum.gates.computeIfAbsent(name, any -> new Gate(of.date(), explanation)).dates.add(of.date());
    }
  }
}
