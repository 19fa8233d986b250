package io.phasekeeper.outcome;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonPrimitive;
import java.util.Optional;

/**
 * The JSON that commands print with {@code --json}: indented, with a null for what is not known.
 */
public final class ReadableJson {
  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().serializeNulls().create();

  private ReadableJson() {}

  public static String of(JsonElement tree) {
    return GSON.toJson(tree);
  }

  /** A document value as a tree. */
  public static JsonElement tree(Object value) {
    return GSON.toJsonTree(value);
  }

  /** As it writes itself. */
  public static JsonElement text(Optional<?> value) {
    return value.<JsonElement>map(v -> new JsonPrimitive(v.toString())).orElse(JsonNull.INSTANCE);
  }

  public static JsonElement number(Optional<? extends Number> value) {
    return value.<JsonElement>map(JsonPrimitive::new).orElse(JsonNull.INSTANCE);
  }
}
