package io.phasekeeper.google;

import io.phasekeeper.call.ServiceClient;
import io.phasekeeper.outcome.PortFailure;
import io.phasekeeper.outcome.PortFailure.Kind;
import io.phasekeeper.outcome.PortFailure.Service;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

/**
 * Calls Cloud Run services, with an identity token for the service's root, and starts Cloud Run
 * jobs, with an access token. A service on this machine is called without a token.
 */
public final class IdentifiedServiceClient implements ServiceClient {
  private static final int BODY_LIMIT = 64 * 1024;

  private final IdentityTokens tokens;
  private final CloudRunJobs jobs;
  private final Predicate<URI> wantsNoToken;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();

  /**
   * A client with this process's own credentials, which are looked for when they are first needed.
   *
   * @param region of the jobs; none: no job can be started
   * @param runApi root of Cloud Run's API, if it is not Google's
   */
  public static IdentifiedServiceClient open(
      String project, Optional<String> region, Optional<URI> runApi) {
    return new IdentifiedServiceClient(
        IdentityTokens.ofThisProcess(), CloudRunJobs.of(project, region, runApi));
  }

  IdentifiedServiceClient(IdentityTokens tokens, CloudRunJobs jobs) {
    this(tokens, jobs, IdentifiedServiceClient::onThisMachine);
  }

  /**
   * @param wantsNoToken who is called without one
   */
  IdentifiedServiceClient(IdentityTokens tokens, CloudRunJobs jobs, Predicate<URI> wantsNoToken) {
    this.tokens = tokens;
    this.jobs = jobs;
    this.wantsNoToken = wantsNoToken;
  }

  @Override
  public Optional<Answer> post(URI target, URI audience, String json, Duration limit) {
    Optional<String> token =
        wantsNoToken.test(target) ? Optional.empty() : Optional.of(tokens.of(audience));
    return send(target, token, json, limit);
  }

  @Override
  public Optional<Answer> runJob(String job, Duration limit) {
    URI run = jobs.runOf(job);
    Optional<String> token = wantsNoToken.test(run) ? Optional.empty() : Optional.of(jobs.token());
    return send(run, token, "{}", limit);
  }

  /** Whoever listens there has no use for a token of ours, and might keep it. */
  private static boolean onThisMachine(URI target) {
    return "http".equals(target.getScheme())
        && List.of("127.0.0.1", "[::1]", "localhost").contains(String.valueOf(target.getHost()));
  }

  private Optional<Answer> send(URI target, Optional<String> token, String json, Duration limit) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(target)
            .header("Content-Type", "application/json; charset=utf-8")
            .POST(HttpRequest.BodyPublishers.ofString(json));
    token.ifPresent(t -> request.header("Authorization", "Bearer " + t));
    ByteArrayOutputStream start = new ByteArrayOutputStream();
    CompletableFuture<HttpResponse<Void>> answer =
        http.sendAsync(
            request.build(),
            HttpResponse.BodyHandlers.ofByteArrayConsumer(
                part -> part.ifPresent(bytes -> keep(start, bytes))));
    try {
      int status = answer.get(limit.toNanos(), TimeUnit.NANOSECONDS).statusCode();
      return Optional.of(new Answer(status, start.toString(StandardCharsets.UTF_8)));
    } catch (TimeoutException slow) {
      answer.cancel(true);
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      answer.cancel(true);
      return Optional.empty();
    } catch (ExecutionException e) {
      return unanswered(target, e);
    }
  }

  /** A call that was never sent is a failure; one that was cut off may have been taken. */
  private static Optional<Answer> unanswered(URI target, ExecutionException thrown) {
    for (Throwable each = thrown; each != null; each = each.getCause()) {
      if (each instanceof ConnectException
          || each instanceof HttpConnectTimeoutException
          || each instanceof UnresolvedAddressException) {
        throw new PortFailure(
            Service.HTTP,
            Kind.UNAVAILABLE,
            "http: post to " + target + ": not reached: " + each,
            thrown);
      }
    }
    if (thrown.getCause() instanceof IOException) {
      return Optional.empty();
    }
    throw new PortFailure(
        Service.HTTP, Kind.INVALID, "http: post to " + target + ": " + thrown.getMessage(), thrown);
  }

  private static void keep(ByteArrayOutputStream start, byte[] bytes) {
    start.write(bytes, 0, Math.min(bytes.length, BODY_LIMIT - start.size()));
  }
}
