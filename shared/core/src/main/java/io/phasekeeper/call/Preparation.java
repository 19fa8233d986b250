package io.phasekeeper.call;

import java.util.Optional;

/** What a work order comes to: a call, or the reason why nothing can be sent for it. */
public sealed interface Preparation {
  /** The call; none if there is a reason. */
  Optional<WorkCall> call();

  /** Why nothing can be sent, as a sentence for people; none if there is a call. */
  Optional<String> reason();

  /** The call is complete. */
  record Ready(WorkCall work) implements Preparation {
    @Override
    public Optional<WorkCall> call() {
      return Optional.of(work);
    }

    @Override
    public Optional<String> reason() {
      return Optional.empty();
    }
  }

  /** Nothing can be sent until somebody changes the pipeline file or the settings. */
  record Impossible(String why) implements Preparation {
    @Override
    public Optional<WorkCall> call() {
      return Optional.empty();
    }

    @Override
    public Optional<String> reason() {
      return Optional.of(why);
    }
  }
}
