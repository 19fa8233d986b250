package io.phasekeeper.outcome;

/**
 * A service behind a port did not do what it was asked: the answer is a retry or a hold, never a
 * decision made on nothing.
 */
public final class PortFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What went wrong, as far as it tells what to do next. */
  public enum Kind {
    /** No connection, a 5xx, or no answer in time: the effect is unknown, trying again may help. */
    UNAVAILABLE,
    /** 401, 403: somebody has to change a permission. */
    REFUSED,
    /** 404: the database, table, column, topic or subscription that was named is not there. */
    MISSING,
    /** 429, a quota, a contended document, a full queue: try again later. */
    BUSY,
    /**
     * The rows cannot be changed for now, because they were streamed less than 90 minutes ago:
     * append what is to be said instead, or try again much later.
     */
    STREAMING,
    /**
     * 400: the request itself is wrong (bad SQL, a byte limit, too large): a fault of ours or of
     * the settings.
     */
    INVALID
  }

  private final Service service;
  private final Kind kind;

  /** The services that can fail so; the word is the {@code about} of their findings. */
  public enum Service {
    FIRESTORE,
    BIGQUERY,
    PUBSUB,
    HTTP,
    STORAGE;

    /** Lower case, as in findings. */
    public String word() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  public PortFailure(Service service, Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.service = service;
    this.kind = kind;
  }

  public PortFailure(Service service, Kind kind, String message) {
    super(message);
    this.service = service;
    this.kind = kind;
  }

  public Service service() {
    return service;
  }

  public Kind kind() {
    return kind;
  }
}
