package io.phasekeeper.pipeline;

import io.phasekeeper.warehouse.Condition;
import io.phasekeeper.yaml.Content;
import io.phasekeeper.yaml.Section;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Whether gates can be asked: their columns are there, their inputs too, and they ask one thing.
 */
final class GateChecks {
  private static final Set<String> NUMBERS = Set.of("INT64", "FLOAT64", "NUMERIC");

  private final Section root;
  private final PipelineNames names;

  GateChecks(Section root, PipelineNames names) {
    this.root = root;
    this.names = names;
  }

  /** The gates of processors and sources. */
  void check() {
    Map<String, Section> taken = new HashMap<>();
    names
        .processors()
        .forEach(
            (name, processor) -> {
              for (Section gate : processor.items("gates")) {
                if (processor.at("table").isEmpty()) {
                  gate.wrong("a gate of an output without a table", "table: what it fills");
                }
                gate.at("table")
                    .ifPresent(
                        t -> t.wrong("a table of a processor's gate", "none: it has its own"));
                gate(gate, name, Optional.of(processor), taken);
              }
            });
    names
        .sources()
        .forEach(
            (name, source) ->
                source.items("gates").forEach(gate -> ofSource(gate, name, source, taken)));
    calendarAndFiles();
  }

  private void ofSource(Section gate, String name, Section source, Map<String, Section> taken) {
    List<String> tables =
        source.items("tables").stream().flatMap(t -> t.text("table").stream()).toList();
    tableOf(gate, tables, source);
    gate(gate, name, GateReader.sourceTable(source, gate.text("table")), taken);
  }

  /** One of a source's tables is meant, and it is clear which. */
  private static void tableOf(Section section, List<String> tables, Section source) {
    Optional<Section> table = section.at("table");
    if (table.isEmpty() && tables.size() > 1) {
      section.wrong("no table, though there are " + tables.size(), "table: one of " + tables);
    }
    table
        .filter(t -> GateReader.sourceTable(source, t.text()).isEmpty())
        .ifPresent(t -> t.unknown("one of " + tables, tables));
  }

  private void gate(
      Section gate, String output, Optional<Section> described, Map<String, Section> taken) {
    OneOf.check(gate, GateReader.KINDS);
    Section other = taken.putIfAbsent(GateReader.name(gate, output), gate);
    if (other != null && GateReader.kind(gate).isPresent()) {
      gate.wrong(
          "a second gate named \"" + GateReader.name(gate, output) + "\"", "a name of its own");
    }
    gate.at("due", "before_first_start")
        .filter(lead -> !names.hasCalendar())
        .ifPresent(lead -> lead.wrong("a first start in a pipeline without calendar", "at alone"));
    gate.at("every")
        .filter(every -> every.text().filter("PT0S"::equals).isPresent())
        .ifPresent(every -> every.wrong("a time above nothing"));
    check(gate, described);
  }

  /**
   * What a gate asks, wherever it stands.
   *
   * @param described the part of the file that describes its table
   */
  void check(Section gate, Optional<Section> described) {
    Map<String, String> columns = described.map(this::columns).orElse(Map.of());
    gate.at("rows").ifPresent(this::rows);
    gate.at("coverage").ifPresent(check -> coverage(check, columns));
    gate.at("share").ifPresent(check -> share(check, columns));
    gate.at("fresh")
        .ifPresent(
            check -> {
              text(check.at("per"), columns);
              check
                  .at("by")
                  .filter(by -> by.text().filter("written"::equals).isPresent())
                  .ifPresent(this::written);
            });
    gate.at("unique").ifPresent(check -> unique(check, described, columns));
    gate.at("newer_than").ifPresent(this::newerThan);
    gate.at("lookback").ifPresent(this::lookback);
  }

  private void rows(Section rows) {
    OneOf.check(rows, "at_least", "per_entity");
    rows.at("per_entity").ifPresent(this::calendar);
    long least = rows.number("at_least").or(() -> rows.number("per_entity")).orElse(Long.MIN_VALUE);
    rows.at("expected")
        .filter(expected -> expected.number().filter(n -> n < least).isPresent())
        .ifPresent(expected -> expected.wrong("at least the minimum, " + least));
  }

  private void calendar(Section section) {
    if (!names.hasCalendar()) {
      boolean rows = lastKey(section).equals("per_entity");
      section.wrong(
          lastKey(section) + " in a pipeline without calendar", rows ? "at_least" : "a calendar");
    }
  }

  private static String lastKey(Section section) {
    return section.path().substring(section.path().lastIndexOf('.') + 1);
  }

  private void written(Section section) {
    if (root.at("written_column").isEmpty()) {
      section.wrong(
          "a time of writing in a pipeline without written_column",
          "written_column: the TIMESTAMP column that every table has");
    }
  }

  private void coverage(Section check, Map<String, String> columns) {
    OneOf.check(check, "entity", "part");
    calendar(check);
    text(check.at("part"), columns);
    text(check.at("entity"), columns);
    check
        .at("part")
        .filter(part -> names.hasCalendar() && root.at("calendar", "part_columns").isEmpty())
        .ifPresent(part -> part.wrong("a part, though the calendar names none", "entity"));
    check
        .at("each")
        .filter(each -> check.at("part").isEmpty())
        .ifPresent(each -> each.wrong("each without part", "part: the column of the parts"));
  }

  private void share(Section check, Map<String, String> columns) {
    check
        .at("at_least")
        .filter(
            share ->
                GateReader.decimal(check, "at_least").filter(s -> !(s > 0 && s <= 1)).isPresent())
        .ifPresent(share -> share.wrong("a share above 0 and at most 1, such as 0.95"));
    check
        .at("season")
        .filter(season -> root.at("calendar", "seasons").isEmpty())
        .ifPresent(season -> season.wrong("a season in a pipeline without seasons", "days"));
    if (check.at("season").isPresent() && check.at("days").isPresent()) {
      check.wrong("season beside days", "one of the two");
    }
    text(check.at("per"), columns);
    for (String key : List.of("of", "where")) {
      check.items(key).forEach(condition -> condition(condition, columns));
    }
  }

  private static void condition(Section condition, Map<String, String> columns) {
    OneOf.check(
        condition,
        Stream.concat(Stream.of("is"), GateReader.OPERATORS.keySet().stream())
            .toArray(String[]::new));
    Optional<String> type = known(condition.at("column"), columns);
    if (type.isEmpty()) {
      return;
    }
    GateReader.OPERATORS.forEach(
        (word, operator) ->
            condition.at(word).ifPresent(value -> compared(value, operator, type.get())));
  }

  private static void compared(Section value, Condition.Operator operator, String type) {
    for (Section each :
        value.content() instanceof Content.Sequence ? value.items() : List.of(value)) {
      boolean fits =
          each.plain() instanceof Number
              ? NUMBERS.contains(type)
              : each.plain() instanceof Boolean
                  ? type.equals("BOOL")
                  : each.text().isPresent() && type.equals("STRING");
      if (!fits && each.plain() != null) {
        each.wrong(
            each.content().shown() + ", compared with a column of type " + type,
            operator.orders() ? "a column of numbers" : "a value of that type");
      }
    }
  }

  private static void unique(
      Section check, Optional<Section> described, Map<String, String> columns) {
    check.items("key").forEach(column -> ignored(known(Optional.of(column), columns)));
    Optional<String> date = described.flatMap(section -> section.text("date_column"));
    List<String> own = check.texts("key");
    List<String> key =
        own.isEmpty() ? described.map(section -> section.texts("key")).orElse(List.of()) : own;
    if (key.stream().allMatch(column -> date.filter(column::equals).isPresent())) {
      check.wrong("no key but the date", "key: here, or of the output");
    }
  }

  private static void ignored(Optional<String> type) {
    type.ifPresent(any -> {});
  }

  private void input(Section check) {
    Optional<Section> input = check.at("input");
    String name = input.flatMap(Section::text).orElse("");
    if (!names.outputs().contains(name)) {
      input
          .filter(i -> i.text().isPresent())
          .ifPresent(i -> i.unknown("a processor or source of this file", names.outputs()));
      return;
    }
    Section source = names.sources().get(name);
    if (names.processors().containsKey(name)) {
      check.at("table").ifPresent(t -> t.wrong("a table of a processor", "none: it has one table"));
    } else if (source != null) {
      tableOf(
          check,
          source.items("tables").stream().flatMap(t -> t.text("table").stream()).toList(),
          source);
    }
    if (source == null && GateReader.inputTable(check, names).isEmpty()) {
      input.get().wrong("\"" + name + "\", which has no table", "an input with a table");
    }
  }

  private void newerThan(Section check) {
    written(check);
    input(check);
    text(check.at("per"), GateReader.inputTable(check, names).map(this::columns).orElse(Map.of()));
    for (String key : List.of("per", "late_share")) {
      check
          .at(key)
          .filter(each -> check.text("renewals").filter("ignore"::equals).isEmpty())
          .ifPresent(each -> each.wrong(key + ", though renewals count", "renewals: ignore"));
    }
    check
        .at("late_share")
        .filter(
            each ->
                GateReader.decimal(check, "late_share")
                    .filter(share -> !(share >= 0 && share < 1))
                    .isPresent())
        .ifPresent(each -> each.wrong("a share from 0 to below 1, such as 0.2"));
  }

  private void lookback(Section check) {
    input(check);
    calendar(check);
    if (check.at("days").isPresent() && check.at("entities").isPresent()) {
      check.wrong("days beside entities", "one of the two");
    }
    if (check.at("at_least").isPresent() && check.at("per_entity").isPresent()) {
      check.wrong("at_least beside per_entity", "one of the two");
    }
    check
        .at("per_entity")
        .filter(rows -> check.at("entities").isPresent())
        .ifPresent(rows -> rows.wrong("per_entity beside entities", "at_least: rows of the part"));
    check
        .at("part")
        .ifPresent(
            part ->
                text(
                    Optional.of(part),
                    GateReader.inputTable(check, names).map(this::columns).orElse(Map.of())));
  }

  /** A column that must be there, and of texts, where the file tells the table's columns. */
  private static void text(Optional<Section> column, Map<String, String> columns) {
    known(column, columns)
        .filter(type -> !type.equals("STRING"))
        .ifPresent(
            type ->
                column
                    .get()
                    .wrong(
                        column.get().content().shown() + ", of type " + type, "a STRING column"));
  }

  /** The type of a column; one that is not known where columns are declared is reported. */
  private static Optional<String> known(Optional<Section> column, Map<String, String> columns) {
    Optional<String> name = column.flatMap(Section::text);
    if (name.isEmpty() || columns.isEmpty()) {
      return Optional.empty();
    }
    Optional<String> type = Optional.ofNullable(columns.get(name.get()));
    if (type.isEmpty()) {
      column.get().unknown("a column that is declared: " + columns.keySet(), columns.keySet());
    }
    return type;
  }

  /** The columns that the file tells of a table, with their types; none if it tells none. */
  private Map<String, String> columns(Section described) {
    if (described.at("columns").isEmpty() && described.at("key").isEmpty()) {
      return Map.of();
    }
    Map<String, String> columns = new LinkedHashMap<>();
    described.text("date_column").ifPresent(column -> columns.put(column, "DATE"));
    described.texts("key").forEach(column -> columns.putIfAbsent(column, "STRING"));
    described
        .entries("columns")
        .forEach(
            (name, type) ->
                type.text().ifPresent(t -> columns.put(name, t.toUpperCase(Locale.ROOT))));
    root.text("written_column").ifPresent(column -> columns.putIfAbsent(column, "TIMESTAMP"));
    return columns;
  }

  private void calendarAndFiles() {
    root.at("calendar", "max_age").ifPresent(this::written);
    Optional<Section> id = root.at("calendar", "output_id");
    if (id.isPresent()) {
      Set<String> known = new java.util.LinkedHashSet<>(Set.of("yyyymmdd"));
      root.at("calendar").ifPresent(c -> known.addAll(c.texts("part_columns")));
      OutputId.placeholders(id.get().text().orElse("")).stream()
          .filter(name -> !known.contains(name))
          .forEach(name -> id.get().wrong("{" + name + "}", "one of " + known));
    }
    root.entries("files")
        .values()
        .forEach(
            file ->
                file.at("holds_date")
                    .filter(where -> file.at("holds_date_by").isEmpty())
                    .ifPresent(
                        where ->
                            where.wrong(
                                "holds_date without holds_date_by", "both: when it is due")));
  }
}
