package io.phasekeeper.pipeline;

import io.phasekeeper.yaml.Section;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The scheduler jobs: what they call, the dates they send, and the outputs they bring. */
final class JobChecks {
  private final Section root;
  private final PipelineNames names;

  JobChecks(Section root, PipelineNames names) {
    this.root = root;
    this.names = names;
  }

  void check() {
    root.entries("jobs").values().forEach(this::job);
  }

  private void job(Section job) {
    if (List.of("service", "topic", "run_job").stream().anyMatch(key -> job.at(key).isPresent())) {
      OneOf.check(job, "service", "topic", "run_job");
    }
    known(job.at("cycle"), "a cycle of this pipeline: " + names.cycles(), names.cycles());
    for (Section output : job.items("makes")) {
      known(Optional.of(output), "a processor or source of this file", names.outputs());
    }
    known(job.at("service"), "a service of this file", names.services().keySet());
    Optional<Section> service =
        job.text("service").flatMap(name -> Optional.ofNullable(names.services().get(name)));
    Optional<Section> body = job.at("body");
    if (body.isEmpty()) {
      return;
    }
    if (service.isPresent() && job.at("path").isEmpty()) {
      TemplateChecks.unknownFields(body.get(), service.get());
    }
    Set<String> workers = service.map(JobChecks::workerFields).orElse(Set.of());
    List<String> dateFields = service.map(s -> s.texts("date_fields")).orElse(List.of());
    for (Map.Entry<String, Section> field : body.get().entries().entrySet()) {
      boolean date =
          dateFields.isEmpty()
              ? field.getKey().endsWith("date")
              : dateFields.contains(field.getKey());
      if (date) {
        date(field.getValue());
      }
      if (workers.contains(field.getKey())) {
        field.getValue().items().forEach(this::worker);
      }
    }
  }

  private static void known(Optional<Section> name, String expected, Set<String> known) {
    name.filter(n -> n.text().filter(known::contains).isEmpty())
        .ifPresent(n -> n.unknown(expected, known));
  }

  private void date(Section value) {
    Optional<String> text = value.text();
    if (text.filter(names.dates()::contains).isPresent()
        || text.filter(t -> t.matches("\\d{4}-\\d{2}-\\d{2}")).isPresent()) {
      return;
    }
    value.unknown("a date, or a symbolic date of this file: " + names.dates(), names.dates());
  }

  /** The fields of a service's body that name processors. */
  private static Set<String> workerFields(Section service) {
    Set<String> fields = new LinkedHashSet<>();
    service
        .entries("body")
        .forEach(
            (key, value) ->
                value
                    .text()
                    .filter(text -> text.equals("{classes}") || text.equals("{processors}"))
                    .ifPresent(text -> fields.add(key)));
    return fields;
  }

  private void worker(Section worker) {
    List<String> workers = new ArrayList<>(names.processors().keySet());
    names
        .processors()
        .forEach((name, processor) -> workers.add(PipelineNames.className(name, processor)));
    if (worker.text().filter(workers::contains).isEmpty()) {
      worker.unknown("a processor of this file", workers);
    }
  }
}
