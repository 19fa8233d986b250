package io.phasekeeper.selfheal;

import io.phasekeeper.backfill.Backfills;
import io.phasekeeper.heal.HealDesk;
import io.phasekeeper.heal.SelfHeal;
import io.phasekeeper.outcome.CallAnswers;
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
  static HealCalls calls(Map<String, String> environment) {
    Platform platform = Platforms.open(environment);
    return new HealCalls(
        new SelfHeal(platform),
        new Backfills(platform),
        new HealDesk(platform),
        () -> platform.clock().instant().atZone(platform.pipeline().zone()).toLocalDate(),
        new CallAnswers(
            new StructuredLog(System.out, platform.clock()),
            Optional.ofNullable(environment.get("GOOGLE_CLOUD_PROJECT"))));
  }
}
