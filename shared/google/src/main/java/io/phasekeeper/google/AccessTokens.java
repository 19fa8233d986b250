package io.phasekeeper.google;

import com.google.auth.oauth2.AccessToken;
import com.google.auth.oauth2.GoogleCredentials;
import io.phasekeeper.outcome.PortFailure;
import io.phasekeeper.outcome.PortFailure.Kind;
import io.phasekeeper.outcome.PortFailure.Service;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Access tokens of this process's credentials for one of Google's own APIs. */
final class AccessTokens {
  private final String scope;
  private @Nullable GoogleCredentials credentials;

  /**
   * @param scope what the tokens allow
   */
  AccessTokens(String scope) {
    this.scope = scope;
  }

  /**
   * A token that is good for some minutes at least.
   *
   * @throws PortFailure {@code REFUSED} if none could be had
   */
  String token(Service service) {
    try {
      GoogleCredentials known = credentials();
      known.refreshIfExpired();
      return Optional.ofNullable(known.getAccessToken())
          .map(AccessToken::getTokenValue)
          .orElseThrow(() -> new IOException("the credentials have no access token"));
    } catch (IOException e) {
      throw new PortFailure(
          service, Kind.REFUSED, service.word() + ": make an access token: " + e.getMessage(), e);
    }
  }

  private synchronized GoogleCredentials credentials() throws IOException {
    if (credentials == null) {
      credentials = GoogleCredentials.getApplicationDefault().createScoped(List.of(scope));
    }
    return credentials;
  }
}
