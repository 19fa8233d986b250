package io.phasekeeper.pipeline;

import io.phasekeeper.yaml.Section;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Makes a {@link Processor} and what is known of its output. */
final class ProcessorReader {
  private final PipelineNames names;

  ProcessorReader(PipelineNames names) {
    this.names = names;
  }

  Processor read(PhaseName phase, String name, Section processor) {
    return new Processor(
        new ProcessorName(name),
        phase,
        PipelineNames.className(name, processor),
        processor.texts("aliases"),
        processor.at("table").map(table -> PipelineReader.table(processor)),
        processor.text("entity"),
        processor.text("rows_due").map("with_entities"::equals).orElse(names.hasCalendar()),
        output(processor));
  }

  private Output output(Section processor) {
    Map<CycleName, Due> due = new LinkedHashMap<>();
    processor.entries("due").forEach((cycle, at) -> due.put(new CycleName(cycle), due(at)));
    Set<CycleName> useless = new LinkedHashSet<>();
    processor
        .texts("useless_after_first_start")
        .forEach(cycle -> useless.add(new CycleName(cycle)));
    return new Output(
        processor.texts("key"),
        PipelineReader.strings(processor, "columns"),
        processor.at("healthy_rows").map(ProcessorReader::healthyRows),
        processor.items("needs").stream().map(this::need).toList(),
        due,
        processor.at("alert_at").map(ProcessorReader::due),
        useless,
        processor.at("heal").map(Surroundings::heal));
  }

  private static Output.HealthyRows healthyRows(Section rows) {
    return new Output.HealthyRows(
        rows.number("from").orElseThrow(),
        rows.number("to").orElseThrow(),
        rows.text("per").filter("entity"::equals).isPresent());
  }

  static Due due(Section section) {
    return section
        .text()
        .map(time -> Due.at(DueTime.parse(time)))
        .orElseGet(
            () ->
                new Due(
                    section.text("at").map(DueTime::parse),
                    section.text("before_first_start").map(Duration::parse)));
  }

  private Need need(Section need) {
    Optional<String> name = need.text();
    if (name.isPresent()) {
      Need.Kind kind =
          names.sources().containsKey(name.get()) ? Need.Kind.SOURCE : Need.Kind.PROCESSOR;
      return new Need(kind, name.get(), 0, 0, true);
    }
    int from = PipelineReader.integer(need, "from", 0);
    int to = PipelineReader.integer(need, "to", 0);
    boolean hard = need.flag("hard").orElse(true);
    Optional<String> source = need.text("source");
    if (source.isPresent()) {
      return new Need(Need.Kind.SOURCE, source.get(), from, to, hard);
    }
    Optional<String> processor = need.text("processor");
    if (processor.isPresent()) {
      return new Need(Need.Kind.PROCESSOR, processor.get(), from, to, hard);
    }
    return tableNeed(PipelineReader.text(need, "table"), from, to, hard);
  }

  private Need tableNeed(String table, int from, int to, boolean hard) {
    Optional<String> maker = names.makerOf(table);
    if (maker.isEmpty()) {
      return new Need(Need.Kind.TABLE, table, from, to, hard);
    }
    Need.Kind kind =
        names.processors().containsKey(maker.get()) ? Need.Kind.PROCESSOR : Need.Kind.SOURCE;
    return new Need(kind, maker.get(), from, to, hard);
  }
}
