package io.phasekeeper.pipeline;

import io.phasekeeper.yaml.Section;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Whether every name, alias, topic and table belongs to one thing alone. */
final class UniquenessChecks {
  private final PipelineNames names;

  UniquenessChecks(PipelineNames names) {
    this.names = names;
  }

  void check() {
    phaseNames();
    topics();
    processors();
    sources();
  }

  private void phaseNames() {
    Map<String, String> owners = new HashMap<>();
    names.phases().keySet().forEach(name -> owners.put(name, name));
    names
        .phases()
        .forEach(
            (name, phase) ->
                phase
                    .items("aliases")
                    .forEach(
                        alias ->
                            taken(owners, alias, name)
                                .ifPresent(
                                    other ->
                                        alias.wrong(
                                            alias.content().shown() + ", which is phase " + other,
                                            "an alias that no other phase has"))));
  }

  private void topics() {
    Map<String, String> owners = new HashMap<>();
    names
        .phases()
        .forEach(
            (name, phase) -> {
              phase.at("completions").ifPresent(topic -> topic(owners, topic));
              phase.at("trigger", "topic").ifPresent(topic -> topic(owners, topic));
            });
  }

  private static void topic(Map<String, String> owners, Section topic) {
    taken(owners, topic, topic.path())
        .ifPresent(
            other ->
                topic.wrong(
                    topic.content().shown() + ", which is also " + other,
                    "a topic of its own for every phase and direction"));
  }

  /** Who has the text already; if nobody, {@code owner} has it from now on. */
  private static Optional<String> taken(Map<String, String> owners, Section text, String owner) {
    return text.text()
        .flatMap(each -> Optional.ofNullable(owners.putIfAbsent(each, owner)))
        .filter(other -> !other.equals(owner));
  }

  private void processors() {
    Map<String, String> owners = new HashMap<>();
    for (Map.Entry<String, Section> phase : names.phases().entrySet()) {
      Optional<Section> all = phase.getValue().at("processors");
      if (all.isEmpty()) {
        continue;
      }
      for (Map.Entry<String, Section> entry : all.get().entries().entrySet()) {
        String name = entry.getKey();
        String owner = phase.getKey() + "." + name;
        shared(owners, owner, recognisedBy(name, entry.getValue()))
            .forEach(
                (other, texts) ->
                    all.get()
                        .wrongKey(
                            name,
                            quoted(texts)
                                + " as a name, class, alias or table of "
                                + other
                                + " too",
                            "every such text at one processor alone"));
      }
    }
  }

  /**
   * The texts that other processors have already, by these; the rest are the owner's from now on.
   */
  private static Map<String, Set<String>> shared(
      Map<String, String> owners, String owner, Set<String> texts) {
    Map<String, Set<String>> shared = new LinkedHashMap<>();
    for (String text : texts) {
      String other = owners.putIfAbsent(text, owner);
      if (other != null && !other.equals(owner)) {
        shared.computeIfAbsent(other, key -> new LinkedHashSet<>()).add(text);
      }
    }
    return shared;
  }

  private static String quoted(Set<String> texts) {
    return texts.stream().map(text -> '"' + text + '"').collect(Collectors.joining(", "));
  }

  private static Set<String> recognisedBy(String name, Section processor) {
    return new LinkedHashSet<>(
        ProcessorIdentity.recognisedBy(
            name,
            PipelineNames.className(name, processor),
            processor.texts("aliases"),
            processor.text("table")));
  }

  private void sources() {
    names
        .sources()
        .forEach(
            (name, source) -> {
              if (names.processors().containsKey(name)) {
                source.wrong(
                    "the source \"" + name + "\", which is also a processor",
                    "a name that no processor has: both stand for outputs");
              }
            });
  }
}
