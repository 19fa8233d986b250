package io.phasekeeper.platform;

import io.phasekeeper.settings.SettingsException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;

/** Finds the platform that this process runs on. */
public final class Platforms {
  private Platforms() {}

  /**
   * @throws SettingsException if none, or a wrong one, is named or available
   */
  public static Platform open(Map<String, String> environment) {
    List<PlatformProvider> providers =
        ServiceLoader.load(PlatformProvider.class, Platforms.class.getClassLoader()).stream()
            .map(ServiceLoader.Provider::get)
            .sorted(Comparator.comparing(PlatformProvider::takesPrecedence).reversed())
            .toList();
    String wanted = environment.getOrDefault("PHASEKEEPER_PLATFORM", "");
    return providers.stream()
        .filter(p -> wanted.isEmpty() ? p.available(environment) : p.name().equals(wanted))
        .findFirst()
        .orElseThrow(
            () ->
                new SettingsException(
                    List.of(
                        wanted.isEmpty()
                            ? "GOOGLE_CLOUD_PROJECT is not set; expected the id of the project to run in"
                            : "PHASEKEEPER_PLATFORM is \""
                                + wanted
                                + "\"; expected one of "
                                + providers.stream().map(PlatformProvider::name).toList())))
        .open(environment);
  }
}
