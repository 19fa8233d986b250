package io.phasekeeper.pipeline;

import io.phasekeeper.warehouse.Condition;
import io.phasekeeper.warehouse.Condition.Operator;
import io.phasekeeper.warehouse.TableRef;
import io.phasekeeper.yaml.Section;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Makes gates of what the pipeline file writes for them; it has been checked. */
final class GateReader {
  /** The kinds of checks, in the words of the file. */
  static final String[] KINDS = {
    "rows", "coverage", "share", "fresh", "unique", "newer_than", "lookback"
  };

  /** The comparisons of a condition, in the words of the file, but for {@code is}. */
  static final Map<String, Operator> OPERATORS = operators();

  private static final int USUAL_DAYS = 10;
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Due NOON_AFTER = Due.at(DueTime.parse("12:00 D+1"));

  private final PipelineNames names;

  GateReader(PipelineNames names) {
    this.names = names;
  }

  private static Map<String, Operator> operators() {
    Map<String, Operator> operators = new LinkedHashMap<>();
    operators.put("equals", Operator.EQUAL);
    operators.put("not", Operator.NOT_EQUAL);
    operators.put("in", Operator.IN);
    operators.put("above", Operator.ABOVE);
    operators.put("from", Operator.AT_LEAST);
    operators.put("below", Operator.BELOW);
    operators.put("to", Operator.AT_MOST);
    return operators;
  }

  /** The kind of a gate, in the word of the file; none if it has not exactly one. */
  static Optional<String> kind(Section gate) {
    List<String> kinds = Stream.of(KINDS).filter(kind -> gate.at(kind).isPresent()).toList();
    return kinds.size() == 1 ? Optional.of(kinds.get(0)) : Optional.empty();
  }

  /** The name of an output's gate. */
  static String name(Section gate, String output) {
    return gate.text("name").orElseGet(() -> kind(gate).orElse("gate") + ":" + output);
  }

  /** The gates of all processors and sources, in the file's order. */
  List<OutputGate> ofOutputs() {
    List<OutputGate> gates = new ArrayList<>();
    names
        .processors()
        .forEach(
            (name, processor) -> {
              List<Due> due = new ArrayList<>();
              processor.entries("due").values().forEach(at -> due.add(ProcessorReader.due(at)));
              for (Section gate : processor.items("gates")) {
                gates.add(
                    gate(
                        gate,
                        processor,
                        name,
                        Optional.of(new ProcessorName(name)),
                        names.phaseOf(name).map(PhaseName::new),
                        due));
              }
            });
    names
        .sources()
        .forEach(
            (name, source) ->
                source
                    .items("gates")
                    .forEach(
                        gate ->
                            gates.add(
                                gate(
                                    gate,
                                    sourceTable(source, gate.text("table")).orElseThrow(),
                                    name,
                                    Optional.empty(),
                                    Optional.empty(),
                                    List.of()))));
    return gates;
  }

  /** The table of a source that is named, or its only one. */
  static Optional<Section> sourceTable(Section source, Optional<String> table) {
    List<Section> tables = source.items("tables");
    return table.isEmpty()
        ? tables.stream().findFirst()
        : tables.stream().filter(each -> each.text("table").equals(table)).findFirst();
  }

  private OutputGate gate(
      Section gate,
      Section described,
      String output,
      Optional<ProcessorName> member,
      Optional<PhaseName> phase,
      List<Due> ofOutput) {
    GateRule rule =
        new GateRule(
            name(gate, output),
            member,
            PipelineReader.table(described),
            check(gate, Optional.of(described)),
            GateRule.Action.WARN);
    List<Due> due =
        gate.at("due")
            .map(at -> List.of(ProcessorReader.due(at)))
            .orElse(ofOutput.isEmpty() ? List.of(NOON_AFTER) : ofOutput);
    return new OutputGate(
        rule, output, phase, due, gate.text("every").map(Duration::parse).orElse(HOUR));
  }

  /**
   * What a gate asks.
   *
   * @param described the part of the file that describes its table
   */
  GateCheck check(Section gate, Optional<Section> described) {
    String kind = kind(gate).orElseThrow();
    Section check = gate.at(kind).orElseThrow();
    return switch (kind) {
      case "rows" -> rows(check);
      case "coverage" -> coverage(check);
      case "share" -> share(check);
      case "fresh" ->
          new GateCheck.Fresh(
              Duration.parse(PipelineReader.text(check, "max_age")),
              check.text("per"),
              check.text("by").filter("written"::equals).isPresent());
      case "unique" -> new GateCheck.Unique(key(check, described));
      case "newer_than" -> newerThan(check);
      case "lookback" -> lookback(check);
      default -> throw new IllegalStateException("no gate of the kind " + kind);
    };
  }

  private static GateCheck.Rows rows(Section check) {
    Optional<Long> perEntity = check.number("per_entity");
    return new GateCheck.Rows(
        perEntity.or(() -> check.number("at_least")).orElseThrow(),
        perEntity.isPresent(),
        check.number("expected"));
  }

  private static GateCheck.Coverage coverage(Section check) {
    Optional<String> part = check.text("part");
    return new GateCheck.Coverage(
        part.or(() -> check.text("entity")).orElseThrow(),
        part.isPresent(),
        check.number("at_least").orElseThrow(),
        part.isPresent() ? check.number("each").orElse(1L) : 0,
        check.text("after_end").map(Duration::parse));
  }

  private static GateCheck.Share share(Section check) {
    return new GateCheck.Share(
        conditions(check, "of"),
        conditions(check, "where"),
        decimal(check, "at_least").orElseThrow(),
        PipelineReader.integer(check, "days", 1),
        check.flag("season").orElse(false),
        check.text("per"),
        check.number("least").orElse(1L));
  }

  static Optional<Double> decimal(Section section, String key) {
    return section
        .at(key)
        .flatMap(
            value ->
                value.plain() instanceof Number number
                    ? Optional.of(number.doubleValue())
                    : Optional.empty());
  }

  private static List<Condition> conditions(Section check, String key) {
    return check.items(key).stream().map(GateReader::condition).toList();
  }

  private static Condition condition(Section condition) {
    String column = PipelineReader.text(condition, "column");
    Optional<String> is = condition.text("is");
    if (is.isPresent()) {
      return new Condition(
          column, is.get().equals("present") ? Operator.NOT_NULL : Operator.IS_NULL, List.of());
    }
    for (Map.Entry<String, Operator> each : OPERATORS.entrySet()) {
      Optional<Section> value = condition.at(each.getKey());
      if (value.isPresent()) {
        return new Condition(column, each.getValue(), values(value.get(), each.getValue()));
      }
    }
    throw new IllegalStateException("no comparison at " + condition.path());
  }

  private static List<Object> values(Section value, Operator operator) {
    List<Object> values = new ArrayList<>();
    for (Section each : operator == Operator.IN ? value.items() : List.of(value)) {
      Object plain = each.plain();
      if (plain != null) {
        values.add(plain);
      }
    }
    return values;
  }

  private static List<String> key(Section check, Optional<Section> described) {
    List<String> key = check.texts("key");
    List<String> all =
        key.isEmpty() ? described.map(section -> section.texts("key")).orElse(List.of()) : key;
    String date = described.flatMap(section -> section.text("date_column")).orElse("");
    return all.stream().filter(column -> !column.equals(date)).toList();
  }

  private GateCheck.NewerThan newerThan(Section check) {
    return new GateCheck.NewerThan(
        PipelineReader.text(check, "input"),
        input(check),
        check.text("grace").map(Duration::parse).orElse(HOUR),
        check.text("renewals").filter("ignore"::equals).isPresent(),
        check.text("per"),
        decimal(check, "late_share").orElse(0.0));
  }

  private GateCheck.Lookback lookback(Section check) {
    String input = PipelineReader.text(check, "input");
    Optional<Long> perEntity = check.number("per_entity");
    return new GateCheck.Lookback(
        input,
        input(check),
        PipelineReader.integer(check, "days", USUAL_DAYS),
        check
            .number("entities")
            .map(
                entities ->
                    new GateCheck.Lookback.LastEntities(
                        (int) Math.min(entities, 1_000L), PipelineReader.text(check, "part"))),
        new GateCheck.Rows(
            perEntity.or(() -> check.number("at_least")).orElse(1L),
            perEntity.isPresent(),
            Optional.empty()),
        names.phaseOf(input).map(PhaseName::new));
  }

  /** The part of the file that describes the table of an input. */
  static Optional<Section> inputTable(Section check, PipelineNames names) {
    String input = check.text("input").orElse("");
    Section processor = names.processors().get(input);
    if (processor != null) {
      return processor.at("table").isPresent() ? Optional.of(processor) : Optional.empty();
    }
    Section source = names.sources().get(input);
    return source == null ? Optional.empty() : sourceTable(source, check.text("table"));
  }

  private TableRef input(Section check) {
    return PipelineReader.table(inputTable(check, names).orElseThrow());
  }
}
