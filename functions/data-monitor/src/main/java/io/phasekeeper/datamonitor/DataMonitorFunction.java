package io.phasekeeper.datamonitor;

import com.google.cloud.functions.HttpFunction;
import com.google.cloud.functions.HttpRequest;
import com.google.cloud.functions.HttpResponse;
import java.io.IOException;

/** Entry point: every five minutes, the data whose look is due. */
public final class DataMonitorFunction implements HttpFunction {
  private final MonitorCalls calls;

  /** Called once per instance, by the Functions Framework. */
  public DataMonitorFunction() {
    this(Wiring.calls(System.getenv()));
  }

  DataMonitorFunction(MonitorCalls calls) {
    this.calls = calls;
  }

  @Override
  public void service(HttpRequest request, HttpResponse response) throws IOException {
    calls.answer(request, response);
  }
}
