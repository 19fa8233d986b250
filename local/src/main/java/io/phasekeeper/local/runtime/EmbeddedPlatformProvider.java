package io.phasekeeper.local.runtime;

import io.phasekeeper.platform.Platform;
import io.phasekeeper.platform.PlatformProvider;
import io.phasekeeper.settings.SettingsException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Gives functions the platform of the suite that runs in this process; without one it is not
 * available. The framework builds functions from their class alone, hence the one static field.
 */
public final class EmbeddedPlatformProvider implements PlatformProvider {
  private static final AtomicReference<@org.jspecify.annotations.Nullable Platform> RUNNING =
      new AtomicReference<>();

  /** Called by {@link java.util.ServiceLoader}. */
  public EmbeddedPlatformProvider() {}

  /**
   * Makes it the platform of the functions that are built while {@code building} runs; suites of
   * one process are built one after the other.
   */
  static <T, E extends Exception> T with(Platform platform, Building<T, E> building) throws E {
    synchronized (RUNNING) {
      RUNNING.set(platform);
      try {
        return building.build();
      } finally {
        RUNNING.set(null);
      }
    }
  }

  /** Builds functions. */
  interface Building<T, E extends Exception> {
    T build() throws E;
  }

  @Override
  public String name() {
    return "embedded";
  }

  @Override
  public boolean available(Map<String, String> environment) {
    return RUNNING.get() != null;
  }

  @Override
  public boolean takesPrecedence() {
    return true;
  }

  @Override
  public Platform open(Map<String, String> environment) {
    return Optional.ofNullable(RUNNING.get())
        .orElseThrow(
            () ->
                new SettingsException(
                    List.of(
                        "PHASEKEEPER_PLATFORM is \"embedded\", but no embedded runtime is running in this process; start one with `phasekeeper up`")));
  }
}
