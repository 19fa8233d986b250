package io.phasekeeper.google;

import io.phasekeeper.call.WorkCalls;
import io.phasekeeper.outcome.PortFailure;
import io.phasekeeper.outcome.PortFailure.Kind;
import io.phasekeeper.outcome.PortFailure.Service;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The Cloud Run jobs of one project and region, and the access token that starting one needs: an
 * identity token is refused there.
 *
 * @param api root of Cloud Run's API
 * @param region none: no job can be started
 */
record CloudRunJobs(
    URI api, String project, Optional<String> region, Supplier<String> accessToken) {
  private static final URI API = URI.create("https://run.googleapis.com");
  private static final String SCOPE = "https://www.googleapis.com/auth/cloud-platform";

  /** The jobs that this process's own credentials may start. */
  static CloudRunJobs of(String project, Optional<String> region, Optional<URI> api) {
    AccessTokens tokens = new AccessTokens(SCOPE);
    return new CloudRunJobs(api.orElse(API), project, region, () -> tokens.token(Service.HTTP));
  }

  /**
   * Where a job is started:
   * https://cloud.google.com/run/docs/reference/rest/v2/projects.locations.jobs/run.
   *
   * @throws PortFailure {@code INVALID} if nobody said in which region
   */
  URI runOf(String job) {
    String where =
        region.orElseThrow(
            () ->
                new PortFailure(
                    Service.HTTP,
                    Kind.INVALID,
                    "http: run the job "
                        + job
                        + ": "
                        + WorkCalls.RUN_REGION
                        + " is not set; expected the region that it runs in"));
    return URI.create(
        api
            + "/v2/projects/"
            + encoded(project)
            + "/locations/"
            + encoded(where)
            + "/jobs/"
            + encoded(job)
            + ":run");
  }

  private static String encoded(String part) {
    return URLEncoder.encode(part, StandardCharsets.UTF_8);
  }

  /**
   * @throws PortFailure {@code REFUSED} if none could be had
   */
  String token() {
    return accessToken.get();
  }
}
