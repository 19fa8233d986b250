package io.phasekeeper.document;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@link DocumentValues Document values} as JSON text and back, without loss: {@code
 * {"at":{"$instant":"2026-01-11T07:00:00Z"},"n":1,"share":1.0}}. A number with a point or an
 * exponent is a double; {@code {"$double":"NaN"}} is one that JSON has no digits for; a field's own
 * name that begins with {@code $} is written with one more.
 */
public final class DocumentJson {
  private static final String INSTANT = "$instant";
  private static final String DOUBLE = "$double";

  private DocumentJson() {}

  public static String write(Map<String, Object> fields) {
    StringWriter text = new StringWriter();
    try (JsonWriter json = new JsonWriter(text)) {
      json.setHtmlSafe(false);
      json.setSerializeNulls(true);
      write(json, fields);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return text.toString();
  }

  private static void write(JsonWriter json, @Nullable Object value) throws IOException {
    if (value == null) {
      json.nullValue();
    } else if (value instanceof String text) {
      json.value(text);
    } else if (value instanceof Boolean flag) {
      json.value(flag);
    } else if (value instanceof Instant at) {
      json.beginObject().name(INSTANT).value(at.toString()).endObject();
    } else if (value instanceof Double number) {
      if (number.isNaN() || number.isInfinite()) {
        json.beginObject().name(DOUBLE).value(number.toString()).endObject();
      } else {
        json.jsonValue(number.toString());
      }
    } else if (value instanceof Number number) {
      json.value(number.longValue());
    } else if (value instanceof List<?> list) {
      json.beginArray();
      for (Object each : list) {
        write(json, each);
      }
      json.endArray();
    } else if (value instanceof Map<?, ?> map) {
      json.beginObject();
      for (Map.Entry<?, ?> field : map.entrySet()) {
        String name = (String) field.getKey();
        json.name(name.startsWith("$") ? "$" + name : name);
        write(json, field.getValue());
      }
      json.endObject();
    } else {
      throw new IllegalArgumentException(
          "a document cannot hold a " + value.getClass().getName() + ": " + value);
    }
  }

  /**
   * @throws IllegalArgumentException if the text is not what {@link #write} writes
   */
  @SuppressWarnings("unchecked")
  public static Map<String, Object> read(String text) {
    try (JsonReader json = new JsonReader(new StringReader(text))) {
      Object value = read(json);
      if (value instanceof Map<?, ?> fields && json.peek() == JsonToken.END_DOCUMENT) {
        return (Map<String, Object>) fields;
      }
    } catch (IOException | IllegalStateException | DateTimeParseException e) {
      throw new IllegalArgumentException("not a document: " + start(text), e);
    }
    throw new IllegalArgumentException("not a document: " + start(text));
  }

  private static String start(String text) {
    return text.length() <= 80 ? text : text.substring(0, 80) + "…";
  }

  private static @Nullable Object read(JsonReader json) throws IOException {
    return switch (json.peek()) {
      case NULL -> {
        json.nextNull();
        yield null;
      }
      case STRING -> json.nextString();
      case BOOLEAN -> json.nextBoolean();
      case NUMBER -> number(json.nextString());
      case BEGIN_ARRAY -> {
        List<@Nullable Object> list = new ArrayList<>();
        json.beginArray();
        while (json.hasNext()) {
          list.add(read(json));
        }
        json.endArray();
        yield list;
      }
      case BEGIN_OBJECT -> object(json);
      case END_ARRAY, END_OBJECT, NAME, END_DOCUMENT ->
          throw new IllegalStateException("unexpected " + json.peek() + " at " + json.getPath());
    };
  }

  private static Object number(String digits) {
    boolean whole = digits.indexOf('.') < 0 && digits.indexOf('E') < 0 && digits.indexOf('e') < 0;
    if (whole) {
      return Long.parseLong(digits);
    }
    return Double.parseDouble(digits);
  }

  private static Object object(JsonReader json) throws IOException {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    json.beginObject();
    while (json.hasNext()) {
      String name = json.nextName();
      if (name.equals(INSTANT) || name.equals(DOUBLE)) {
        String text = json.nextString();
        json.endObject();
        return name.equals(INSTANT) ? (Object) Instant.parse(text) : Double.valueOf(text);
      }
      map.put(name.startsWith("$") ? name.substring(1) : name, read(json));
    }
    json.endObject();
    return map;
  }
}
