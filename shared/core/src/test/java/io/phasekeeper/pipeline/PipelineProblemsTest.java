package io.phasekeeper.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.phasekeeper.yaml.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each kind of problem that the schema cannot see, put into a sound file by one change, is told
 * with its line and path.
 */
class PipelineProblemsTest {
  private static final String SOUND = sound();

  static String sound() {
    try (InputStream in = PipelineProblemsTest.class.getResourceAsStream("/pipeline/sound.yaml")) {
      return new String(
          Optional.ofNullable(in).orElseThrow().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** The lines of the problems of a text, without the file's name. */
  static List<String> problemsOf(String text) {
    return problemsOf(text, Map.of());
  }

  static List<String> problemsOf(String text, Map<String, ?> overrides) {
    PipelineFileException e =
        catchThrowableOfType(
            PipelineFileException.class, () -> PipelineFile.parse("f", text, overrides));
    return e == null
        ? List.of()
        : e.problems().stream().map(Problem::toString).map(s -> s.replaceFirst("^f:", "")).toList();
  }

  static String changed(String from, String to) {
    assertThat(SOUND).containsOnlyOnce(from);
    return SOUND.replace(from, to);
  }

  @Test
  void theSoundFileHasNone() {
    assertThat(problemsOf(SOUND)).isEmpty();
  }

  static Stream<Arguments> ofSense() {
    return Stream.of(
        arguments(
            "after: load",
            "after: laod",
            List.of(
                "35: phases.report.after: found \"laod\"; expected a phase of this file; did you"
                    + " mean \"load\"?")),
        arguments(
            "    completions: load-done\n",
            "",
            List.of(
                "34: phases.report.after: found \"load\", which has no completions topic; expected"
                    + " phases.load.completions")),
        arguments(
            "    completions: load-done\n",
            "    completions: load-done\n    after: report\n    trigger: {topic: load-start}\n",
            List.of(
                "26: phases.load.after: found \"report\", which has no completions topic; expected"
                    + " phases.report.completions",
                "26: phases.load.after: found a cycle of phases: load → report → load; expected"
                    + " phases that do not wait for themselves")),
        arguments(
            "critical: [sales]",
            "critical: [sale]",
            List.of(
                "39: phases.report.start_when.critical[0]: found \"sale\"; expected a processor of"
                    + " load; did you mean \"sales\"?")),
        arguments(
            "critical: [sales]",
            "critical: [sales]\n      expect: [stock, weather]",
            List.of(
                "39: phases.report.start_when.critical[0]: found \"sales\"; expected one of expect:"
                    + " [stock, weather]")),
        arguments(
            "at_least: 2",
            "at_least: 4",
            List.of(
                "41: phases.report.start_when.tiers[0].at_least: found 4; expected at most 3, the"
                    + " number of expected processors")),
        arguments(
            "after: PT2H",
            "after: PT30M",
            List.of(
                "42: phases.report.start_when.tiers[1].after: found \"PT30M\"; expected longer than"
                    + " the tier before, PT1H")),
        arguments(
            "{after: PT2H, at_least: 1}",
            "{by: \"08:00 D+1\", after: PT2H, at_least: 2}",
            List.of(
                "42: phases.report.start_when.tiers[1]: found after and by; expected one of the two",
                "42: phases.report.start_when.tiers[1].at_least: found 2; expected fewer than the"
                    + " tier before, which asks for 2")),
        arguments(
            "critical: [sales]",
            "deadline: PT1H",
            List.of(
                "39: phases.report.start_when.deadline: found a deadline without a quorum; expected"
                    + " quorum beside it: how many are enough",
                "40: phases.report.start_when.tiers: found tiers beside deadline and quorum;"
                    + " expected one of the two: they say the same thing")),
        arguments(
            "{expect: [sales, stock]}",
            "{expect: [sales, stok], deadline: PT1H, quorum: 3}",
            List.of(
                "46: phases.report.start_when.cycles.day.expect[1]: found \"stok\"; expected a"
                    + " processor of load; did you mean \"stock\"?",
                "46: phases.report.start_when.cycles.day.quorum: found 3; expected at most 2, the"
                    + " number of expected processors")),
        arguments(
            "        day: {expect",
            "        noon: {expect",
            List.of(
                "46: phases.report.start_when.cycles.noon: found \"noon\"; expected a cycle that"
                    + " the pipeline's cycle rule yields: [night, day]")),
        arguments(
            "start_by: {night: \"07:00 D+1\"}",
            "start_by: {nigth: \"07:00 D+1\"}",
            List.of(
                "37: phases.report.start_by.nigth: found \"nigth\"; expected a cycle in which the"
                    + " phase starts: [night, day]; did you mean \"night\"?")),
        arguments(
            "main: night",
            "main: nigth",
            List.of(
                "3: cycles.main: found \"nigth\"; expected one of the cycles that after, equal and"
                    + " before yield: [night, day]; did you mean \"night\"?",
                "37: phases.report.start_by.night: found \"night\"; expected a cycle in which the"
                    + " phase starts: [nigth, day]; did you mean \"nigth\"?")),
        arguments(
            "member: sales",
            "member: summary",
            List.of(
                "44: phases.report.start_when.gates[0].member: found \"summary\"; expected a"
                    + " processor of load")),
        arguments(
            "member: sales",
            "member: weather",
            List.of(
                "44: phases.report.start_when.gates[0].member: found \"weather\", which has no"
                    + " table; expected a processor with a table, or table here")),
        arguments(
            "member: sales",
            "table: raw.salse",
            List.of(
                "44: phases.report.start_when.gates[0]: found a gate without a name; expected name:"
                    + " a gate of a table is called by it in findings",
                "44: phases.report.start_when.gates[0].table: found \"raw.salse\"; expected a table"
                    + " of this file, or date_column beside it; did you mean \"raw.sales\"?")),
        arguments(
            """
            calendar:
              table: raw.hours
              date_column: d
              id_column: id
              starts_column: s
              status_column: st
            """,
            "",
            List.of(
                "38: phases.report.start_when.gates[0].rows.per_entity: found per_entity in a"
                    + " pipeline without calendar; expected at_least")),
        arguments(
            "{topic: report-start}",
            "{topic: report-start, fan_out: per_table}",
            List.of(
                "36: phases.report.trigger.fan_out: found per_table, though \"weather\" has no"
                    + " table; expected a table of every expected member, or single")),
        arguments(
            "{topic: report-start}",
            "{topic: report-start, message_extra: {to: [\"{dat}\"]}}",
            List.of(
                "36: phases.report.trigger.message_extra.to[0]: found \"dat\"; expected a"
                    + " placeholder among [date]; did you mean \"date\"?")),
        arguments(
            "{topic: report-start}",
            "{topic: report-start, message_extra: {trigger_id: x}}",
            List.of(
                "36: phases.report.trigger.message_extra.trigger_id: found the key \"trigger_id\","
                    + " which every trigger message has already; expected a key of its own")),
        arguments(
            "{topic: report-start}",
            "{topic: load-done}",
            List.of(
                "36: phases.report.trigger.topic: found \"load-done\", which is also"
                    + " phases.load.completions; expected a topic of its own for every phase and"
                    + " direction")),
        arguments(
            "      ranking:\n",
            "      ranking:\n        class: SalesProcessor\n",
            List.of(
                "52: phases.report.processors.ranking: found \"SalesProcessor\", \"sales\" as a"
                    + " name, class, alias or table of load.sales too; expected every such text at"
                    + " one processor alone")),
        arguments(
            "      ranking:\n        needs: [summary]\n",
            "      stock: {}\n",
            List.of(
                "52: phases.report.processors.stock: found \"stock\", \"StockProcessor\" as a name,"
                    + " class, alias or table of load.stock too; expected every such text at one"
                    + " processor alone")),
        arguments(
            "table: raw.stock",
            "table: raw.sales",
            List.of(
                "30: phases.load.processors.stock: found \"sales\" as a name, class, alias or table"
                    + " of load.sales too; expected every such text at one processor alone")),
        arguments(
            "      ranking:\n",
            "      ranking:\n        aliases: [stock]\n",
            List.of(
                "52: phases.report.processors.ranking: found \"stock\" as a name, class, alias or"
                    + " table of load.stock too; expected every such text at one processor"
                    + " alone")),
        arguments(
            "  report:\n    after",
            "  report:\n    aliases: [load]\n    after",
            List.of(
                "35: phases.report.aliases[0]: found \"load\", which is phase load; expected an"
                    + " alias that no other phase has")),
        arguments(
            "needs: [summary]",
            "needs: [sumary, {source: price}, {table: raw.x}]",
            List.of(
                "53: phases.report.processors.ranking.needs[0]: found \"sumary\"; expected a"
                    + " processor or source of this file; did you mean \"summary\"?",
                "53: phases.report.processors.ranking.needs[1].source: found \"price\"; expected a"
                    + " source of this file; did you mean \"prices\"?",
                "53: phases.report.processors.ranking.needs[2].table: found \"raw.x\"; expected a"
                    + " table of this file")),
        arguments(
            "needs: [sales, {source: prices, hard: false}]",
            "needs: [ranking]",
            List.of(
                "51: phases.report.processors.summary.needs: found a cycle of needs: summary →"
                    + " ranking → summary; expected outputs that do not wait for themselves")),
        arguments(
            "needs: [summary]",
            "needs: [{processor: summary, from: -1, to: -3}]",
            List.of(
                "53: phases.report.processors.ranking.needs[0]: found a window from D-1 to D-3;"
                    + " expected from at most to (both 0 if left out)")),
        arguments(
            "      ranking:\n",
            "      ranking:\n        entity: shopp\n        due: {noon: \"11:00 D\"}\n",
            List.of(
                "53: phases.report.processors.ranking.entity: found \"shopp\"; expected a key of"
                    + " the pipeline's entities; did you mean \"shop\"?",
                "54: phases.report.processors.ranking.due.noon: found \"noon\"; expected a cycle of"
                    + " this pipeline: [night, day]")),
        arguments(
            "what: \"{processors}\"}",
            "waht: \"{procesors}\"}",
            List.of(
                "22: services.build.body.waht: found \"waht\"; expected a field that the service"
                    + " knows: [date, what]; did you mean \"what\"?",
                "22: services.build.body.waht: found \"procesors\"; expected a placeholder among"
                    + " [classes, correlation_id, cycle, date, from, pipeline, processors, to,"
                    + " trigger_id]; did you mean \"processors\"?")),
        arguments(
            "body: {date: \"{date}\", what: \"{processors}\"}",
            "body: {what: \"{processors}\"}",
            List.of(
                "22: services.build.body: found a body without a date; expected one of date_fields"
                    + " in it: [date]; without any, the service takes today")),
        arguments(
            "      ranking:\n",
            "      ranking:\n        heal: {service: build, body: {waht: \"{date}\", date:"
                + " \"{dat}\"}}\n",
            List.of(
                "53: phases.report.processors.ranking.heal.body.waht: found \"waht\"; expected a"
                    + " field that the service knows: [date, what]; did you mean \"what\"?",
                "53: phases.report.processors.ranking.heal.body.date: found \"dat\"; expected a"
                    + " placeholder among [classes, correlation_id, cycle, date, from, pipeline,"
                    + " processors, to, trigger_id]; did you mean \"date\"?")),
        arguments(
            "      ranking:\n",
            "      ranking:\n        heal: {topic: rank-it, message: {a: [{b: \"{form} to {to}\"}]}}\n",
            List.of(
                "53: phases.report.processors.ranking.heal.message.a[0].b: found \"form\"; expected"
                    + " a placeholder among [classes, correlation_id, cycle, date, from, pipeline,"
                    + " processors, to, trigger_id]; did you mean \"from\"?")),
        arguments(
            "  report:\n    after",
            "  report:\n    service: bild\n    after",
            List.of(
                "35: phases.report.service: found \"bild\"; expected a service of this file; did"
                    + " you mean \"build\"?")),
        arguments(
            "date: TODAY, what: [summary]",
            "date: TODDAY, what: [sumary]",
            List.of(
                "59: jobs.nightly.body.date: found \"TODDAY\"; expected a date, or a symbolic date"
                    + " of this file: [TODAY]; did you mean \"TODAY\"?",
                "59: jobs.nightly.body.what[0]: found \"sumary\"; expected a processor of this"
                    + " file; did you mean \"summary\"?")),
        arguments(
            "{date: TODAY, what",
            "{target_date: TODAY, what",
            List.of(
                "59: jobs.nightly.body.target_date: found \"target_date\"; expected a field that"
                    + " the service knows: [date, what]")),
        arguments(
            "    service: build\n    body",
            "    service: build\n    topic: some-topic\n    body",
            List.of(
                "55: jobs.nightly: found service beside topic; expected exactly one of service,"
                    + " topic, run_job")),
        arguments(
            "makes: [summary]",
            "makes: [sumary]",
            List.of(
                "60: jobs.nightly.makes[0]: found \"sumary\"; expected a processor or source of"
                    + " this file; did you mean \"summary\"?")),
        arguments(
            "made_by: summary",
            "made_by: sumary",
            List.of(
                "62: files.page.made_by: found \"sumary\"; expected a processor of this file; did"
                    + " you mean \"summary\"?")),
        arguments(
            "    tables: [{table: raw.prices, date_column: d}]\n",
            "    tables: [{table: raw.prices, date_column: d}]\n    heal: {service: build, run_job:"
                + " x}\n    service: biuld\n",
            List.of(
                "16: sources.prices.heal: found service beside run_job; expected exactly one of"
                    + " service, topic, run_job",
                "17: sources.prices.service: found \"biuld\"; expected a service of this file; did"
                    + " you mean \"build\"?")));
  }

  @ParameterizedTest
  @MethodSource("ofSense")
  void whatMakesNoSense(String from, String to, List<String> problems) {
    assertThat(problemsOf(changed(from, to))).containsExactlyElementsOf(problems);
  }

  @Test
  void yamlThatIsNoneIsToldWithItsLine() {
    assertThat(problemsOf(changed("entities: {shop: shops}", "entities: {shop: shops")))
        .singleElement()
        .asString()
        .startsWith("5: found a YAML error: ")
        .endsWith("; expected YAML 1.2");
    assertThat(problemsOf("")).containsExactly("1: found nothing; expected a YAML map");
    assertThat(problemsOf("- a")).containsExactly("1: found a list; expected a map");
    assertThat(problemsOf("a: &x [*x]")).singleElement().asString().contains("an alias");
  }

  @Test
  void aKeyThatStandsTwiceIsToldWithBothLines() {
    assertThat(problemsOf(changed("      weather: {}\n", "      weather: {}\n      sales: {}\n")))
        .containsExactly(
            "34: phases.load.processors.sales: found the key a second time; expected it once; it"
                + " stands on line 27");
  }

  @Test
  void tenProblemsAreTenLines() {
    String text =
        SOUND
            .replace("zone: UTC\ncycles", "zone: Mars\ncycles")
            .replace("date_fields: [date]", "date_fields: [dat]")
            .replace("url_env: BUILD_URL", "url_env: build-url")
            .replace("completions: load-done", "complettions: load-done")
            .replace("start_by: {night", "start_by: {nacht")
            .replace("critical: [sales]", "critical: [sails]")
            .replace("at_least: 2", "at_least: 9")
            .replace("needs: [summary]", "needs: [sumary]")
            .replace("schedule: \"0 1 * * *\"", "schedule: \"at one\"")
            .replace("makes: [summary]", "makes: []\n    cycle: noon");
    // The misspelt completions are two: an unknown key, and no topic for the phase after it.
    assertThat(problemsOf(text))
        .extracting(line -> line.substring(0, line.indexOf(':', line.indexOf(' '))))
        .containsExactly(
            "2: zone",
            "18: services.build.url_env",
            "21: services.build.date_fields[0]",
            "25: phases.load.complettions",
            "35: phases.report.after",
            "37: phases.report.start_by.nacht",
            "39: phases.report.start_when.critical[0]",
            "41: phases.report.start_when.tiers[0].at_least",
            "53: phases.report.processors.ranking.needs[0]",
            "56: jobs.nightly.schedule",
            "61: jobs.nightly.cycle");
  }
}
