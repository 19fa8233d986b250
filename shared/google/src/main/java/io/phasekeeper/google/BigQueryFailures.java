package io.phasekeeper.google;

import com.google.api.client.googleapis.json.GoogleJsonError;
import com.google.api.client.googleapis.json.GoogleJsonResponseException;
import com.google.api.client.http.HttpResponseException;
import com.google.api.gax.retrying.ResultRetryAlgorithm;
import com.google.api.gax.retrying.TimedAttemptSettings;
import com.google.cloud.bigquery.BigQueryError;
import com.google.cloud.bigquery.BigQueryException;
import io.phasekeeper.outcome.PortFailure;
import io.phasekeeper.outcome.PortFailure.Kind;
import io.phasekeeper.outcome.PortFailure.Service;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What BigQuery's errors mean: which of them are tried again at once, and which port failure tells
 * of them.
 */
final class BigQueryFailures {
  /** Reasons that pass by themselves: https://cloud.google.com/bigquery/docs/error-messages. */
  private static final Set<String> TRANSIENT =
      Set.of(
          "backendError",
          "internalError",
          "jobBackendError",
          "jobInternalError",
          "rateLimitExceeded",
          "jobRateLimitExceeded",
          "tableUnavailable");

  private static final Set<String> BUSY =
      Set.of("quotaExceeded", "rateLimitExceeded", "jobRateLimitExceeded", "blocked");

  private BigQueryFailures() {}

  /**
   * The client's own retry, told what to try again. By itself the client does not repeat a {@code
   * jobs.query} that was answered 503. A repeat carries the {@code requestId} of the first try, by
   * which BigQuery knows a statement that it has run already.
   */
  static ResultRetryAlgorithm<Object> retries() {
    return new ResultRetryAlgorithm<>() {
      @Override
      public @Nullable TimedAttemptSettings createNextAttempt(
          @Nullable Throwable thrown, @Nullable Object answer, TimedAttemptSettings before) {
        return null; // As the retry settings say.
      }

      @Override
      public boolean shouldRetry(@Nullable Throwable thrown, @Nullable Object answer) {
        return thrown != null && isTransient(thrown);
      }
    };
  }

  private static boolean isTransient(Throwable thrown) {
    for (Throwable each = thrown; each != null; each = each.getCause()) {
      if (each instanceof BigQueryException bigQuery && bigQuery.getCode() > 0) {
        return isTransient(bigQuery.getCode(), reason(bigQuery));
      }
      if (each instanceof HttpResponseException http) {
        return isTransient(http.getStatusCode(), reason(http));
      }
      if (each instanceof IOException) {
        return true;
      }
    }
    return false;
  }

  private static boolean isTransient(int status, String reason) {
    return status == 500
        || status == 502
        || status == 503
        || status == 504
        || status == 429
        || TRANSIENT.contains(reason);
  }

  private static String reason(HttpResponseException thrown) {
    if (!(thrown instanceof GoogleJsonResponseException json) || json.getDetails() == null) {
      return "";
    }
    List<GoogleJsonError.ErrorInfo> errors = json.getDetails().getErrors();
    return errors == null || errors.isEmpty() ? "" : String.valueOf(errors.get(0).getReason());
  }

  private static String reason(BigQueryException thrown) {
    BigQueryError error = thrown.getError();
    String reason = error == null ? thrown.getReason() : error.getReason();
    return reason == null ? "" : reason;
  }

  /**
   * The failure that an exception of the client tells of.
   *
   * @param what what was asked: {@code row-counts of nba_analytics.player_game_summary (project p)}
   */
  static PortFailure failure(String what, BigQueryException thrown) {
    String told = thrown.getMessage() == null ? "no reason given" : thrown.getMessage();
    String message = told.strip().replaceAll("\\s*\\R\\s*", ", ");
    String code = Integer.toString(thrown.getCode());
    Kind kind = kind(thrown.getCode(), reason(thrown), message);
    return new PortFailure(
        Service.BIGQUERY,
        kind,
        "bigquery: "
            + what
            + ": "
            + (thrown.getCode() > 0 && !message.startsWith(code) ? code + " " : "")
            + (reason(thrown).isEmpty() ? "" : reason(thrown) + ": ")
            + message
            + GoogleFailures.advice(kind),
        thrown);
  }

  private static Kind kind(int status, String reason, String message) {
    String text = message.toLowerCase(Locale.ROOT);
    if (text.contains("streaming buffer")) {
      return Kind.STREAMING;
    }
    if (BUSY.contains(reason)
        || status == 429
        || text.contains("too many dml statements outstanding")
        || text.contains("could not serialize access")) {
      return Kind.BUSY;
    }
    if (TRANSIENT.contains(reason) || reason.equals("stopped")) {
      return Kind.UNAVAILABLE;
    }
    if (reason.equals("notFound") || status == 404) {
      return Kind.MISSING;
    }
    if (status == 401 || status == 403 || reason.equals("accessDenied")) {
      return Kind.REFUSED;
    }
    boolean ours = (status >= 400 && status < 500) || reason.startsWith("invalid");
    return ours ? Kind.INVALID : Kind.UNAVAILABLE;
  }
}
