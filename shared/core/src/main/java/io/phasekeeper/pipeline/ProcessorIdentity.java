package io.phasekeeper.pipeline;

import io.phasekeeper.warehouse.TableRef;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Tells which configured processor of a phase a message is from (CONTRACT §2). Tried in this order,
 * the first that matches wins: the exact name or class; the output table; the class name without
 * {@code Async} and {@code Processor}, in snake_case; the configured aliases. What matches none is
 * nobody's, and never counts.
 */
public final class ProcessorIdentity {
  private static final Pattern ASYNC = Pattern.compile("Async[A-Z].*");
  private static final Pattern CAPITALS = Pattern.compile("([A-Z]+)([A-Z][a-z])");
  private static final Pattern NEXT_WORD = Pattern.compile("([a-z0-9])([A-Z])");

  private final List<Processor> processors;

  /** By name and by class: what nearly every message says. */
  private final Map<String, ProcessorName> exact = new HashMap<>();

  /**
   * @param phase only its processors are recognised
   */
  public ProcessorIdentity(Pipeline pipeline, PhaseName phase) {
    this.processors = pipeline.phase(phase).processors().stream().map(pipeline::processor).toList();
    for (Processor processor : processors) {
      exact.putIfAbsent(processor.name().value(), processor.name());
      exact.putIfAbsent(processor.className(), processor.name());
    }
  }

  /** One for each phase, for whoever looks up many names. */
  public static Map<PhaseName, ProcessorIdentity> ofEach(Pipeline pipeline) {
    Map<PhaseName, ProcessorIdentity> each = new HashMap<>();
    pipeline.phases().keySet().forEach(p -> each.put(p, new ProcessorIdentity(pipeline, p)));
    return Map.copyOf(each);
  }

  /**
   * The configured name.
   *
   * @param reported {@code processor_name} of the message
   * @param outputTable {@code output_table} of the message, with or without its dataset
   */
  public Optional<ProcessorName> of(String reported, Optional<String> outputTable) {
    String name = reported.strip();
    return Optional.ofNullable(exact.get(name))
        .or(() -> outputTable.flatMap(table -> find(p -> fills(p, table.strip()))))
        .or(() -> byItsForm(name, snakeCase(bareClass(name))));
  }

  private Optional<ProcessorName> byItsForm(String name, String snake) {
    return find(p -> p.name().value().equals(snake))
        .or(() -> find(p -> snakeCase(bareClass(p.className())).equals(snake)))
        .or(() -> find(p -> p.aliases().contains(name) || p.aliases().contains(snake)));
  }

  private Optional<ProcessorName> find(Predicate<Processor> matches) {
    return processors.stream().filter(matches).map(Processor::name).findFirst();
  }

  private static boolean fills(Processor processor, String table) {
    Optional<TableRef> output = processor.table();
    return output
        .filter(ref -> ref.bareName().equals(table) || ref.name().equals(table))
        .isPresent();
  }

  /** A class name without the {@code Async} before it and the {@code Processor} behind it. */
  static String bareClass(String className) {
    String bare = className;
    if (ASYNC.matcher(bare).matches()) {
      bare = bare.substring("Async".length());
    }
    if (bare.endsWith("Processor") && bare.length() > "Processor".length()) {
      bare = bare.substring(0, bare.length() - "Processor".length());
    }
    return bare;
  }

  /** {@code MLFeatureStore} becomes {@code ml_feature_store}: a run of capitals is one word. */
  static String snakeCase(String camel) {
    String runsApart = CAPITALS.matcher(camel).replaceAll("$1_$2");
    return NEXT_WORD.matcher(runsApart).replaceAll("$1_$2").toLowerCase(Locale.ROOT);
  }

  /** The class that a processor has if the file gives none. */
  static String classNameOf(String name) {
    StringBuilder camel = new StringBuilder();
    for (String word : name.split("_", -1)) {
      if (!word.isEmpty()) {
        camel.append(Character.toUpperCase(word.charAt(0))).append(word.substring(1));
      }
    }
    return camel.append("Processor").toString();
  }

  /** Every text by which a processor is recognised, for finding two that share one. */
  static Collection<String> recognisedBy(
      String name, String className, Collection<String> aliases, Optional<String> table) {
    java.util.Set<String> texts = new java.util.LinkedHashSet<>();
    texts.add(name);
    texts.add(className);
    texts.add(snakeCase(bareClass(className)));
    texts.addAll(aliases);
    table.ifPresent(each -> texts.add(each.substring(each.indexOf('.') + 1)));
    return texts;
  }
}
