package io.phasekeeper.platform;

import java.util.Map;

/**
 * Offers a platform to functions that are built by the Functions Framework, which knows only their
 * class; found by {@link java.util.ServiceLoader}.
 */
public interface PlatformProvider {
  /** The word that {@code PHASEKEEPER_PLATFORM} names it by: {@code google}, {@code embedded}. */
  String name();

  /** Whether it wants to serve this process when nothing is named. */
  boolean available(Map<String, String> environment);

  /**
   * Whether it goes before another that is available too: a runtime in this very process does,
   * whatever project the environment names.
   */
  default boolean takesPrecedence() {
    return false;
  }

  /**
   * Opens the platform, or returns the one that is open already.
   *
   * @throws io.phasekeeper.settings.SettingsException listing every wrong or missing setting
   */
  Platform open(Map<String, String> environment);
}
