package io.phasekeeper.local.simulate;

import io.phasekeeper.pipeline.CycleName;
import io.phasekeeper.pipeline.ProcessorName;
import io.phasekeeper.pipeline.StartPolicy;
import io.phasekeeper.pipeline.Transition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What must never be: a start that nobody asked for, two ids or payloads, a mark without cause. */
final class SafetyInvariants {
  static final String ONE_ID = "one id per generation";
  static final String ONE_PAYLOAD = "one payload per id";
  static final String ALL_PARTS = "what was decided goes out whole";
  static final String ALLOWED = "nothing starts that the policy forbids";
  static final String BY_TIMER = "a quorum is decided by the timer only";
  static final String ACKNOWLEDGED = "nothing is marked triggered without an acknowledged publish";
  static final String NO_FAILURE = "nothing fails but by the day's faults";

  private final PlayedDay day;
  private final Observed seen;
  private final Oracle oracle;
  private final Verdicts verdicts;

  SafetyInvariants(PlayedDay day, Oracle oracle, Verdicts verdicts) {
    this.day = day;
    this.seen = day.seen();
    this.oracle = oracle;
    this.verdicts = verdicts;
  }

  void check() {
    verdicts.check(NO_FAILURE, seen.failures.isEmpty(), () -> String.join("; ", seen.failures));
    ids();
    payloads();
    marks();
    for (Transition transition : day.pipeline().transitions()) {
      for (StartPolicy policy : transition.policies().values()) {
        allowed(transition, policy);
      }
    }
  }

  /** Every message that went out belongs to a trigger that was decided; generations have no gap. */
  private void ids() {
    Map<String, String> known = new HashMap<>();
    Map<String, List<Long>> generations = new HashMap<>();
    for (Observed.Created trigger : seen.created) {
      String expected =
          trigger.text("phase")
              + ":"
              + day.plan().date()
              + ":"
              + trigger.text("cycle")
              + ":"
              + trigger.generation();
      verdicts.check(
          ONE_ID,
          trigger.id().equals(expected)
              && trigger.path().id().equals(day.pipeline().id() + ":" + expected),
          () -> trigger.path() + " is named " + trigger.id() + ", not " + expected);
      trigger.parts().forEach(part -> known.put(part, trigger.id()));
      generations
          .computeIfAbsent(
              trigger.text("phase") + ":" + trigger.text("cycle"), any -> new ArrayList<>())
          .add(trigger.generation());
    }
    generations.forEach(
        (cycle, numbers) -> {
          List<Long> sorted = numbers.stream().sorted().toList();
          for (int n = 0; n < sorted.size(); n++) {
            long expected = n + 1L;
            long found = sorted.get(n);
            verdicts.check(ONE_ID, found == expected, () -> cycle + " has generations " + sorted);
          }
        });
    for (Observed.Sent sent : seen.sent) {
      if (!sent.id().isEmpty()) {
        verdicts.check(
            ONE_ID,
            known.containsKey(sent.id()),
            () -> sent.id() + " went out to " + sent.topic() + " and was never decided");
      }
    }
  }

  private void payloads() {
    Map<String, String> texts = new HashMap<>();
    for (Observed.Sent sent : seen.sent) {
      String before = texts.putIfAbsent(sent.id(), sent.message().text());
      verdicts.check(
          ONE_PAYLOAD,
          before == null || before.equals(sent.message().text()),
          () -> sent.id() + " went out as " + before + " and as " + sent.message().text());
    }
    for (Observed.Created trigger : seen.created) {
      Set<String> missing = new HashSet<>(trigger.parts());
      missing.removeAll(texts.keySet());
      verdicts.check(
          ALL_PARTS,
          missing.isEmpty(),
          () -> trigger.id() + " was decided at " + trigger.at() + "; never sent: " + missing);
    }
  }

  private void marks() {
    Map<String, Observed.Created> byId = new HashMap<>();
    seen.created.forEach(trigger -> byId.put(trigger.id(), trigger));
    for (Observed.Marked mark : seen.marked) {
      Observed.Created trigger = byId.get(mark.id());
      Set<String> parts = new HashSet<>(trigger == null ? List.of() : trigger.parts());
      seen.sent.subList(0, mark.sent()).stream()
          .filter(Observed.Sent::acknowledged)
          .forEach(sent -> parts.remove(sent.id()));
      verdicts.check(
          ACKNOWLEDGED,
          trigger != null && !trigger.parts().isEmpty() && parts.isEmpty(),
          () ->
              mark.path()
                  + " was marked as triggered by \""
                  + mark.id()
                  + "\" at "
                  + mark.at()
                  + "; not acknowledged: "
                  + (trigger == null ? "a trigger that nobody decided" : parts));
    }
  }

  private void allowed(Transition transition, StartPolicy policy) {
    CycleName cycle = policy.cycle();
    List<Observed.Created> triggers = oracle.triggers(transition, cycle);
    for (int n = 0; n < triggers.size(); n++) {
      Observed.Created trigger = triggers.get(n);
      if (!trigger.text("state").equals("pending")) {
        continue;
      }
      Optional<String> forbidden = forbidden(transition, policy, trigger);
      verdicts.check(
          ALLOWED,
          forbidden.isEmpty(),
          () -> trigger.id() + " was decided at " + trigger.at() + ": " + forbidden.orElse(""));
      verdicts.check(
          BY_TIMER,
          trigger.texts("missing").isEmpty() || trigger.by() != Invocation.Kind.MESSAGE,
          () -> trigger.id() + " without " + trigger.texts("missing") + " came by a message");
      if (n > 0) {
        Observed.Created before = triggers.get(n - 1);
        verdicts.check(
            ALLOWED,
            Oracle.asksAgain(
                transition, before, oracle.possibly(transition, cycle, trigger.at()), true),
            () -> trigger.id() + " was decided, but nothing new came after " + before.id());
      }
    }
  }

  /** Why a trigger was not to be decided then, if so. */
  private Optional<String> forbidden(
      Transition transition, StartPolicy policy, Observed.Created trigger) {
    Instant at = trigger.at();
    CycleName cycle = policy.cycle();
    if (oracle.heldByPerson(transition, cycle, at)) {
      return Optional.of("a person held it");
    }
    boolean settled = oracle.settledByOthers(transition, cycle).filter(at::isAfter).isPresent();
    if (settled && trigger.generation() == 1) {
      return Optional.of("others had settled it");
    }
    Standing standing =
        oracle.standing(
            transition, policy, oracle.possibly(transition, cycle, at), at, trigger.shown(), true);
    List<String> missing = trigger.texts("missing");
    List<String> counted =
        policy.expect().stream()
            .map(ProcessorName::value)
            .filter(name -> !missing.contains(name))
            .toList();
    Set<String> may = new HashSet<>();
    standing.counted().forEach(name -> may.add(name.value()));
    if (!may.containsAll(counted)) {
      return Optional.of("it counted " + counted + ", but only " + may + " could count");
    }
    Standing its = missing.isEmpty() ? standing : without(transition, policy, trigger, missing);
    if (!its.enough()) {
      return Optional.of("without " + missing + " it was not enough");
    }
    return its.blocks(new HashSet<>(counted));
  }

  /** The standing if the members that it went without had said nothing. */
  private Standing without(
      Transition transition, StartPolicy policy, Observed.Created trigger, List<String> missing) {
    Instant at = trigger.at();
    List<Oracle.Sent> rest =
        oracle.possibly(transition, policy.cycle(), at).stream()
            .filter(s -> !s.done() || !missing.contains(s.processor().value()))
            .toList();
    return oracle.standing(transition, policy, rest, at, trigger.shown(), true);
  }
}
