package io.phasekeeper.orchestrator;

import io.phasekeeper.outcome.Answers;
import io.phasekeeper.outcome.StructuredLog;
import io.phasekeeper.platform.Platform;
import io.phasekeeper.platform.Platforms;
import java.util.Map;
import java.util.Optional;

/** Puts the function together on the platform that this process runs on. */
final class Wiring {
  private Wiring() {}

  /**
   * @throws io.phasekeeper.settings.SettingsException listing every wrong or missing setting
   */
  static CompletionEvents completions(Map<String, String> environment) {
    Platform platform = Platforms.open(environment);
    StructuredLog log = new StructuredLog(System.out, platform.clock());
    return new CompletionEvents(
        new PhaseOrchestrator(platform),
        new Answers(log, Optional.ofNullable(environment.get("GOOGLE_CLOUD_PROJECT"))),
        platform.clock());
  }
}
