package io.phasekeeper.local.runtime;

import io.phasekeeper.function.FunctionSpec;
import io.phasekeeper.function.Timer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Calls the timer functions when their cron says so, as Cloud Scheduler does. */
public final class Ticker {
  private final Map<FunctionSpec, Instant> next = new LinkedHashMap<>();
  private final Function<String, URI> addresses;
  private final HttpClient client;

  /**
   * @param after the last moment whose ticks have been made already
   * @param addresses where a function is called
   */
  public Ticker(
      List<FunctionSpec> functions,
      Instant after,
      Function<String, URI> addresses,
      HttpClient client) {
    functions.forEach(f -> f.timer().ifPresent(timer -> next.put(f, timer.nextAfter(after))));
    this.addresses = addresses;
    this.client = client;
  }

  /** When the next timer is due; none if there are no timers. */
  public synchronized Optional<Instant> nextDue() {
    return next.values().stream().min(Comparator.naturalOrder());
  }

  /**
   * Calls what is due at {@code now}, each once however many of its ticks have passed: a computer
   * that slept does not owe a night of ticks.
   *
   * @return what was called
   */
  public List<Tick> tickDue(Instant now) throws InterruptedException {
    List<FunctionSpec> due = new ArrayList<>();
    synchronized (this) {
      next.forEach(
          (function, at) -> {
            if (!at.isAfter(now)) {
              due.add(function);
            }
          });
      due.forEach(f -> f.timer().ifPresent(timer -> next.put(f, timer.nextAfter(now))));
    }
    List<Tick> ticks = new ArrayList<>();
    for (FunctionSpec function : due) {
      ticks.add(call(function));
    }
    return ticks;
  }

  /** Lets what is due at {@code now} pass without a call. */
  public synchronized void passOver(Instant now) {
    next.replaceAll(
        (function, at) ->
            at.isAfter(now) ? at : function.timer().map(timer -> timer.nextAfter(now)).orElse(at));
  }

  /** Calls one timer function now, whatever its cron says. */
  public Tick call(FunctionSpec function) throws InterruptedException {
    int tries = 1 + function.timer().map(Timer::retries).orElse(0);
    Tick tick = new Tick(function.name(), 0, "");
    for (int i = 0; i < tries && !tick.good(); i++) {
      tick = once(function);
    }
    return tick;
  }

  /**
   * Asks a function that answers questions.
   *
   * @param path under the function's address
   */
  public Tick ask(FunctionSpec function, String path) throws InterruptedException {
    return send(
        function, HttpRequest.newBuilder(URI.create(addresses.apply(function.name()) + path)));
  }

  private Tick once(FunctionSpec function) throws InterruptedException {
    return send(
        function,
        HttpRequest.newBuilder(addresses.apply(function.name()))
            .header("content-type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString("{}")));
  }

  private Tick send(FunctionSpec function, HttpRequest.Builder asked) throws InterruptedException {
    HttpRequest request = asked.timeout(Duration.ofSeconds(function.seconds())).build();
    try {
      HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
      return new Tick(function.name(), response.statusCode(), response.body());
    } catch (IOException e) {
      return new Tick(function.name(), 0, String.valueOf(e.getMessage()));
    }
  }

  /**
   * One call of a timer function.
   *
   * @param status the HTTP status; 0 without an answer
   * @param body what it answered, or what stood in the way
   */
  public record Tick(String function, int status, String body) {
    public boolean good() {
      return status >= 200 && status < 300;
    }
  }
}
