package io.phasekeeper.selfheal;

import com.google.cloud.functions.HttpFunction;
import com.google.cloud.functions.HttpRequest;
import com.google.cloud.functions.HttpResponse;
import java.io.IOException;

/** Entry point: every five minutes, what is missing, and the heal plans that are due. */
public final class SelfHealFunction implements HttpFunction {
  private final HealCalls calls;

  /** Called once per instance, by the Functions Framework. */
  public SelfHealFunction() {
    this(Wiring.calls(System.getenv()));
  }

  SelfHealFunction(HealCalls calls) {
    this.calls = calls;
  }

  @Override
  public void service(HttpRequest request, HttpResponse response) throws IOException {
    calls.answer(request, response);
  }
}
