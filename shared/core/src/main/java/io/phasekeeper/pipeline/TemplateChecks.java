package io.phasekeeper.pipeline;

import io.phasekeeper.yaml.Section;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Bodies and messages: placeholders that somebody fills, fields that the service knows, a date
 * among them.
 */
final class TemplateChecks {
  private final PipelineNames names;

  TemplateChecks(PipelineNames names) {
    this.names = names;
  }

  void check() {
    names.services().values().forEach(this::service);
    names.sources().values().forEach(source -> source.at("heal").ifPresent(this::heal));
    names
        .phases()
        .values()
        .forEach(
            phase -> {
              phase
                  .at("trigger", "message_extra")
                  .ifPresent(
                      extra -> {
                        placeholders(extra, Set.of("date"));
                        ownKeys(extra);
                      });
              phase
                  .entries("processors")
                  .values()
                  .forEach(processor -> processor.at("heal").ifPresent(this::heal));
            });
  }

  /** What our own messages say cannot be said otherwise. */
  private static void ownKeys(Section extra) {
    for (String key : Transition.TriggerShape.OWN_KEYS) {
      extra
          .at(key)
          .ifPresent(
              taken ->
                  taken.wrong(
                      "the key \"" + key + "\", which every trigger message has already",
                      "a key of its own"));
    }
  }

  private void service(Section service) {
    List<String> fields = service.texts("fields");
    for (Section field : service.items("date_fields")) {
      if (field.text().filter(fields::contains).isEmpty()) {
        field.unknown("one of fields: " + fields, fields);
      }
    }
    for (Section keyword : service.items("resolves")) {
      if (keyword.text().filter(names.dates()::contains).isEmpty()) {
        keyword.unknown("a symbolic date of this file: " + names.dates(), names.dates());
      }
    }
    service.at("body").ifPresent(body -> body(body, service));
    if (service.at("path").isPresent()) {
      dated(service.at("body").orElse(service), service);
    }
  }

  /** A service that is told no date takes today, whatever it was meant for. */
  private static void dated(Section body, Section service) {
    List<String> fields = service.texts("date_fields");
    List<String> known = service.texts("fields");
    boolean judged = !fields.isEmpty() && (known.isEmpty() || known.containsAll(fields));
    if (judged && body.keys().stream().noneMatch(fields::contains)) {
      body.wrong(
          "a body without a date",
          "one of date_fields in it: " + fields + "; without any, the service takes today");
    }
  }

  private void heal(Section heal) {
    OneOf.check(heal, "service", "topic", "run_job");
    heal.at("message").ifPresent(message -> placeholders(message, BodyTemplate.PLACEHOLDERS));
    Optional<Section> name = heal.at("service");
    Optional<Section> service =
        name.flatMap(Section::text).flatMap(n -> Optional.ofNullable(names.services().get(n)));
    if (name.isPresent() && service.isEmpty()) {
      name.get().unknown("a service of this file", names.services().keySet());
    }
    if (service.isPresent() && service.get().at("path").isEmpty()) {
      name.get()
          .wrong(name.get().content().shown() + ", which has no path", "a service with a path");
    }
    service.ifPresent(
        target ->
            heal.at("body")
                .ifPresent(
                    body -> {
                      body(body, target);
                      dated(body, target);
                    }));
  }

  private static void body(Section body, Section service) {
    placeholders(body, BodyTemplate.PLACEHOLDERS);
    unknownFields(body, service);
  }

  /** A service ignores fields that it does not know, and then does something else. */
  static void unknownFields(Section body, Section service) {
    List<String> fields = service.texts("fields");
    for (String key : body.keys()) {
      if (!fields.isEmpty() && !fields.contains(key)) {
        body.unknownKey(key, "a field that the service knows: " + fields, fields);
      }
    }
  }

  private static void placeholders(Section section, Set<String> known) {
    section.entries().values().forEach(value -> placeholders(value, known));
    section.items().forEach(item -> placeholders(item, known));
    for (String placeholder : section.text().map(BodyTemplate::placeholdersIn).orElse(List.of())) {
      if (!known.contains(placeholder)) {
        section
            .problems()
            .addUnknown(
                section.place(),
                section.path(),
                placeholder,
                "a placeholder among " + List.copyOf(new java.util.TreeSet<>(known)),
                known);
      }
    }
  }
}
