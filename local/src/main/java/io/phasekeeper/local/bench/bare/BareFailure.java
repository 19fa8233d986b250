package io.phasekeeper.local.bench.bare;

import org.jspecify.annotations.Nullable;

/**
 * A bare call was not answered as it should be; on one document many at once may need another try.
 */
public final class BareFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  BareFailure(String what, @Nullable Throwable cause) {
    super(what + " failed: " + cause, cause);
  }
}
