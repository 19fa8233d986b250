package io.phasekeeper.call;

/** Sends calls. Safe for many threads. */
public interface Dispatcher {
  /**
   * Sends a call once, or a few times within 20 s if it is refused for the moment.
   *
   * @return what became of it, whatever went wrong: an ordinary week holds all of it
   * @throws IllegalStateException when the suite is stopped
   */
  DispatchAnswer send(WorkCall call);
}
