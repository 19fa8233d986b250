package io.phasekeeper.local.scenario;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** Reads single values of a scenario file, and says what is wrong with those that are no such. */
public final class Scalars {
  private static final Pattern LIKE_A_TIME =
      Pattern.compile("\\d{4}-\\d\\d-\\d\\d[Tt ]\\d\\d:\\d\\d.*");
  private static final Pattern LIKE_A_DATE = Pattern.compile("\\d{4}-\\d\\d-\\d\\d");
  private static final DateTimeFormatter WITH_OFFSET =
      new DateTimeFormatterBuilder()
          .append(DateTimeFormatter.ISO_LOCAL_DATE)
          .appendPattern("['T'][' ']HH:mm[:ss]")
          .appendFraction(java.time.temporal.ChronoField.NANO_OF_SECOND, 0, 9, true)
          .appendPattern("[XXX][XX][X]")
          .toFormatter(java.util.Locale.ROOT);

  /** What plain (unquoted) dates and times become inside free values. */
  enum Times {
    /** Text, as in the JSON of a message. */
    TEXT,
    /** A time is a timestamp, a date is text: as in a document. */
    TIMESTAMPS,
    /** A time is a timestamp, a date is a date: as in the columns of a table. */
    TIMESTAMPS_AND_DATES
  }

  private final Problems problems;

  Scalars(Problems problems) {
    this.problems = problems;
  }

  /** The text of a scalar, as written, whatever it looks like. */
  Optional<String> text(Node node, String where) {
    if (node instanceof ScalarNode scalar && !scalar.getTag().equals(Tag.NULL)) {
      return Optional.of(scalar.getValue());
    }
    return wrong(node, where, "a text");
  }

  Optional<Instant> instant(Node node, String where) {
    Optional<Instant> time =
        node instanceof ScalarNode scalar ? parseTime(scalar.getValue()) : Optional.empty();
    return time.isPresent()
        ? time
        : wrong(node, where, "a time with its offset, such as 2025-12-29T10:41:00-05:00");
  }

  Optional<LocalDate> date(Node node, String where) {
    Optional<LocalDate> date =
        node instanceof ScalarNode scalar ? parseDate(scalar.getValue()) : Optional.empty();
    return date.isPresent() ? date : wrong(node, where, "a date, such as 2025-12-29");
  }

  Optional<LocalTime> timeOfDay(Node node, String where) {
    try {
      if (node instanceof ScalarNode scalar) {
        return Optional.of(LocalTime.parse(scalar.getValue()));
      }
    } catch (DateTimeException e) {
      // Told below.
    }
    return wrong(node, where, "a time of day, such as \"19:00\"");
  }

  Optional<Duration> duration(Node node, String where) {
    try {
      if (node instanceof ScalarNode scalar) {
        Duration duration = Duration.parse(scalar.getValue());
        if (!duration.isNegative()) {
          return Optional.of(duration);
        }
      }
    } catch (DateTimeException e) {
      // Told below.
    }
    return wrong(node, where, "an ISO 8601 duration, such as PT30M");
  }

  Optional<Long> whole(Node node, String where) {
    try {
      if (node instanceof ScalarNode scalar && scalar.getTag().equals(Tag.INT)) {
        return Optional.of(Long.parseLong(scalar.getValue()));
      }
    } catch (NumberFormatException e) {
      // Told below.
    }
    return wrong(node, where, "a whole number");
  }

  Optional<Long> count(Node node, String where) {
    Optional<Long> number = whole(node, where);
    return number.filter(n -> n < 0).isPresent()
        ? wrong(node, where, "a count of 0 or more")
        : number;
  }

  Optional<Double> share(Node node, String where) {
    try {
      if (node instanceof ScalarNode scalar) {
        double share = Double.parseDouble(scalar.getValue());
        if (share >= 0 && share <= 1) {
          return Optional.of(share);
        }
      }
    } catch (NumberFormatException e) {
      // Told below.
    }
    return wrong(node, where, "a share from 0 to 1");
  }

  Optional<Boolean> bool(Node node, String where) {
    return node instanceof ScalarNode scalar && scalar.getTag().equals(Tag.BOOL)
        ? Optional.of(Boolean.parseBoolean(scalar.getValue()))
        : wrong(node, where, "true or false");
  }

  /** A value of any shape: map, list, text, number, boolean, null. */
  @Nullable Object free(Node node, Times times, String where) {
    if (node instanceof MappingNode map) {
      return freeMap(map, times, where);
    }
    if (node instanceof SequenceNode sequence) {
      List<@Nullable Object> values = new ArrayList<>();
      sequence.getValue().forEach(each -> values.add(free(each, times, where)));
      return values;
    }
    ScalarNode scalar = (ScalarNode) node;
    String text = scalar.getValue();
    boolean plain = scalar.getScalarStyle() == ScalarStyle.PLAIN;
    Tag tag = scalar.getTag();
    if (tag.equals(Tag.NULL)) {
      return null;
    }
    if (tag.equals(Tag.BOOL)) {
      return Boolean.parseBoolean(text);
    }
    if (tag.equals(Tag.INT)) {
      return number(scalar, where);
    }
    if (tag.equals(Tag.FLOAT)) {
      return floating(text);
    }
    if (plain && times != Times.TEXT && LIKE_A_TIME.matcher(text).matches()) {
      return instant(node, where).orElse(null);
    }
    if (plain && times == Times.TIMESTAMPS_AND_DATES && LIKE_A_DATE.matcher(text).matches()) {
      return date(node, where).orElse(null);
    }
    return text;
  }

  Map<String, @Nullable Object> freeMap(MappingNode map, Times times, String where) {
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    for (NodeTuple tuple : map.getValue()) {
      String key = text(tuple.getKeyNode(), where).orElse("");
      if (values.containsKey(key)) {
        problems.at(tuple.getKeyNode(), where + ": \"" + key + "\" stands here twice");
      }
      values.put(key, free(tuple.getValueNode(), times, where + "." + key));
    }
    return values;
  }

  public static Optional<Instant> parseTime(String text) {
    try {
      return Optional.of(
          OffsetDateTime.parse(text.strip().replace('t', 'T').replace('z', 'Z'), WITH_OFFSET)
              .toInstant());
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static Optional<LocalDate> parseDate(String text) {
    try {
      return Optional.of(LocalDate.parse(text));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private @Nullable Object number(ScalarNode scalar, String where) {
    String text = scalar.getValue();
    try {
      return text.startsWith("0x")
          ? Long.parseLong(text.substring(2), 16)
          : text.startsWith("0o") ? Long.parseLong(text.substring(2), 8) : Long.parseLong(text);
    } catch (NumberFormatException e) {
      problems.at(scalar, where + ": found " + text + "; expected a number of at most 64 bits");
      return null;
    }
  }

  private static Double floating(String text) {
    return switch (text.toLowerCase(java.util.Locale.ROOT)) {
      case ".nan" -> Double.NaN;
      case ".inf", "+.inf" -> Double.POSITIVE_INFINITY;
      case "-.inf" -> Double.NEGATIVE_INFINITY;
      default -> Double.parseDouble(text);
    };
  }

  <T> Optional<T> wrong(Node node, String where, String expected) {
    problems.at(node, where + ": found " + shown(node) + "; expected " + expected);
    return Optional.empty();
  }

  /** A node as a problem shows it, in one short piece. */
  static String shown(Node node) {
    if (node instanceof ScalarNode scalar) {
      return scalar.getTag().equals(Tag.NULL) ? "nothing" : "\"" + scalar.getValue() + "\"";
    }
    return node instanceof MappingNode ? "a map" : "a list";
  }
}
