package io.phasekeeper.google;

import io.phasekeeper.pipeline.PipelineFile;
import io.phasekeeper.platform.Platform;
import io.phasekeeper.platform.PlatformProvider;
import java.util.Map;
import java.util.Optional;

/** Offers Google Cloud to functions that {@code GOOGLE_CLOUD_PROJECT} tells of a project. */
public final class GooglePlatformProvider implements PlatformProvider {
  /** All functions of one process share the clients: each would open its own connections. */
  private static Optional<Opened> opened = Optional.empty();

  private record Opened(Map<String, String> environment, Platform platform) {}

  @Override
  public String name() {
    return "google";
  }

  @Override
  public boolean available(Map<String, String> environment) {
    return !environment.getOrDefault(GooglePlatform.PROJECT, "").isBlank();
  }

  @Override
  public Platform open(Map<String, String> environment) {
    synchronized (GooglePlatformProvider.class) {
      Map<String, String> wanted = Map.copyOf(environment);
      Opened found =
          opened
              .filter(each -> each.environment().equals(wanted))
              .orElseGet(() -> new Opened(wanted, GooglePlatform.open(wanted, PipelineFile::load)));
      opened = Optional.of(found);
      return found.platform();
    }
  }
}
