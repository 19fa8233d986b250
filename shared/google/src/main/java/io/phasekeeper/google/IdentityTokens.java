package io.phasekeeper.google;

import com.google.auth.oauth2.GoogleCredentials;
import com.google.auth.oauth2.IdTokenCredentials;
import com.google.auth.oauth2.IdTokenProvider;
import io.phasekeeper.outcome.PortFailure;
import io.phasekeeper.outcome.PortFailure.Kind;
import io.phasekeeper.outcome.PortFailure.Service;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Identity tokens of this process's service account, one per audience, made anew when they are
 * about to expire.
 */
final class IdentityTokens {
  private final Supplier<IdTokenProvider> source;
  private @Nullable IdTokenProvider provider;
  private final Map<URI, IdTokenCredentials> byAudience = new ConcurrentHashMap<>();

  IdentityTokens(Supplier<IdTokenProvider> source) {
    this.source = source;
  }

  /**
   * The tokens of the application default credentials, which are looked for with the first token:
   * if there are none, or they are a person's, that is {@code REFUSED}, as only service accounts
   * can sign for an audience.
   */
  static IdentityTokens ofThisProcess() {
    return new IdentityTokens(IdentityTokens::defaultProvider);
  }

  private synchronized IdTokenProvider provider() {
    if (provider == null) {
      provider = source.get();
    }
    return provider;
  }

  private static IdTokenProvider defaultProvider() {
    try {
      GoogleCredentials credentials = GoogleCredentials.getApplicationDefault();
      if (credentials instanceof IdTokenProvider provider) {
        return provider;
      }
      throw new PortFailure(
          Service.HTTP,
          Kind.REFUSED,
          "identity tokens: found "
              + credentials.getClass().getSimpleName()
              + "; expected a service account's credentials");
    } catch (IOException e) {
      throw new PortFailure(
          Service.HTTP, Kind.REFUSED, "identity tokens: no credentials: " + e.getMessage(), e);
    }
  }

  /**
   * A token that a service with this root accepts.
   *
   * @throws PortFailure {@code REFUSED} if none could be had
   */
  String of(URI audience) {
    IdTokenCredentials credentials =
        byAudience.computeIfAbsent(
            audience,
            absent ->
                IdTokenCredentials.newBuilder()
                    .setIdTokenProvider(provider())
                    .setTargetAudience(absent.toString())
                    .build());
    try {
      credentials.refreshIfExpired();
      return credentials.getIdToken().getTokenValue();
    } catch (IOException | RuntimeException e) {
      throw new PortFailure(
          Service.HTTP,
          Kind.REFUSED,
          "http: make an identity token for " + audience + ": " + e.getMessage(),
          e);
    }
  }
}
