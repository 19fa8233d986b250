package io.phasekeeper.cleanup;

import com.google.cloud.functions.HttpFunction;
import com.google.cloud.functions.HttpRequest;
import com.google.cloud.functions.HttpResponse;
import java.io.IOException;

/**
 * Entry point: every five minutes, runs without an end are judged by their beats and their data.
 */
public final class StaleRunningCleanupFunction implements HttpFunction {
  private final CleanupCalls calls;

  /** Called once per instance, by the Functions Framework. */
  public StaleRunningCleanupFunction() {
    this(Wiring.calls(System.getenv()));
  }

  StaleRunningCleanupFunction(CleanupCalls calls) {
    this.calls = calls;
  }

  @Override
  public void service(HttpRequest request, HttpResponse response) throws IOException {
    calls.answer(request, response);
  }
}
