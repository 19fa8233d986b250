package io.phasekeeper.pipeline;

import io.phasekeeper.yaml.Section;
import java.time.Duration;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;

/** Reads what stands around the phases: sources, services, jobs, files and symbolic dates. */
final class Surroundings {
  private final Section root;

  Surroundings(Section root) {
    this.root = root;
  }

  Map<String, Source> sources() {
    return each("sources", Surroundings::source);
  }

  Map<String, Service> services() {
    return each("services", Surroundings::service);
  }

  Map<String, Job> jobs() {
    return each("jobs", Surroundings::job);
  }

  Map<String, ExportFile> files() {
    return each("files", Surroundings::file);
  }

  Map<String, SymbolicDate> dates() {
    return each(
        "dates",
        (keyword, date) ->
            new SymbolicDate(
                ZoneId.of(PipelineReader.text(date, "zone")),
                PipelineReader.integer(date, "days", 0)));
  }

  private <T> Map<String, T> each(String key, BiFunction<String, Section, T> reading) {
    Map<String, T> all = new LinkedHashMap<>();
    root.entries(key).forEach((name, section) -> all.put(name, reading.apply(name, section)));
    return all;
  }

  private static Source source(String name, Section source) {
    return new Source(
        name,
        source.text("title").orElse(name),
        source.items("tables").stream()
            .map(
                table ->
                    new TableShape(
                        PipelineReader.table(table),
                        table.texts("key"),
                        PipelineReader.strings(table, "columns")))
            .toList(),
        source.text("max_age").map(Duration::parse),
        source.text("per"),
        source.text("service"),
        source.at("heal").map(Surroundings::heal));
  }

  static HealAction heal(Section heal) {
    Optional<String> service = heal.text("service");
    if (service.isPresent()) {
      return new HealAction.CallService(service.get(), heal.map("body"));
    }
    Optional<String> topic = heal.text("topic");
    return topic.isPresent()
        ? new HealAction.Publish(topic.get(), heal.map("message"))
        : new HealAction.RunJob(PipelineReader.text(heal, "run_job"));
  }

  private static Service service(String name, Section service) {
    return new Service(
        name,
        service.text("title").orElse(name),
        service.text("url_env"),
        service.text("service_name"),
        service.text("path"),
        service.map("body"),
        service.texts("fields"),
        service.texts("date_fields"),
        Set.copyOf(service.texts("resolves")),
        service.flag("works_inside_call").orElse(false),
        service.items("answers").stream().map(Surroundings::answer).toList());
  }

  private static Service.Answer answer(Section answer) {
    return new Service.Answer(
        PipelineReader.integer(answer, "status", 0),
        answer.text("body_has"),
        answer.text("json"),
        answer.texts("in"),
        Service.Meaning.valueOf(PipelineReader.text(answer, "means").toUpperCase(Locale.ROOT)));
  }

  private static Job job(String name, Section job) {
    return new Job(
        name,
        PipelineReader.text(job, "schedule"),
        ZoneId.of(PipelineReader.text(job, "zone")),
        target(job),
        job.map("body"),
        job.text("cycle").map(CycleName::new),
        job.texts("makes"));
  }

  private static Job.Target target(Section job) {
    Optional<String> service = job.text("service");
    if (service.isPresent()) {
      return new Job.Target.OfService(service.get(), job.text("path"));
    }
    Optional<String> topic = job.text("topic");
    if (topic.isPresent()) {
      return new Job.Target.OfTopic(topic.get());
    }
    Optional<String> runJob = job.text("run_job");
    return runJob.isPresent() ? new Job.Target.OfRunJob(runJob.get()) : new Job.Target.Elsewhere();
  }

  private static ExportFile file(String name, Section file) {
    return new ExportFile(
        name,
        PipelineReader.text(file, "uri"),
        file.text("made_by").map(ProcessorName::new),
        file.text("holds_date_by").map(DueTime::parse),
        file.text("max_age").map(Duration::parse),
        file.text("holds_date"));
  }
}
