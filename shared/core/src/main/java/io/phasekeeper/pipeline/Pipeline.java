package io.phasekeeper.pipeline;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One pipeline file, read and checked: all that is particular to a user.
 *
 * @param id starts the id of every document of ours
 * @param hash of the file's content and of the overrides of a play; stands on every decision
 * @param phases in the file's order
 * @param processors of all phases, by name
 * @param entities for {@code entities_changed}: processor entity to list name, {@code player:
 *     players}
 * @param activeFrom days before today, in the pipeline's zone, whose dates still trigger: −3
 * @param activeTo days after today: 1
 * @param runHistory {@code dataset.table} of the run history, if the pipeline has one
 * @param heartbeats the Firestore collection of heartbeats, if the pipeline has one
 * @param sources inputs that no phase makes, by name
 * @param services what does the processors' work when called, by name
 * @param jobs the user's scheduler jobs, by name
 * @param files files that are made for others, by name
 * @param runs when a run is ended for its silence, and what is written then
 * @param writtenColumn the TIMESTAMP column of every table that says when a row was written
 * @param gates what outputs and sources must be like, watched all the time
 * @param gateResults the table that keeps the history of gates, if there is one
 * @param dates the symbolic dates that job bodies may hold, by keyword ({@code TODAY})
 */
public record Pipeline(
    String id,
    String hash,
    ZoneId zone,
    CycleRule cycles,
    Map<PhaseName, Phase> phases,
    Map<ProcessorName, Processor> processors,
    Map<String, String> entities,
    Optional<Calendar> calendar,
    Optional<String> runHistory,
    Optional<String> heartbeats,
    int activeFrom,
    int activeTo,
    Map<String, Source> sources,
    Map<String, Service> services,
    Map<String, Job> jobs,
    Map<String, ExportFile> files,
    Map<String, SymbolicDate> dates,
    RunSettings runs,
    Optional<String> writtenColumn,
    List<OutputGate> gates,
    Optional<String> gateResults) {
  public Pipeline {
    gates = List.copyOf(gates);
    phases = Collections.unmodifiableMap(new LinkedHashMap<>(phases));
    processors = Collections.unmodifiableMap(new LinkedHashMap<>(processors));
    entities = Collections.unmodifiableMap(new LinkedHashMap<>(entities));
    sources = Collections.unmodifiableMap(new LinkedHashMap<>(sources));
    services = Collections.unmodifiableMap(new LinkedHashMap<>(services));
    jobs = Collections.unmodifiableMap(new LinkedHashMap<>(jobs));
    files = Collections.unmodifiableMap(new LinkedHashMap<>(files));
    dates = Collections.unmodifiableMap(new LinkedHashMap<>(dates));
  }

  /** A pipeline of phases alone: no sources, services, jobs, files or symbolic dates. */
  public Pipeline(
      String id,
      String hash,
      ZoneId zone,
      CycleRule cycles,
      Map<PhaseName, Phase> phases,
      Map<ProcessorName, Processor> processors,
      Map<String, String> entities,
      Optional<Calendar> calendar,
      Optional<String> runHistory,
      Optional<String> heartbeats,
      int activeFrom,
      int activeTo) {
    this(
        id,
        hash,
        zone,
        cycles,
        phases,
        processors,
        entities,
        calendar,
        runHistory,
        heartbeats,
        activeFrom,
        activeTo,
        Map.of(),
        Map.of(),
        Map.of(),
        Map.of(),
        Map.of(),
        RunSettings.STANDARD,
        Optional.empty(),
        List.of(),
        Optional.empty());
  }

  /** The transitions, in the order of the phases that start. */
  public List<Transition> transitions() {
    List<Transition> transitions = new ArrayList<>();
    for (Phase phase : phases.values()) {
      phase.start().ifPresent(transitions::add);
    }
    return List.copyOf(transitions);
  }

  /** The transition that completions of {@code phase} feed. */
  public Optional<Transition> transitionAfter(PhaseName phase) {
    for (Transition transition : transitions()) {
      if (transition.after().equals(phase)) {
        return Optional.of(transition);
      }
    }
    return Optional.empty();
  }

  public Phase phase(PhaseName name) {
    Phase phase = phases.get(name);
    if (phase == null) {
      throw new IllegalArgumentException("no phase " + name + " in pipeline " + id);
    }
    return phase;
  }

  public Processor processor(ProcessorName name) {
    Processor processor = processors.get(name);
    if (processor == null) {
      throw new IllegalArgumentException("no processor " + name + " in pipeline " + id);
    }
    return processor;
  }

  /**
   * Every table that the file describes: of sources, of the calendar, of processors, in this order.
   */
  public Map<String, TableShape> tables() {
    Map<String, TableShape> tables = new LinkedHashMap<>();
    sources.values().stream()
        .flatMap(source -> source.tables().stream())
        .forEach(shape -> put(tables, shape));
    calendar.ifPresent(each -> put(tables, each.shape()));
    for (Processor processor : processors.values()) {
      Output output = processor.output();
      processor
          .table()
          .ifPresent(table -> put(tables, new TableShape(table, output.key(), output.columns())));
    }
    return Collections.unmodifiableMap(tables);
  }

  private void put(Map<String, TableShape> tables, TableShape shape) {
    Map<String, String> columns = new LinkedHashMap<>(shape.columns());
    writtenColumn.ifPresent(column -> columns.putIfAbsent(column, "TIMESTAMP"));
    tables.put(shape.table().name(), new TableShape(shape.table(), shape.key(), columns));
  }
}
