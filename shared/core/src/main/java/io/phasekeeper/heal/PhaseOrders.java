package io.phasekeeper.heal;

import io.phasekeeper.document.Document;
import io.phasekeeper.document.DocumentPath;
import io.phasekeeper.document.DocumentStore;
import io.phasekeeper.gate.DayWork;
import io.phasekeeper.pipeline.CycleName;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.pipeline.Processor;
import io.phasekeeper.pipeline.Transition;
import io.phasekeeper.transition.Control;
import io.phasekeeper.trigger.TriggerId;
import io.phasekeeper.trigger.TriggerState;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What people have ordered of the phases of a date: what a skipped phase makes is not healed, nor
 * what would be made from it; what a held one makes is not healed now. Read once for each phase and
 * date, in one trip.
 */
final class PhaseOrders {
  private final DocumentStore documents;
  private final Pipeline pipeline;
  private final OutputGraph graph;
  private final OutputDues dues;
  private final Map<Day, Map<DocumentPath, Document>> read = new HashMap<>();

  PhaseOrders(DocumentStore documents, Pipeline pipeline, OutputGraph graph) {
    this.documents = documents;
    this.pipeline = pipeline;
    this.graph = graph;
    this.dues = new OutputDues(pipeline);
  }

  private record Day(String phase, LocalDate date) {}

  /**
   * That an output is left alone, because its phase was skipped in the cycle that its work belongs
   * to, or because it lacks what a skipped phase would have made; none if it is not.
   */
  Optional<String> skipped(OutputDate of, HealData data) {
    Optional<String> own = skipped(of, data.now());
    if (own.isPresent()) {
      return own;
    }
    for (InputWindow window : graph.inputs(of)) {
      boolean sameDay = window.ofOneDay() && window.to().equals(of.date());
      if (window.hard() && sameDay && graph.processor(window.output()).isPresent()) {
        OutputDate input = new OutputDate(window.output(), of.date());
        if (data.knows(input) && data.standing(input).missing()) {
          Optional<String> above = skipped(input, data);
          if (above.isPresent()) {
            return above;
          }
        }
      }
    }
    return Optional.empty();
  }

  private Optional<String> skipped(OutputDate of, Instant now) {
    Optional<Transition> transition = transition(of);
    if (transition.isEmpty()) {
      return Optional.empty();
    }
    Set<CycleName> cycles = cycles(transition.get(), of, now);
    return cycles.stream().allMatch(cycle -> skipped(transition.get(), of.date(), cycle))
        ? Optional.of(transition.get().phase() + " of " + of.date() + " was skipped by an operator")
        : Optional.empty();
  }

  /** A person who starts a skipped phase after all makes its second generation. */
  private boolean skipped(Transition transition, LocalDate date, CycleName cycle) {
    Map<DocumentPath, Document> found = found(transition, date);
    TriggerId first = new TriggerId(transition.phase(), date, cycle, 1);
    return !found.containsKey(first.next().path(pipeline.id()))
        && Optional.ofNullable(found.get(first.path(pipeline.id())))
            .flatMap(trigger -> trigger.field("state", String.class))
            .filter(TriggerState.SKIPPED.word()::equals)
            .isPresent();
  }

  /** That its phase is held, by whom and why; none if it is not. */
  Optional<String> held(OutputDate of, Instant now) {
    Optional<Transition> transition = transition(of);
    if (transition.isEmpty()) {
      return Optional.empty();
    }
    DocumentPath path = Control.path(pipeline, transition.get().phase(), of.date());
    Control control =
        new Control(Optional.ofNullable(found(transition.get(), of.date()).get(path)));
    return cycles(transition.get(), of, now).stream()
        .flatMap(cycle -> control.hold(cycle, now).stream())
        .findFirst()
        .map(
            hold ->
                transition.get().phase()
                    + " of "
                    + of.date()
                    + " is held by "
                    + hold.who()
                    + ": "
                    + hold.why());
  }

  private Optional<Transition> transition(OutputDate of) {
    return graph
        .processor(of.output())
        .flatMap(
            processor ->
                pipeline.transitions().stream()
                    .filter(each -> each.phase().equals(processor.phase()))
                    .findFirst());
  }

  /** The cycles of a start that work on an output belongs to: at least one. */
  private Set<CycleName> cycles(Transition transition, OutputDate of, Instant now) {
    Set<CycleName> all = transition.policies().keySet();
    CycleName present = dues.cycle(of.date(), now);
    Set<CycleName> due = due(graph.processor(of.output()).orElseThrow(), of.date());
    Set<CycleName> its =
        new LinkedHashSet<>(due.isEmpty() || due.contains(present) ? Set.of(present) : due);
    its.retainAll(all);
    return its.isEmpty() ? all : its;
  }

  /** The cycles in which it is due; of one that makes files alone, those in which these are. */
  private Set<CycleName> due(Processor processor, LocalDate date) {
    Set<CycleName> declared = processor.output().due().keySet();
    return declared.isEmpty()
        ? dues.moments(processor, date, DayWork.noCalendar()).stream()
            .map(at -> dues.cycle(date, at))
            .collect(Collectors.toCollection(LinkedHashSet::new))
        : declared;
  }

  private Map<DocumentPath, Document> found(Transition transition, LocalDate date) {
    return read.computeIfAbsent(
        new Day(transition.phase().value(), date),
        any -> {
          List<DocumentPath> paths = new ArrayList<>();
          paths.add(Control.path(pipeline, transition.phase(), date));
          for (CycleName cycle : transition.policies().keySet()) {
            TriggerId first = new TriggerId(transition.phase(), date, cycle, 1);
            paths.add(first.path(pipeline.id()));
            paths.add(first.next().path(pipeline.id()));
          }
          return documents.getAll(paths);
        });
  }
}
