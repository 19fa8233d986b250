package io.phasekeeper.pipeline;

import io.phasekeeper.yaml.Section;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a schema cannot say: whether the parts of a pipeline file fit each other. */
final class PipelineChecks {
  private final Section root;
  private final PipelineNames names;

  private PipelineChecks(Section root) {
    this.root = root;
    this.names = new PipelineNames(root);
  }

  /** Adds every problem to those of the section. */
  static void check(Section root) {
    PipelineChecks checks = new PipelineChecks(root);
    checks.cycles();
    checks.activeWindow();
    checks.calendar();
    new PhaseChecks(root, checks.names).check();
    new UniquenessChecks(checks.names).check();
    new ProcessorChecks(root, checks.names).check();
    new GateChecks(root, checks.names).check();
    new TemplateChecks(checks.names).check();
    new JobChecks(root, checks.names).check();
    checks.files();
  }

  private void cycles() {
    Optional<Section> main = root.at("cycles", "main");
    Set<String> yielded = new LinkedHashSet<>();
    for (String relation : List.of("after", "equal", "before")) {
      root.at("cycles", relation).flatMap(Section::text).ifPresent(yielded::add);
    }
    if (main.flatMap(Section::text).filter(cycle -> !yielded.contains(cycle)).isPresent()
        && !yielded.isEmpty()) {
      main.get()
          .unknown("one of the cycles that after, equal and before yield: " + yielded, yielded);
    }
  }

  private void activeWindow() {
    Optional<Long> from = root.at("active_window", "from").flatMap(Section::number);
    Optional<Section> to = root.at("active_window", "to");
    if (from.isPresent() && to.flatMap(Section::number).filter(t -> t < from.get()).isPresent()) {
      to.get().wrong("at least from, " + from.get());
    }
  }

  private void calendar() {
    Optional<Section> calendar = root.at("calendar");
    String before = "";
    for (Section season : calendar.map(c -> c.items("seasons")).orElse(List.of())) {
      Optional<Section> starts = season.at("starts");
      String date = starts.flatMap(Section::text).orElse(before);
      if (date.compareTo(before) < 0) {
        starts.get().wrong("a date after the season before, which starts " + before);
      }
      before = date;
      for (Section each : season.items("breaks")) {
        String from = each.text("from").orElse("");
        Optional<Section> to = each.at("to");
        if (to.flatMap(Section::text).filter(t -> t.compareTo(from) < 0).isPresent()) {
          to.get().wrong("a date at or after from, " + from);
        }
      }
    }
    for (Section phase :
        calendar.flatMap(c -> c.at("bootstrap")).map(b -> b.items("phases")).orElse(List.of())) {
      if (phase.text().filter(names.phases()::containsKey).isEmpty()) {
        phase.unknown("a phase of this file", names.phases().keySet());
      }
    }
  }

  private void files() {
    for (Map.Entry<String, Section> file : root.entries("files").entrySet()) {
      file.getValue()
          .at("made_by")
          .filter(by -> by.text().filter(names.processors()::containsKey).isEmpty())
          .ifPresent(by -> by.unknown("a processor of this file", names.processors().keySet()));
    }
  }
}
