package io.phasekeeper.local.control;

import io.phasekeeper.local.data.CannotLook;
import io.phasekeeper.local.data.RunningSuite;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Asks a suite that runs in another process, over its control channel on loopback. */
public final class RemoteDesk implements Desk {
  /** Every answer comes within it: the seeds want a status in under 30 s. */
  private static final Duration LIMIT = Duration.ofSeconds(25);

  private final HttpClient client;
  private final RunningSuite suite;

  public RemoteDesk(HttpClient client, RunningSuite suite) {
    this.client = client;
    this.suite = suite;
  }

  @Override
  public DeskAnswer ask(DeskRequest request) throws CannotLook {
    HttpRequest post =
        HttpRequest.newBuilder(suite.address().resolve(ControlHandler.PATH))
            .timeout(LIMIT)
            .header(ControlHandler.TOKEN, suite.token())
            .POST(HttpRequest.BodyPublishers.ofString(request.json()))
            .build();
    try {
      HttpResponse<String> response = client.send(post, HttpResponse.BodyHandlers.ofString());
      return DeskAnswer.parse(response.body())
          .filter(answer -> response.statusCode() == 200)
          .orElseThrow(
              () ->
                  new CannotLook(
                      "what listens at "
                          + suite.address()
                          + " is not this directory's suite (HTTP "
                          + response.statusCode()
                          + ")"));
    } catch (IOException e) {
      throw new CannotLook("the suite at " + suite.address() + " does not answer (" + e + ")", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CannotLook("interrupted while asking the suite at " + suite.address(), e);
    }
  }

  @Override
  public void close() {
    // The client's threads are daemons; nothing is held.
  }
}
