package io.phasekeeper.local.scenario;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import org.jspecify.annotations.Nullable;

/** JSON as the world's own programs write it: nulls included, nothing escaped for HTML. */
public final class Json {
  private static final Gson GSON =
      new GsonBuilder().serializeNulls().disableHtmlEscaping().create();

  private Json() {}

  public static String write(@Nullable Object value) {
    return GSON.toJson(value);
  }
}
