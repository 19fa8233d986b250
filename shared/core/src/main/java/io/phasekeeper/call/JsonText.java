package io.phasekeeper.call;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import java.util.Map;

/** Bodies and messages as they are sent. */
final class JsonText {
  private static final Gson GSON =
      new GsonBuilder().serializeNulls().disableHtmlEscaping().create();

  private JsonText() {}

  static String of(Map<String, Object> body) {
    return GSON.toJson(body);
  }
}
