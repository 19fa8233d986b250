package io.phasekeeper.local.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.phasekeeper.call.CallPorts;
import io.phasekeeper.call.ServiceClient.Answer;
import io.phasekeeper.outcome.PortFailure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LocalCallsTest {
  private static final Duration LIMIT = Duration.ofSeconds(5);
  private final CallPorts calls =
      LocalCalls.of(Map.of("PHASEKEEPER_PHASE4_URL", "https://x.run.app", "BLANK", " "), () -> 0);

  @Test
  void aServiceElsewhereIsNeverCalled() {
    URI production = URI.create("https://phase4-abc-uw.a.run.app/process-date");
    assertThatThrownBy(
            () -> assertThat(calls.services().post(production, production, "{}", LIMIT)).isNull())
        .isInstanceOf(PortFailure.class)
        .hasMessage(
            "http: post to "
                + production
                + ": a local suite calls only what runs on this machine; expected a URL on"
                + " 127.0.0.1 or localhost");
    assertThatThrownBy(() -> assertThat(calls.services().runJob("rosters", LIMIT)).isNull())
        .isInstanceOf(PortFailure.class)
        .hasMessageStartingWith("http: run the Cloud Run job rosters: ");
  }

  @Test
  void aServiceOnThisMachineIsCalledWithoutAToken() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          boolean token = exchange.getRequestHeaders().containsKey("Authorization");
          exchange.sendResponseHeaders(token ? 400 : 204, -1);
          exchange.close();
        });
    server.start();
    try {
      URI here = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
      assertThat(calls.services().post(here, here, "{}", LIMIT)).hasValue(new Answer(204, ""));
    } finally {
      server.stop(0);
    }
  }

  @Test
  void variablesAreThoseOfTheEnvironment() {
    assertThat(calls.variables().apply("PHASEKEEPER_PHASE4_URL")).hasValue("https://x.run.app");
    assertThat(calls.variables().apply("BLANK")).isEmpty();
    assertThat(calls.variables().apply("ABSENT")).isEmpty();
  }
}
