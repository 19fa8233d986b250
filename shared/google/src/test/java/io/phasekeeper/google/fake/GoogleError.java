package io.phasekeeper.google.fake;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;

/** An error as BigQuery answers it. */
public final class GoogleError extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final int status;
  private final String reason;

  public GoogleError(int status, String reason, String message) {
    super(message);
    this.status = status;
    this.reason = reason;
  }

  int status() {
    return status;
  }

  /** As the body of an HTTP answer. */
  JsonObject body() {
    JsonArray errors = new JsonArray();
    errors.add(proto());
    JsonObject error = new JsonObject();
    error.addProperty("code", status);
    error.addProperty("message", getMessage());
    error.add("errors", errors);
    JsonObject body = new JsonObject();
    body.add("error", error);
    return body;
  }

  /** As it stands in a job's status. */
  JsonObject proto() {
    JsonObject error = new JsonObject();
    error.addProperty("message", getMessage());
    error.addProperty("domain", "global");
    error.addProperty("reason", reason);
    error.addProperty("location", "query");
    return error;
  }
}
