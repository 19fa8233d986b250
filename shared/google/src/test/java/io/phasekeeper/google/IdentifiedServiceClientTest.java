package io.phasekeeper.google;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.auth.oauth2.IdToken;
import com.google.auth.oauth2.IdTokenProvider;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.phasekeeper.call.ServiceClient.Answer;
import io.phasekeeper.outcome.PortFailure;
import io.phasekeeper.outcome.PortFailure.Kind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class IdentifiedServiceClientTest {
  private static final URI AUDIENCE = URI.create("https://phase4-abc-uw.a.run.app");
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch never = new CountDownLatch(1);
  private final AtomicReference<String> seen = new AtomicReference<>("");
  private final AtomicInteger tokensMade = new AtomicInteger();
  private final IdTokenProvider provider =
      (audience, options) -> {
        tokensMade.incrementAndGet();
        return IdToken.create(jwt(audience, 4_102_444_800L));
      };
  private final IdentifiedServiceClient client = calledWith(provider);
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/taken", exchange -> answer(exchange, 200, "{\"ok\":\"ünï\"}"));
    server.createContext("/page", exchange -> answer(exchange, 200, "<html>sign in</html>"));
    server.createContext(
        "/v2/projects/", exchange -> answer(exchange, 200, "{\"name\":\"executions/1\"}"));
    server.createContext("/gate", exchange -> answer(exchange, 503, "DATA_INCOMPLETE"));
    server.createContext("/large", exchange -> answer(exchange, 200, "x".repeat(1_000_000)));
    server.createContext(
        "/elsewhere",
        exchange -> {
          exchange.getResponseHeaders().set("Location", "/taken");
          answer(exchange, 302, "");
        });
    server.createContext(
        "/silent",
        exchange -> {
          try {
            boolean told = never.await(60, TimeUnit.SECONDS);
            exchange.close();
            assertThat(told).isTrue();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    server.createContext("/cut", HttpExchange::close);
    server.start();
  }

  @AfterEach
  void stop() {
    never.countDown();
    server.stop(0);
    threads.shutdownNow();
  }

  @Test
  void aCallCarriesATokenForTheServicesRootAndItsJson() {
    assertThat(client.post(at("/taken/process-date?x=1"), AUDIENCE, "{\"a\":\"é\"}", LIMIT))
        .hasValue(new Answer(200, "{\"ok\":\"ünï\"}"));
    assertThat(seen.get())
        .isEqualTo(
            "POST /taken/process-date?x=1 application/json; charset=utf-8 Bearer "
                + jwt(AUDIENCE.toString(), 4_102_444_800L)
                + " {\"a\":\"é\"}");
  }

  @Test
  void aTokenIsMadeOncePerAudience() {
    for (int i = 0; i < 3; i++) {
      assertThat(client.post(at("/taken"), AUDIENCE, "{}", LIMIT)).isPresent();
    }
    assertThat(client.post(at("/taken"), URI.create("https://other.run.app"), "{}", LIMIT))
        .isPresent();
    assertThat(tokensMade).hasValue(2);
  }

  @Test
  void anExpiredTokenIsMadeAnew() {
    AtomicInteger made = new AtomicInteger();
    var expiring =
        calledWith(
            (audience, options) -> {
              made.incrementAndGet();
              return IdToken.create(jwt(audience, 1_000L));
            });
    assertThat(expiring.post(at("/taken"), AUDIENCE, "{}", LIMIT)).isPresent();
    assertThat(expiring.post(at("/taken"), AUDIENCE, "{}", LIMIT)).isPresent();
    assertThat(made.get()).isGreaterThanOrEqualTo(2);
  }

  @Test
  void whateverTheStatusTheAnswerIsGivenBackAndNoRedirectFollowed() {
    assertThat(client.post(at("/gate"), AUDIENCE, "{}", LIMIT))
        .hasValue(new Answer(503, "DATA_INCOMPLETE"));
    assertThat(client.post(at("/elsewhere"), AUDIENCE, "{}", LIMIT).orElseThrow().status())
        .isEqualTo(302);
  }

  @Test
  void ofALargeAnswerOnlyTheStartIsKept() {
    assertThat(client.post(at("/large"), AUDIENCE, "{}", LIMIT).orElseThrow().body())
        .hasSize(64 * 1024);
  }

  @Test
  void aServiceThatDoesNotAnswerInTimeMayHaveTakenTheCall() {
    assertThat(client.post(at("/silent"), AUDIENCE, "{}", Duration.ofMillis(200))).isEmpty();
  }

  @Test
  void aConnectionThatIsCutAfterTheCallMayHaveTakenIt() {
    assertThat(client.post(at("/cut"), AUDIENCE, "{}", LIMIT)).isEmpty();
  }

  @Test
  void aServiceThatIsNotReachedIsUnavailable() throws IOException {
    int nobody;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      nobody = socket.getLocalPort();
    }
    URI target = URI.create("http://127.0.0.1:" + nobody + "/x");
    PortFailure failure =
        catchThrowableOfType(
            PortFailure.class,
            () -> assertThat(client.post(target, AUDIENCE, "{}", LIMIT)).isNull());
    assertThat(failure.kind()).isEqualTo(Kind.UNAVAILABLE);
    assertThat(failure).hasMessageStartingWith("http: post to " + target + ": not reached: ");
  }

  @Test
  void withoutATokenNothingIsSent() {
    var refused =
        calledWith(
            (audience, options) -> {
              throw new IOException("403 iam.serviceAccounts.getOpenIdToken denied");
            });
    PortFailure failure =
        catchThrowableOfType(
            PortFailure.class,
            () ->
                assertThat(refused.post(at("/taken"), AUDIENCE, "{}", LIMIT))
                    .isEqualTo(Optional.empty()));
    assertThat(failure.kind()).isEqualTo(Kind.REFUSED);
    assertThat(failure)
        .hasMessageContaining("token for " + AUDIENCE)
        .hasMessageContaining("denied");
    assertThat(seen.get()).isEmpty();
  }

  @Test
  void aPageOfHtmlIsGivenBackAsItIs() {
    assertThat(client.post(at("/page"), AUDIENCE, "{}", LIMIT))
        .hasValue(new Answer(200, "<html>sign in</html>"));
  }

  @Test
  void whoListensOnThisMachineGetsNoToken() {
    var careful =
        new IdentifiedServiceClient(
            new IdentityTokens(() -> provider), jobs(Optional.of("us-west2")));
    assertThat(careful.post(at("/taken"), AUDIENCE, "{}", LIMIT)).isPresent();
    assertThat(seen.get()).isEqualTo("POST /taken application/json; charset=utf-8 null {}");
    assertThat(tokensMade).hasValue(0);
  }

  @Test
  void aJobIsStartedInItsProjectAndRegionWithAnAccessToken() {
    var starting =
        new IdentifiedServiceClient(
            new IdentityTokens(() -> provider), jobs(Optional.of("us-west2")), nobody -> false);
    assertThat(starting.runJob("br-rosters-backfill", LIMIT))
        .hasValue(new Answer(200, "{\"name\":\"executions/1\"}"));
    assertThat(seen.get())
        .isEqualTo(
            "POST /v2/projects/nba-props/locations/us-west2/jobs/br-rosters-backfill:run"
                + " application/json; charset=utf-8 Bearer access-1 {}");
    assertThat(tokensMade).hasValue(0);
  }

  @Test
  void withoutARegionNoJobIsStarted() {
    var lost =
        new IdentifiedServiceClient(new IdentityTokens(() -> provider), jobs(Optional.empty()));
    PortFailure failure =
        catchThrowableOfType(
            PortFailure.class, () -> assertThat(lost.runJob("any", LIMIT)).isNull());
    assertThat(failure.kind()).isEqualTo(Kind.INVALID);
    assertThat(failure)
        .hasMessage(
            "http: run the job any: PHASEKEEPER_RUN_REGION is not set; expected the region that it"
                + " runs in");
  }

  @Test
  void credentialsThatAreNotThereAreLookedForAgain() {
    AtomicInteger looked = new AtomicInteger();
    var late =
        new IdentifiedServiceClient(
            new IdentityTokens(
                () -> {
                  if (looked.incrementAndGet() == 1) {
                    throw new PortFailure(PortFailure.Service.HTTP, Kind.REFUSED, "none yet");
                  }
                  return provider;
                }),
            jobs(Optional.empty()),
            any -> false);
    PortFailure failure =
        catchThrowableOfType(
            PortFailure.class,
            () -> assertThat(late.post(at("/taken"), AUDIENCE, "{}", LIMIT)).isNull());
    assertThat(failure.kind()).isEqualTo(Kind.REFUSED);
    assertThat(late.post(at("/taken"), AUDIENCE, "{}", LIMIT)).isPresent();
    assertThat(looked).hasValue(2);
  }

  private IdentifiedServiceClient calledWith(IdTokenProvider made) {
    return new IdentifiedServiceClient(
        new IdentityTokens(() -> made),
        new CloudRunJobs(AUDIENCE, "nba-props", Optional.empty(), () -> "access-1"),
        nobody -> false);
  }

  private CloudRunJobs jobs(Optional<String> region) {
    return new CloudRunJobs(at(""), "nba-props", region, () -> "access-1");
  }

  private URI at(String path) {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
  }

  private void answer(HttpExchange exchange, int status, String body) throws IOException {
    seen.set(
        exchange.getRequestMethod()
            + " "
            + exchange.getRequestURI()
            + " "
            + exchange.getRequestHeaders().getFirst("Content-Type")
            + " "
            + exchange.getRequestHeaders().getFirst("Authorization")
            + " "
            + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  /** A token in the form of a JSON Web Token; nobody looks at its signature. */
  private static String jwt(String audience, long expires) {
    Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
    String header =
        base64.encodeToString(
            "{\"alg\":\"RS256\",\"typ\":\"JWT\"}".getBytes(StandardCharsets.UTF_8));
    String payload =
        base64.encodeToString(
            ("{\"aud\":\"" + audience + "\",\"iss\":\"i\",\"iat\":1,\"exp\":" + expires + "}")
                .getBytes(StandardCharsets.UTF_8));
    return header + "." + payload + "." + base64.encodeToString(new byte[] {1});
  }
}
