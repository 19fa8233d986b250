package io.phasekeeper.call;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * Calls processor services over HTTP, with an identity token where the platform has one. Safe for
 * many threads.
 */
public interface ServiceClient {
  /**
   * Posts a JSON body and returns what the service answered, whatever its status: what an answer
   * means is the pipeline file's to say.
   *
   * @param audience the service's root, for which the identity token is made; not always the start
   *     of {@code target}
   * @param limit how long to wait for the whole answer
   * @return none if no answer came within the limit, or the connection broke after the call was
   *     sent: the service may have taken the call
   * @throws io.phasekeeper.outcome.PortFailure {@code UNAVAILABLE} if the service was not reached,
   *     {@code REFUSED} if no token could be had: in both cases it did not take the call
   */
  Optional<Answer> post(URI target, URI audience, String json, Duration limit);

  /**
   * What a service answered.
   *
   * @param body at most the first 64 KB, as UTF-8 text
   */
  record Answer(int status, String body) {}
}
