package io.phasekeeper.event;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.io.StringReader;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.chrono.IsoChronology;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.time.format.ResolverStyle;
import java.time.temporal.TemporalAccessor;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads JSON that other people's code wrote: strict in syntax, lenient in types. */
final class Json {
  /** A date and a time with a blank between them, as databases print it. */
  private static final Pattern BLANK_BETWEEN = Pattern.compile("^(\\d{4}-\\d{2}-\\d{2}) (?=\\d)");

  private static final DateTimeFormatter TIME =
      new DateTimeFormatterBuilder()
          .parseCaseInsensitive()
          .append(DateTimeFormatter.ISO_LOCAL_DATE_TIME)
          .optionalStart()
          .parseLenient()
          .appendOffsetId()
          .parseStrict()
          .optionalEnd()
          .toFormatter(Locale.ROOT)
          .withResolverStyle(ResolverStyle.STRICT)
          .withChronology(IsoChronology.INSTANCE);

  private static final Pattern WHERE = Pattern.compile("at (line \\d+ column \\d+)");

  private Json() {}

  static JsonElement parse(byte[] data) throws MalformedEventException {
    String text;
    try {
      text =
          StandardCharsets.UTF_8
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .onUnmappableCharacter(CodingErrorAction.REPORT)
              .decode(ByteBuffer.wrap(data))
              .toString();
    } catch (CharacterCodingException e) {
      throw new MalformedEventException("data is not valid UTF-8; expected JSON in UTF-8");
    }
    if (text.isBlank()) {
      throw new MalformedEventException("data is empty; expected a JSON object");
    }
    JsonReader reader = new JsonReader(new StringReader(text));
    reader.setStrictness(Strictness.STRICT);
    try {
      JsonElement element = JsonParser.parseReader(reader);
      if (reader.peek() != JsonToken.END_DOCUMENT) {
        throw new MalformedEventException("more than one JSON value; expected one JSON object");
      }
      return element;
    } catch (JsonParseException | IOException | StackOverflowError e) {
      throw new MalformedEventException(
          "found \"" + shorten(text, 40) + "\"; expected JSON: " + shorten(reasonOf(e), 160));
    }
  }

  /** Where the syntax breaks; the reader's own words give advice to programmers. */
  private static String reasonOf(Throwable e) {
    Matcher where = WHERE.matcher(String.valueOf(e.getMessage()));
    return where.find() ? "it breaks at " + where.group(1) : "it breaks off";
  }

  static boolean absent(JsonObject object, String key) {
    JsonElement value = object.get(key);
    return value == null || value.isJsonNull();
  }

  /** A string that is not blank; numbers and booleans are not strings. */
  static Optional<String> text(JsonObject object, String key) {
    return primitive(object, key)
        .filter(JsonPrimitive::isString)
        .map(JsonPrimitive::getAsString)
        .filter(text -> !text.isBlank());
  }

  static Optional<JsonObject> object(JsonObject object, String key) {
    JsonElement value = object.get(key);
    return value != null && value.isJsonObject()
        ? Optional.of(value.getAsJsonObject())
        : Optional.empty();
  }

  static Optional<Boolean> bool(JsonObject object, String key) {
    return primitive(object, key).filter(JsonPrimitive::isBoolean).map(JsonPrimitive::getAsBoolean);
  }

  /** The strings of an array; whatever else stands in it is left out. */
  static List<String> texts(JsonObject object, String key) {
    JsonElement value = object.get(key);
    List<String> texts = new ArrayList<>();
    if (value != null && value.isJsonArray()) {
      JsonArray array = value.getAsJsonArray();
      for (JsonElement each : array) {
        if (each.isJsonPrimitive() && each.getAsJsonPrimitive().isString()) {
          texts.add(each.getAsString());
        }
      }
    }
    return texts;
  }

  /** A number, or a string that holds one. */
  static Optional<Double> number(JsonObject object, String key) {
    return decimal(object, key).map(BigDecimal::doubleValue);
  }

  /** A whole number, or a string that holds one. */
  static Optional<Long> wholeNumber(JsonObject object, String key) {
    return decimal(object, key)
        .flatMap(
            number -> {
              try {
                return Optional.of(number.longValueExact());
              } catch (ArithmeticException e) {
                return Optional.empty();
              }
            });
  }

  private static Optional<BigDecimal> decimal(JsonObject object, String key) {
    return primitive(object, key)
        .map(value -> value.getAsString().strip())
        .filter(text -> text.length() <= 40)
        .flatMap(
            text -> {
              try {
                BigDecimal number = new BigDecimal(text);
                // A huge exponent would make longValueExact build a huge number.
                return Math.abs((long) number.scale()) > 60
                    ? Optional.empty()
                    : Optional.of(number);
              } catch (NumberFormatException e) {
                return Optional.empty();
              }
            });
  }

  private static Optional<JsonPrimitive> primitive(JsonObject object, String key) {
    JsonElement value = object.get(key);
    return value != null && value.isJsonPrimitive()
        ? Optional.of(value.getAsJsonPrimitive())
        : Optional.empty();
  }

  /** An ISO 8601 time; without an offset, as Python writes it, it is UTC. */
  static Optional<Instant> instant(String text) {
    String iso = BLANK_BETWEEN.matcher(text.strip()).replaceFirst("$1T");
    try {
      TemporalAccessor time = TIME.parseBest(iso, OffsetDateTime::from, LocalDateTime::from);
      return Optional.of(
          time instanceof OffsetDateTime withOffset
              ? withOffset.toInstant()
              : ((LocalDateTime) time).toInstant(ZoneOffset.UTC));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  static String shorten(String text, int most) {
    return text.length() <= most ? text : text.substring(0, most - 1) + "…";
  }
}
