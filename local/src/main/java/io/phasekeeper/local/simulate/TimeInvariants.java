package io.phasekeeper.local.simulate;

import io.phasekeeper.pipeline.PhaseName;
import io.phasekeeper.pipeline.StartPolicy;
import io.phasekeeper.pipeline.Transition;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What must be in time: every phase that is due, and every decision that an acknowledged message
 * asks for.
 */
final class TimeInvariants {
  static final String IN_TIME = "every phase that is due is started in time";
  static final String AT_ONCE = "an acknowledged completion leaves nothing undecided";

  private final PlayedDay day;
  private final Oracle oracle;
  private final Calm calm;
  private final Verdicts verdicts;

  /** Whose completion each message is. */
  private final Map<Integer, PhaseName> phases = new HashMap<>();

  /** How many things happen at an instant that the decision on a message may rest on. */
  private final Map<Instant, Integer> happenings = new HashMap<>();

  /** When the last part of each trigger had gone out. */
  private final Map<String, Instant> out = new HashMap<>();

  TimeInvariants(PlayedDay day, Oracle oracle, Calm calm, Verdicts verdicts) {
    this.day = day;
    this.oracle = oracle;
    this.calm = calm;
    this.verdicts = verdicts;
    day.plan().all(Item.Report.class).forEach(r -> phases.put(r.message(), r.phase()));
    day.seen().returned.forEach(returned -> happens(returned.at()));
    day.plan().all(Item.OtherCompletes.class).forEach(entry -> happens(entry.at()));
    day.plan().all(Item.Held.class).forEach(hold -> happens(hold.until()));
    Map<String, Instant> parts = new HashMap<>();
    day.seen().sent.forEach(sent -> parts.putIfAbsent(sent.id(), sent.at()));
    for (Observed.Created trigger : day.seen().created) {
      if (parts.keySet().containsAll(trigger.parts())) {
        trigger.parts().stream()
            .map(parts::get)
            .max(java.util.Comparator.naturalOrder())
            .ifPresent(at -> out.put(trigger.id(), at));
      }
    }
  }

  private void happens(Instant at) {
    happenings.merge(at, 1, Integer::sum);
  }

  void check() {
    for (Transition transition : day.pipeline().transitions()) {
      for (StartPolicy policy : transition.policies().values()) {
        inTime(transition, policy);
        atOnce(transition, policy);
      }
    }
  }

  private void inTime(Transition transition, StartPolicy policy) {
    List<Observed.Created> triggers = oracle.triggers(transition, policy.cycle());
    Instant end = oracle.settledByOthers(transition, policy.cycle()).orElse(day.plan().ends());
    List<Instant> moments = oracle.moments(transition, policy);
    for (int generation = 0; generation <= triggers.size(); generation++) {
      Optional<Observed.Created> before =
          generation == 0 ? Optional.empty() : Optional.of(triggers.get(generation - 1));
      Optional<Instant> started =
          generation < triggers.size()
              ? Optional.ofNullable(out.get(triggers.get(generation).id()))
              : Optional.empty();
      if (before.filter(b -> !b.text("state").equals("pending")).isEmpty()) {
        inTime(transition, policy, moments, end, before, started);
      }
    }
  }

  private void inTime(
      Transition transition,
      StartPolicy policy,
      List<Instant> moments,
      Instant end,
      Optional<Observed.Created> before,
      Optional<Instant> started) {
    Instant since = null;
    for (Instant moment : moments) {
      Instant from = before.map(Observed.Created::at).filter(moment::isBefore).orElse(moment);
      boolean due = due(transition, policy, before, from);
      if (due && since == null) {
        since = from;
      } else if (!due && since != null) {
        inTime(transition, policy, since, from.isBefore(end) ? from : end, started);
        since = null;
      }
    }
    if (since != null) {
      inTime(transition, policy, since, end, started);
    }
  }

  private boolean due(
      Transition transition, StartPolicy policy, Optional<Observed.Created> before, Instant at) {
    List<Oracle.Sent> known = oracle.surely(transition, policy.cycle(), at);
    return !oracle.heldByPerson(transition, policy.cycle(), at)
        && before.map(b -> Oracle.asksAgain(transition, b, known, false)).orElse(true)
        && oracle.standing(transition, policy, known, at, at, true).startable();
  }

  private void inTime(
      Transition transition,
      StartPolicy policy,
      Instant since,
      Instant until,
      Optional<Instant> started) {
    Optional<Instant> by = calm.bound(since, until);
    if (by.isPresent()) {
      verdicts.check(
          IN_TIME,
          started.filter(at -> !at.isAfter(by.get())).isPresent(),
          () ->
              transition.phase()
                  + ":"
                  + policy.cycle()
                  + " was due since "
                  + since
                  + " and to be started by "
                  + by.get()
                  + "; "
                  + started.map(at -> "it was at " + at).orElse("it never was"));
    }
  }

  private void atOnce(Transition transition, StartPolicy policy) {
    List<Observed.Created> triggers = oracle.triggers(transition, policy.cycle());
    for (Observed.Returned returned : day.seen().returned) {
      boolean its =
          returned.acknowledged()
              // Of two at one instant, what the later one said was not known to the earlier.
              && happenings.getOrDefault(returned.at(), 0) == 1
              && returned.undisturbed()
              && transition.after().equals(phases.get(returned.message()));
      if (!its || settled(transition, policy, returned.at())) {
        continue;
      }
      List<Oracle.Sent> known = oracle.surely(transition, policy.cycle(), returned.at());
      Standing standing =
          oracle.standing(transition, policy, known, returned.at(), shown(returned.at()), false);
      Optional<Observed.Created> newest =
          triggers.stream().filter(t -> !t.at().isAfter(returned.at())).reduce((a, b) -> b);
      boolean due =
          standing.startable()
              && newest
                  .map(
                      t ->
                          out.containsKey(t.id())
                              && !out.get(t.id()).isAfter(returned.at())
                              && Oracle.asksAgain(transition, t, known, false))
                  .orElse(true);
      verdicts.check(
          AT_ONCE,
          !due,
          () ->
              "message "
                  + returned.message()
                  + " was acknowledged at "
                  + returned.at()
                  + " and "
                  + transition.phase()
                  + ":"
                  + policy.cycle()
                  + " was not decided, though it was due");
    }
  }

  private boolean settled(Transition transition, StartPolicy policy, Instant at) {
    return oracle.heldByPerson(transition, policy.cycle(), at)
        || oracle
            .settledByOthers(transition, policy.cycle())
            .filter(since -> !since.isAfter(at))
            .isPresent();
  }

  private Instant shown(Instant at) {
    return new DayClock(day.plan()).skewAt(at).isZero()
        ? at
        : at.plus(new DayClock(day.plan()).skewAt(at));
  }
}
