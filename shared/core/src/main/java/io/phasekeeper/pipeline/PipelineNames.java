package io.phasekeeper.pipeline;

import io.phasekeeper.yaml.Section;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The names that a pipeline file gives, read leniently: what its references may point to. */
final class PipelineNames {
  private final Section root;
  private final Map<String, Section> phases;
  private final Map<String, String> phaseOf = new LinkedHashMap<>();
  private final Map<String, Section> processors = new LinkedHashMap<>();

  PipelineNames(Section root) {
    this.root = root;
    this.phases = root.entries("phases");
    phases.forEach(
        (phase, section) ->
            section
                .entries("processors")
                .forEach(
                    (name, processor) -> {
                      phaseOf.putIfAbsent(name, phase);
                      processors.putIfAbsent(name, processor);
                    }));
  }

  /** The phases by name, in the file's order. */
  Map<String, Section> phases() {
    return phases;
  }

  /** All processors by name, in the file's order; of two with one name the first. */
  Map<String, Section> processors() {
    return processors;
  }

  /** The processors of a phase, in the file's order; none if there is no such phase. */
  List<String> processorsOf(String phase) {
    Section section = phases.get(phase);
    return section == null ? List.of() : List.copyOf(section.entries("processors").keySet());
  }

  Optional<String> phaseOf(String processor) {
    return Optional.ofNullable(phaseOf.get(processor));
  }

  Map<String, Section> sources() {
    return root.entries("sources");
  }

  Map<String, Section> services() {
    return root.entries("services");
  }

  Set<String> dates() {
    return root.entries("dates").keySet();
  }

  boolean hasCalendar() {
    return root.at("calendar").isPresent();
  }

  /** The service that a phase's processors run in: its own, or the one that bears its name. */
  Optional<String> serviceOf(String phase) {
    return root.at("phases", phase)
        .flatMap(section -> section.text("service"))
        .or(() -> services().containsKey(phase) ? Optional.of(phase) : Optional.empty());
  }

  /** The cycle whose ledger is the bare date. */
  String mainCycle() {
    return root.at("cycles", "main").flatMap(Section::text).orElse("daily");
  }

  /** The cycles that the cycle rule can yield, the main one first. */
  Set<String> cycles() {
    Set<String> cycles = new LinkedHashSet<>();
    cycles.add(mainCycle());
    for (String relation : List.of("after", "equal", "before")) {
      root.at("cycles", relation).flatMap(Section::text).ifPresent(cycles::add);
    }
    return cycles;
  }

  /** The class name of a processor: its own, or its name in camel case with Processor behind. */
  static String className(String name, Section processor) {
    return processor.text("class").orElseGet(() -> ProcessorIdentity.classNameOf(name));
  }

  /** What makes a table: the name of a processor, else of a source. */
  Optional<String> makerOf(String table) {
    Optional<String> processor =
        processors.entrySet().stream()
            .filter(entry -> entry.getValue().text("table").filter(table::equals).isPresent())
            .map(Map.Entry::getKey)
            .findFirst();
    return processor.or(
        () ->
            sources().entrySet().stream()
                .filter(
                    entry ->
                        entry.getValue().items("tables").stream()
                            .anyMatch(t -> t.text("table").filter(table::equals).isPresent()))
                .map(Map.Entry::getKey)
                .findFirst());
  }

  /** The part of the file that describes a table: of a processor, a source, or the calendar. */
  Optional<Section> describes(String table) {
    return java.util.stream.Stream.of(
            processors.values().stream(),
            sources().values().stream().flatMap(source -> source.items("tables").stream()),
            root.at("calendar").stream())
        .flatMap(sections -> sections)
        .filter(section -> section.text("table").filter(table::equals).isPresent())
        .findFirst();
  }

  /** All tables that the file describes. */
  Set<String> tables() {
    Set<String> tables = new LinkedHashSet<>();
    processors.values().forEach(processor -> processor.text("table").ifPresent(tables::add));
    sources()
        .values()
        .forEach(
            source -> source.items("tables").forEach(t -> t.text("table").ifPresent(tables::add)));
    root.at("calendar", "table").flatMap(Section::text).ifPresent(tables::add);
    return tables;
  }

  /** The names that stand for an output: processors and sources. */
  Set<String> outputs() {
    Set<String> outputs = new LinkedHashSet<>(processors.keySet());
    outputs.addAll(sources().keySet());
    return outputs;
  }
}
