package io.phasekeeper.pipeline;

import com.cronutils.model.Cron;
import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import io.phasekeeper.yaml.Schema;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.zone.ZoneRulesException;
import java.time.zone.ZoneRulesProvider;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The kinds of text that the schema of the pipeline file names in {@code format}. */
final class PipelineFormats {
  /** Any start will do to see whether a schedule ever fires; this one makes the answer the same. */
  private static final ZonedDateTime ONCE =
      ZonedDateTime.of(2024, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC);

  private static final Pattern PLAIN_CRON =
      Pattern.compile(
          "(\\*(?:/\\d{1,2})?|\\d{1,2}(?:-\\d{1,2})?)"
              + " (\\*(?:/\\d{1,2})?|\\d{1,2}(?:-\\d{1,2})?)"
              + " \\* \\* (\\*|\\d(?:-\\d)?)");

  static final Map<String, Schema.Format> ALL =
      Map.of(
          "duration", PipelineFormats::duration,
          "due-time", PipelineFormats::dueTime,
          "zone", new Zone(),
          "date", PipelineFormats::date,
          "cron", PipelineFormats::cron);

  private PipelineFormats() {}

  private static Optional<String> duration(String text) {
    String expected = "an ISO 8601 duration such as PT30M, PT2H or P3D";
    try {
      return Duration.parse(text).isNegative()
          ? Optional.of("a duration that is not negative")
          : Optional.empty();
    } catch (DateTimeException e) {
      return Optional.of(expected);
    }
  }

  private static Optional<String> dueTime(String text) {
    try {
      return DueTime.parse(text).time() == null ? Optional.of("a time") : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.of("a time and a day such as \"07:30 D+1\" or \"11:00 D\"");
    }
  }

  private static Optional<String> date(String text) {
    try {
      return LocalDate.parse(text).getYear() > 0 ? Optional.empty() : Optional.of("a date");
    } catch (DateTimeException e) {
      return Optional.of("a date such as 2026-01-31");
    }
  }

  /**
   * Every field a {@code *} or one number or range in its bounds, and a month without a day: such a
   * schedule fires. The common ones are told by this alone, since the parser costs a cold start
   * more than all the rest of the file.
   */
  private static boolean plainCron(String text) {
    Matcher fields = PLAIN_CRON.matcher(text);
    return fields.matches()
        && inBounds(fields.group(1), 0, 59)
        && inBounds(fields.group(2), 0, 23)
        && inBounds(fields.group(3), 0, 6);
  }

  private static boolean inBounds(String field, int least, int most) {
    String range = field.startsWith("*") ? field.substring(1).replace("/", "") : field;
    int before = least;
    for (String number : range.isEmpty() ? new String[0] : range.split("-", -1)) {
      int value = Integer.parseInt(number);
      if (value < before || value > most) {
        return false;
      }
      before = value;
    }
    return !field.startsWith("*/") || before > 0;
  }

  private static Optional<String> cron(String text) {
    if (plainCron(text)) {
      return Optional.empty();
    }
    String expected = "a five-field UNIX cron such as \"30 6 * * *\"";
    try {
      Cron cron =
          new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX)).parse(text);
      return ExecutionTime.forCron(cron).nextExecution(ONCE).isPresent()
          ? Optional.empty()
          : Optional.of(expected + " that ever fires");
    } catch (IllegalArgumentException e) {
      return Optional.of(expected);
    }
  }

  /** A region of the time zone database. */
  private static final class Zone implements Schema.Format {
    @Override
    public Optional<String> expectedInsteadOf(String text) {
      String expected = "a time zone such as America/New_York or UTC";
      try {
        boolean known = ZoneRulesProvider.getRules(text, false) != null;
        return known ? Optional.empty() : Optional.of(expected);
      } catch (ZoneRulesException e) {
        return Optional.of(expected);
      }
    }

    @Override
    public Collection<String> known() {
      return ZoneRulesProvider.getAvailableZoneIds();
    }
  }
}
