package io.phasekeeper.local.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.phasekeeper.local.data.CannotLook;
import io.phasekeeper.local.data.RunningSuite;
import io.phasekeeper.local.host.CannotListen;
import io.phasekeeper.local.host.FunctionHost;
import java.net.http.HttpClient;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ControlChannelTest {
  private final Desk desk =
      new Desk() {
        @Override
        public DeskAnswer ask(DeskRequest request) throws CannotLook {
          if (request.command().equals("fail")) {
            throw new CannotLook("no such day");
          }
          return new DeskAnswer(1, request.command() + " " + request.parameters());
        }

        @Override
        public void close() {}
      };

  @Test
  void aCommandAsksTheRunningSuiteAndGetsItsExitCodeAndText() throws CannotListen, CannotLook {
    try (FunctionHost host =
            FunctionHost.start(
                0, List.of(), Map.of(ControlHandler.PATH, new ControlHandler("t", desk)));
        RemoteDesk remote =
            new RemoteDesk(HttpClient.newHttpClient(), new RunningSuite(host.uri(), "t"))) {
      assertThat(
              remote.ask(
                  new DeskRequest("status", Map.of("date", "2026-01-10", "why", "it's \"late\""))))
          .isEqualTo(new DeskAnswer(1, "status {date=2026-01-10, why=it's \"late\"}"));
      assertThat(remote.ask(new DeskRequest("fail", Map.of())))
          .isEqualTo(new DeskAnswer(3, "no such day"));
    }
  }

  @Test
  void whoDoesNotKnowTheTokenIsRefused() throws CannotListen {
    try (FunctionHost host =
            FunctionHost.start(
                0, List.of(), Map.of(ControlHandler.PATH, new ControlHandler("t", desk)));
        RemoteDesk remote =
            new RemoteDesk(HttpClient.newHttpClient(), new RunningSuite(host.uri(), "guess"))) {
      assertThatThrownBy(() -> remote.ask(new DeskRequest("status", Map.of())))
          .isInstanceOf(CannotLook.class)
          .hasMessageContaining("403");
    }
  }

  @Test
  void aBusyPortIsOneClearLine() throws CannotListen {
    try (FunctionHost host = FunctionHost.start(0, List.of(), Map.of())) {
      assertThatThrownBy(() -> FunctionHost.start(host.uri().getPort(), List.of(), Map.of()))
          .isInstanceOf(CannotListen.class)
          .hasMessage(
              "cannot listen on 127.0.0.1:%d: the port is in use; name another port with --port, or leave it out to get a free one",
              host.uri().getPort());
    }
  }
}
