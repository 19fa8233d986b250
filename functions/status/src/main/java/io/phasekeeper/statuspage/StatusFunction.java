package io.phasekeeper.statuspage;

import com.google.cloud.functions.HttpFunction;
import com.google.cloud.functions.HttpRequest;
import com.google.cloud.functions.HttpResponse;
import java.io.IOException;

/** Entry point: processors and people ask. */
public final class StatusFunction implements HttpFunction {
  private final StatusCalls calls;

  /** Called once per instance, by the Functions Framework. */
  public StatusFunction() {
    this(Wiring.calls(System.getenv()));
  }

  StatusFunction(StatusCalls calls) {
    this.calls = calls;
  }

  @Override
  public void service(HttpRequest request, HttpResponse response) throws IOException {
    calls.answer(request, response);
  }
}
