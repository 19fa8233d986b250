package io.phasekeeper.local.control;

/** Where commands ask a suite: the one that runs, the data of one that does not, or the cloud's. */
public interface Desk extends AutoCloseable {
  /**
   * Answers one request.
   *
   * @throws io.phasekeeper.local.data.CannotLook if the suite cannot be asked
   */
  DeskAnswer ask(DeskRequest request) throws io.phasekeeper.local.data.CannotLook;

  @Override
  void close();
}
