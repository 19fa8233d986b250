package io.phasekeeper.pipeline;

import io.phasekeeper.yaml.Section;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What processors and sources refer to: entities, cycles, the calendar, and each other. */
final class ProcessorChecks {
  private final Section root;
  private final PipelineNames names;

  ProcessorChecks(Section root, PipelineNames names) {
    this.root = root;
    this.names = names;
  }

  void check() {
    names
        .phases()
        .values()
        .forEach(phase -> phase.entries("processors").values().forEach(this::processor));
    names
        .sources()
        .values()
        .forEach(
            source ->
                source
                    .at("service")
                    .filter(s -> s.text().filter(names.services()::containsKey).isEmpty())
                    .ifPresent(
                        s -> s.unknown("a service of this file", names.services().keySet())));
    needCycles();
  }

  private void processor(Section processor) {
    Set<String> entities = root.entries("entities").keySet();
    processor
        .at("entity")
        .filter(entity -> entity.text().filter(entities::contains).isEmpty())
        .ifPresent(entity -> entity.unknown("a key of the pipeline's entities", entities));
    processor
        .at("rows_due")
        .filter(due -> due.text().filter("with_entities"::equals).isPresent())
        .filter(due -> !names.hasCalendar())
        .ifPresent(due -> due.wrong("with_entities in a pipeline without calendar", "always"));
    cycles(processor);
    processor.entries("due").values().forEach(this::firstStart);
    processor.at("alert_at").ifPresent(this::firstStart);
    healthyRows(processor);
    processor.items("needs").forEach(this::need);
  }

  private void cycles(Section processor) {
    String expected = "a cycle of this pipeline: " + names.cycles();
    processor
        .at("due")
        .ifPresent(
            due ->
                due.keys().stream()
                    .filter(cycle -> !names.cycles().contains(cycle))
                    .forEach(cycle -> due.unknownKey(cycle, expected, names.cycles())));
    processor.items("useless_after_first_start").stream()
        .filter(cycle -> cycle.text().filter(names.cycles()::contains).isEmpty())
        .forEach(cycle -> cycle.unknown(expected, names.cycles()));
    processor
        .at("useless_after_first_start")
        .filter(useless -> !names.hasCalendar())
        .ifPresent(
            useless -> useless.wrong("a first start in a pipeline without calendar", "a calendar"));
  }

  private void firstStart(Section due) {
    due.at("before_first_start")
        .filter(lead -> !names.hasCalendar())
        .ifPresent(lead -> lead.wrong("a first start in a pipeline without calendar", "at alone"));
  }

  private static void healthyRows(Section processor) {
    Optional<Long> from = processor.at("healthy_rows", "from").flatMap(Section::number);
    processor
        .at("healthy_rows", "to")
        .filter(to -> to.number().filter(t -> t < from.orElse(t)).isPresent())
        .ifPresent(to -> to.wrong("at least from, " + from.orElse(0L)));
  }

  private void need(Section need) {
    if (need.text().isPresent()) {
      if (!names.outputs().contains(need.text().get())) {
        need.unknown("a processor or source of this file", names.outputs());
      }
      return;
    }
    OneOf.check(need, "processor", "source", "table");
    known(need.at("processor"), "a processor of this file", names.processors().keySet());
    known(need.at("source"), "a source of this file", names.sources().keySet());
    known(need.at("table"), "a table of this file", names.tables());
    long from = need.number("from").orElse(0L);
    long to = need.number("to").orElse(0L);
    if (to < from) {
      need.wrong(
          "a window from D" + signed(from) + " to D" + signed(to),
          "from at most to (both 0 if left out)");
    }
  }

  private static void known(Optional<Section> name, String expected, Set<String> known) {
    name.filter(n -> n.text().filter(known::contains).isEmpty())
        .ifPresent(n -> n.unknown(expected, known));
  }

  private static String signed(long days) {
    return days == 0 ? "" : days > 0 ? "+" + days : Long.toString(days);
  }

  /** Outputs that wait for each other on one date; a window before it is no wait. */
  private void needCycles() {
    Map<String, List<String>> waitsFor = new LinkedHashMap<>();
    names
        .processors()
        .forEach(
            (name, processor) -> {
              List<String> needs = new ArrayList<>();
              for (Section need : processor.items("needs")) {
                if (need.number("to").orElse(0L) >= 0 && need.number("from").orElse(0L) <= 0) {
                  need.text()
                      .or(() -> need.text("processor"))
                      .or(() -> need.text("table").flatMap(names::makerOf))
                      .ifPresent(needs::add);
                }
              }
              waitsFor.put(name, needs);
            });
    for (List<String> cycle : DependencyCycles.in(waitsFor)) {
      Section first = names.processors().get(cycle.get(0));
      if (first != null) {
        first
            .at("needs")
            .ifPresent(
                needs ->
                    needs.wrong(
                        "a cycle of needs: " + String.join(" → ", cycle),
                        "outputs that do not wait for themselves"));
      }
    }
  }
}
