package io.phasekeeper.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each kind of problem that the schema sees, put into a sound file by one change, is told with its
 * line and path.
 */
class PipelineSchemaProblemsTest {
  static Stream<Arguments> ofTheSchema() {
    return Stream.of(
        arguments(
            "zone: UTC\ncycles",
            "zon: UTC\ncycles",
            List.of(
                "1: found no key \"zone\"; expected it: the time zone of the pipeline's days: due"
                    + " times, cycles and the active window are told in it",
                "2: zon: found \"zon\"; expected one of [pipeline, title, zone, cycles,"
                    + " active_window, entities, calendar, run_history,"
                    + " reconciled_status, runs, heartbeats, written_column, gate_results, dates, sources, services, phases, jobs, files]; did you"
                    + " mean \"zone\"?")),
        arguments(
            "pipeline: shop",
            "pipeline: My Shop",
            List.of(
                "1: pipeline: found \"My Shop\"; expected an id in lower case, digits and -, at"
                    + " most 31 long")),
        arguments(
            "zone: UTC\ncycles",
            "zone: Europe/Viena\ncycles",
            List.of(
                "2: zone: found \"Europe/Viena\"; expected a time zone such as America/New_York or"
                    + " UTC; did you mean \"Europe/Vienna\"?")),
        arguments(
            "start_by: {night: \"07:00 D+1\"}",
            "start_by: {night: \"7:00\"}",
            List.of(
                "37: phases.report.start_by.night: found \"7:00\"; expected a time and a day such"
                    + " as \"07:30 D+1\" or \"11:00 D\"")),
        arguments(
            "after: PT1H",
            "after: 1h",
            List.of(
                "41: phases.report.start_when.tiers[0].after: found \"1h\"; expected an ISO 8601"
                    + " duration such as PT30M, PT2H or P3D")),
        arguments(
            "after: PT1H",
            "after: 60",
            List.of(
                "41: phases.report.start_when.tiers[0].after: found 60; expected an ISO 8601"
                    + " duration such as PT30M, PT2H or P3D")),
        arguments(
            "at_least: 2",
            "at_least: 0",
            List.of(
                "41: phases.report.start_when.tiers[0].at_least: found 0; expected a whole number,"
                    + " at least 1, or any",
                "42: phases.report.start_when.tiers[1].at_least: found 1; expected fewer than the"
                    + " tier before, which asks for 0")),
        arguments(
            "report-start}",
            "report-start, fan_out: per-table}",
            List.of(
                "36: phases.report.trigger.fan_out: found \"per-table\"; expected one of [single,"
                    + " per_table]; did you mean \"per_table\"?")),
        arguments(
            "    trigger: {topic: report-start}\n",
            "    trigger: {topic: report-start}\n    late: retriger\n",
            List.of(
                "37: phases.report.late: found \"retriger\"; expected one of [ignore, alert,"
                    + " retrigger]; did you mean \"retrigger\"?")),
        arguments(
            "    trigger: {topic: report-start}\n",
            "",
            List.of(
                "35: phases.report.after: found \"after\" without \"trigger\"; expected both:"
                    + " \"trigger\" is the message that starts this phase")),
        arguments(
            "        table: raw.stock\n        date_column: d\n",
            "        table: raw.stock\n",
            List.of(
                "31: phases.load.processors.stock.table: found \"table\" without \"date_column\";"
                    + " expected both: \"date_column\" is the DATE column that says which data date"
                    + " a row belongs to; also the partition that statements prune by")),
        arguments(
            "table: raw.stock",
            "table: stock",
            List.of(
                "31: phases.load.processors.stock.table: found \"stock\"; expected a table as"
                    + " dataset.table")),
        arguments(
            "      weather: {}",
            "      Weather-Now: {}",
            List.of(
                "33: phases.load.processors.Weather-Now: found the name \"Weather-Now\"; expected a"
                    + " name in lower case, digits and _")),
        arguments(
            "critical: [sales]",
            "critical: [sales, sales]",
            List.of(
                "39: phases.report.start_when.critical[1]: found \"sales\" a second time; expected"
                    + " each item once")),
        arguments(
            "critical: [sales]",
            "critical: sales",
            List.of("39: phases.report.start_when.critical: found \"sales\"; expected a list")),
        arguments(
            "rows: {per_entity: 3}",
            "rows: {}",
            List.of(
                "44: phases.report.start_when.gates[0].rows: found none of at_least, per_entity;"
                    + " expected exactly one of at_least, per_entity")),
        arguments(
            "rows: {per_entity: 3}",
            "rows: {per_entity: 3, at_least: 4}",
            List.of(
                "44: phases.report.start_when.gates[0].rows: found at_least beside per_entity;"
                    + " expected exactly one of at_least, per_entity")),
        arguments(
            "schedule: \"0 1 * * *\"",
            "schedule: \"0 25 * * *\"",
            List.of(
                "56: jobs.nightly.schedule: found \"0 25 * * *\"; expected a five-field UNIX cron"
                    + " such as \"30 6 * * *\"")),
        arguments(
            "schedule: \"0 1 * * *\"",
            "schedule: \"0 1 30 2 *\"",
            List.of(
                "56: jobs.nightly.schedule: found \"0 1 30 2 *\"; expected a five-field UNIX cron"
                    + " such as \"30 6 * * *\" that ever fires")),
        arguments(
            "    zone: UTC\n    service",
            "    zone: Moon/Crater\n    service",
            List.of(
                "57: jobs.nightly.zone: found \"Moon/Crater\"; expected a time zone such as"
                    + " America/New_York or UTC")));
  }

  @ParameterizedTest
  @MethodSource("ofTheSchema")
  void whatTheSchemaRefuses(String from, String to, List<String> problems) {
    assertThat(PipelineProblemsTest.problemsOf(PipelineProblemsTest.changed(from, to)))
        .containsExactlyElementsOf(problems);
  }
}
