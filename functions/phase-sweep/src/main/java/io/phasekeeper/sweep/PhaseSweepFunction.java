package io.phasekeeper.sweep;

import com.google.cloud.functions.HttpFunction;
import com.google.cloud.functions.HttpRequest;
import com.google.cloud.functions.HttpResponse;
import java.io.IOException;

/** Entry point: the minute timer looks at what is due. */
public final class PhaseSweepFunction implements HttpFunction {
  private final SweepCalls calls;

  /** Called once per instance, by the Functions Framework. */
  public PhaseSweepFunction() {
    this(Wiring.calls(System.getenv()));
  }

  PhaseSweepFunction(SweepCalls calls) {
    this.calls = calls;
  }

  @Override
  public void service(HttpRequest request, HttpResponse response) throws IOException {
    calls.answer(request, response);
  }
}
