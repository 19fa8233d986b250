package io.phasekeeper.call;

import io.phasekeeper.outcome.PortFailure;
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
   * Starts a Cloud Run job, as it is configured there, and returns what Cloud Run answered: the job
   * itself works on after that.
   *
   * @param job its short name; project and region are the platform's
   * @param limit how long to wait for the whole answer
   * @return none if no answer came within the limit, or the connection broke after the call was
   *     sent: the job may have been started
   * @throws io.phasekeeper.outcome.PortFailure as {@link #post}
   */
  Optional<Answer> runJob(String job, Duration limit);

  /** Reaches nobody: for a platform that has no services. */
  static ServiceClient unreachable() {
    return new ServiceClient() {
      @Override
      public Optional<Answer> post(URI target, URI audience, String json, Duration limit) {
        throw nobody("post to " + target);
      }

      @Override
      public Optional<Answer> runJob(String job, Duration limit) {
        throw nobody("run the job " + job);
      }

      private PortFailure nobody(String doing) {
        return new PortFailure(
            PortFailure.Service.HTTP,
            PortFailure.Kind.UNAVAILABLE,
            "http: " + doing + ": this platform reaches no services");
      }
    };
  }

  /**
   * What a service answered.
   *
   * @param body at most the first 64 KB, as UTF-8 text
   */
  record Answer(int status, String body) {}
}
