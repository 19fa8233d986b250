package io.phasekeeper.pipeline;

import io.phasekeeper.warehouse.CalendarTable;
import io.phasekeeper.warehouse.TableRef;
import io.phasekeeper.yaml.Section;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Makes the {@link Pipeline} of a file in which nothing is wrong. */
final class PipelineReader {
  private final Section root;
  private final String hash;
  private final PipelineNames names;

  PipelineReader(Section root, String hash) {
    this.root = root;
    this.hash = hash;
    this.names = new PipelineNames(root);
  }

  Pipeline read() {
    Map<PhaseName, Phase> phases = new LinkedHashMap<>();
    Map<ProcessorName, Processor> processors = new LinkedHashMap<>();
    ProcessorReader reader = new ProcessorReader(names);
    names
        .phases()
        .forEach(
            (name, section) -> {
              Phase phase = new PhaseReader(names).read(name, section);
              phases.put(phase.name(), phase);
              section
                  .entries("processors")
                  .forEach(
                      (each, processor) ->
                          processors.put(
                              new ProcessorName(each), reader.read(phase.name(), each, processor)));
            });
    Surroundings surroundings = new Surroundings(root);
    return new Pipeline(
        text(root, "pipeline"),
        hash,
        ZoneId.of(text(root, "zone")),
        cycleRule(),
        phases,
        processors,
        strings(root, "entities"),
        root.at("calendar").map(this::calendar),
        root.text("run_history"),
        root.text("heartbeats"),
        root.at("active_window").map(window -> integer(window, "from", 0)).orElse(-3),
        root.at("active_window").map(window -> integer(window, "to", 0)).orElse(1),
        surroundings.sources(),
        surroundings.services(),
        surroundings.jobs(),
        surroundings.files(),
        surroundings.dates(),
        runs(),
        root.text("written_column"),
        new GateReader(names).ofOutputs(),
        root.text("gate_results"));
  }

  private RunSettings runs() {
    RunPolicy standard =
        root.at("runs")
            .map(section -> runPolicy(section, RunPolicy.STANDARD))
            .orElse(RunPolicy.STANDARD);
    Map<ProcessorName, RunPolicy> own = new LinkedHashMap<>();
    for (Section phase : names.phases().values()) {
      phase
          .entries("processors")
          .forEach(
              (name, processor) ->
                  processor
                      .at("runs")
                      .ifPresent(
                          section ->
                              own.put(new ProcessorName(name), runPolicy(section, standard))));
    }
    return new RunSettings(
        standard,
        own,
        root.text("reconciled_status").orElse(RunSettings.STANDARD.reconciledStatus()));
  }

  private static RunPolicy runPolicy(Section section, RunPolicy otherwise) {
    return new RunPolicy(
        section.text("stale_after").map(Duration::parse).orElse(otherwise.staleAfter()),
        section.text("stuck_after").map(Duration::parse).orElse(otherwise.stuckAfter()),
        section.flag("fail_stuck").orElse(otherwise.failStuck()));
  }

  private CycleRule cycleRule() {
    CycleName main = new CycleName(names.mainCycle());
    return root.at("cycles")
        .map(
            section ->
                new CycleRule(
                    main,
                    new CycleName(text(section, "after")),
                    new CycleName(text(section, "equal")),
                    new CycleName(text(section, "before"))))
        .orElse(new CycleRule(main, main, main, main));
  }

  private Calendar calendar(Section section) {
    CalendarTable table =
        new CalendarTable(
            table(section),
            text(section, "id_column"),
            text(section, "starts_column"),
            text(section, "status_column"),
            section.texts("part_columns"));
    Set<PhaseName> bootstrap = new LinkedHashSet<>();
    section
        .at("bootstrap")
        .ifPresent(b -> b.texts("phases").forEach(phase -> bootstrap.add(new PhaseName(phase))));
    return new Calendar(
        table,
        Set.copyOf(section.texts("without_work")),
        section.text("lasts").map(Duration::parse).orElse(Duration.ZERO),
        section.items("seasons").stream().map(PipelineReader::season).toList(),
        section.at("bootstrap").map(b -> integer(b, "days", 0)).orElse(0),
        bootstrap,
        section
            .text("output_id")
            .map(template -> new OutputId(template, section.texts("part_columns"))),
        section.text("max_age").map(Duration::parse));
  }

  private static Calendar.Season season(Section section) {
    return new Calendar.Season(
        text(section, "name"),
        LocalDate.parse(text(section, "starts")),
        section.text("ends").map(LocalDate::parse),
        section.items("breaks").stream()
            .map(
                b ->
                    new Calendar.Break(
                        LocalDate.parse(text(b, "from")), LocalDate.parse(text(b, "to"))))
            .toList());
  }

  /** A text that the schema has made sure of. */
  static String text(Section section, String key) {
    return section
        .text(key)
        .orElseThrow(() -> new IllegalStateException("no text " + key + " at " + section.path()));
  }

  static int integer(Section section, String key, int otherwise) {
    return section.number(key).map(Long::intValue).orElse(otherwise);
  }

  static Map<String, String> strings(Section section, String key) {
    Map<String, String> strings = new LinkedHashMap<>();
    section
        .entries(key)
        .forEach((name, value) -> value.text().ifPresent(text -> strings.put(name, text)));
    return strings;
  }

  /** The table that a section names, with its date column and its {@code where}. */
  static TableRef table(Section section) {
    return new TableRef(
        text(section, "table"), text(section, "date_column"), new TreeMap<>(section.map("where")));
  }
}
