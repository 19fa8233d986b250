package io.phasekeeper.google;

import com.google.api.core.ApiFuture;
import com.google.api.gax.grpc.GrpcStatusCode;
import com.google.api.gax.rpc.ApiException;
import com.google.api.gax.rpc.StatusCode;
import com.google.cloud.firestore.FirestoreException;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import io.phasekeeper.outcome.PortFailure;
import io.phasekeeper.outcome.PortFailure.Kind;
import io.phasekeeper.outcome.PortFailure.Service;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Turns what Google's gRPC clients throw into port failures that say what was being done, and
 * where.
 */
final class GoogleFailures {
  private GoogleFailures() {}

  /**
   * Waits for an answer.
   *
   * @param what what was asked, and of whom: {@code merge a/b (project p)}
   * @param limit longer than the client's own total time-out, which should speak first
   * @throws PortFailure if the answer is an error, or does not come
   */
  @CanIgnoreReturnValue
  static <T> T await(Service service, String what, Duration limit, ApiFuture<T> answer) {
    try {
      return answer.get(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      throw failure(service, what, e.getCause() == null ? e : e.getCause());
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw new PortFailure(
          service,
          Kind.UNAVAILABLE,
          service.word() + ": " + what + ": no answer within " + limit + "; the outcome is unknown",
          e);
    } catch (CancellationException e) {
      throw failure(service, what, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      answer.cancel(true);
      throw new PortFailure(
          service,
          Kind.UNAVAILABLE,
          service.word() + ": " + what + ": interrupted; the outcome is unknown",
          e);
    }
  }

  /** The failure that an exception of a client tells of. */
  static PortFailure failure(Service service, String what, Throwable thrown) {
    Kind kind = code(thrown).map(GoogleFailures::kind).orElse(Kind.UNAVAILABLE);
    return new PortFailure(
        service, kind, service.word() + ": " + what + ": " + reason(thrown) + advice(kind), thrown);
  }

  /**
   * The status that the service, or the client on its behalf, gave; none if there was no status.
   */
  static Optional<StatusCode.Code> code(Throwable thrown) {
    for (Throwable each = thrown; each != null; each = each.getCause()) {
      if (each instanceof ApiException api) {
        return Optional.of(api.getStatusCode().getCode());
      }
      if (each instanceof FirestoreException firestore && firestore.getStatus() != null) {
        return Optional.of(GrpcStatusCode.of(firestore.getStatus().getCode()).getCode());
      }
      if (each instanceof StatusRuntimeException status) {
        return Optional.of(GrpcStatusCode.of(status.getStatus().getCode()).getCode());
      }
      if (each instanceof StatusException status) {
        return Optional.of(GrpcStatusCode.of(status.getStatus().getCode()).getCode());
      }
    }
    return Optional.empty();
  }

  private static Kind kind(StatusCode.Code code) {
    return switch (code) {
      case PERMISSION_DENIED, UNAUTHENTICATED -> Kind.REFUSED;
      case NOT_FOUND -> Kind.MISSING;
      case RESOURCE_EXHAUSTED, ABORTED -> Kind.BUSY;
      case INVALID_ARGUMENT, FAILED_PRECONDITION, OUT_OF_RANGE, ALREADY_EXISTS, UNIMPLEMENTED ->
          Kind.INVALID;
      case OK, CANCELLED, UNKNOWN, DEADLINE_EXCEEDED, INTERNAL, UNAVAILABLE, DATA_LOSS ->
          Kind.UNAVAILABLE;
    };
  }

  private static String reason(Throwable thrown) {
    String message = thrown.getMessage();
    return message == null || message.isBlank()
        ? thrown.getClass().getSimpleName()
        : message.strip();
  }

  static String advice(Kind kind) {
    return switch (kind) {
      case UNAVAILABLE -> " (the outcome is unknown; it will be tried again)";
      case REFUSED -> " (grant the service account the role, or correct the project)";
      case MISSING -> " (create it, or correct its name in the settings)";
      case BUSY -> " (it will be tried again)";
      case STREAMING -> " (rows streamed less than 90 minutes ago cannot be changed)";
      case INVALID -> "";
    };
  }
}
