package io.phasekeeper.outcome;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import java.io.IOException;
import java.io.Writer;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/**
 * What a function answers over HTTP, whatever serves it: a status, and a body in JSON.
 *
 * @param body JSON
 */
public record HttpAnswer(int status, String body) {
  private static final Gson GSON =
      new GsonBuilder().disableHtmlEscaping().serializeNulls().create();
  private static final String JSON = "application/json; charset=utf-8";

  public HttpAnswer {
    if (status < 100 || status > 599) {
      throw new IllegalArgumentException("found status " + status + "; expected 100 to 599");
    }
  }

  public static HttpAnswer of(int status, JsonElement body) {
    return new HttpAnswer(status, GSON.toJson(body));
  }

  /** Gives this answer to a response of any framework. */
  public void to(IntConsumer status, Consumer<String> contentType, Writer writer)
      throws IOException {
    status.accept(this.status);
    contentType.accept(JSON);
    writer.write(body);
  }
}
