package io.phasekeeper.google;

import com.google.cloud.Timestamp;
import com.google.cloud.firestore.Blob;
import com.google.cloud.firestore.DocumentReference;
import com.google.cloud.firestore.GeoPoint;
import com.google.cloud.firestore.VectorValue;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Translates between document values and Firestore's own. Only timestamps differ; kinds that other
 * writers may store and we never do are read as text, maps or lists, and survive our writes because
 * no write of ours names them.
 */
final class FirestoreValues {
  private FirestoreValues() {}

  static Map<String, @Nullable Object> toFirestore(Map<String, ?> fields) {
    Map<String, @Nullable Object> translated = new LinkedHashMap<>();
    fields.forEach((name, value) -> translated.put(name, toFirestore(value)));
    return translated;
  }

  static @Nullable Object toFirestore(@Nullable Object value) {
    if (value instanceof Instant at) {
      return Timestamp.ofTimeSecondsAndNanos(at.getEpochSecond(), at.getNano());
    }
    if (value instanceof List<?> list) {
      List<@Nullable Object> translated = new ArrayList<>(list.size());
      list.forEach(each -> translated.add(toFirestore(each)));
      return translated;
    }
    if (value instanceof Map<?, ?> map) {
      Map<String, @Nullable Object> translated = new LinkedHashMap<>();
      map.forEach((name, each) -> translated.put((String) name, toFirestore(each)));
      return translated;
    }
    return value;
  }

  static Map<String, Object> fromFirestore(Map<String, Object> fields) {
    Map<String, Object> translated = new LinkedHashMap<>();
    fields.forEach((name, value) -> put(translated, name, value));
    return translated;
  }

  /** Null values stay in the map, as {@link io.phasekeeper.document.Document} allows. */
  @SuppressWarnings("NullAway")
  private static void put(Map<String, Object> fields, String name, @Nullable Object value) {
    fields.put(name, fromFirestore(value));
  }

  private static @Nullable Object fromFirestore(@Nullable Object value) {
    if (value instanceof Timestamp at) {
      return Instant.ofEpochSecond(at.getSeconds(), at.getNanos());
    }
    if (value instanceof List<?> list) {
      List<@Nullable Object> translated = new ArrayList<>(list.size());
      list.forEach(each -> translated.add(fromFirestore(each)));
      return translated;
    }
    if (value instanceof Map<?, ?> map) {
      Map<String, @Nullable Object> translated = new LinkedHashMap<>();
      map.forEach((name, each) -> translated.put((String) name, fromFirestore(each)));
      return translated;
    }
    return foreign(value);
  }

  private static @Nullable Object foreign(@Nullable Object value) {
    if (value instanceof DocumentReference reference) {
      return reference.getPath();
    }
    if (value instanceof GeoPoint point) {
      return Map.of("latitude", point.getLatitude(), "longitude", point.getLongitude());
    }
    if (value instanceof Blob bytes) {
      return Base64.getEncoder().encodeToString(bytes.toBytes());
    }
    if (value instanceof VectorValue vector) {
      return Arrays.stream(vector.toArray()).boxed().toList();
    }
    return value;
  }
}
