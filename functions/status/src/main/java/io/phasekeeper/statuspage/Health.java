package io.phasekeeper.statuspage;

import com.google.gson.JsonObject;
import io.phasekeeper.document.Document;
import io.phasekeeper.document.DocumentPath;
import io.phasekeeper.function.Beat;
import io.phasekeeper.heal.SelfHeal;
import io.phasekeeper.monitor.DataMonitor;
import io.phasekeeper.platform.Platform;
import io.phasekeeper.run.RunCleanup;
import io.phasekeeper.sweep.PhaseSweep;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Whether the store can be read, and whether our timers tick. */
final class Health {
  /** Longer silence than three of its periods is no hiccup. */
  private static final Map<String, Duration> LATE_AFTER =
      Map.of(
          PhaseSweep.TIMER, Duration.ofMinutes(3),
          RunCleanup.TIMER, Duration.ofMinutes(15),
          DataMonitor.TIMER, Duration.ofMinutes(15),
          SelfHeal.TIMER, Duration.ofMinutes(15));

  private final Platform platform;

  Health(Platform platform) {
    this.platform = platform;
  }

  /**
   * {@code status} is {@code ok}; {@code late} if a timer that ticked before ticks no more.
   *
   * @throws io.phasekeeper.outcome.PortFailure if the store cannot be read
   */
  JsonObject look() {
    Instant now = platform.clock().instant();
    Map<String, DocumentPath> paths = new LinkedHashMap<>();
    for (String timer :
        List.of(PhaseSweep.TIMER, RunCleanup.TIMER, DataMonitor.TIMER, SelfHeal.TIMER)) {
      paths.put(timer, new DocumentPath(Beat.COLLECTION, platform.pipeline().id() + ":" + timer));
    }
    Map<DocumentPath, Document> beats = platform.documents().getAll(List.copyOf(paths.values()));
    Map<String, Instant> last =
        paths.entrySet().stream()
            .flatMap(
                each ->
                    Optional.ofNullable(beats.get(each.getValue()))
                        .flatMap(beat -> beat.field("last_at", Instant.class))
                        .map(at -> Map.entry(each.getKey(), at))
                        .stream())
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    boolean late =
        last.entrySet().stream()
            .anyMatch(
                each ->
                    now.isAfter(
                        each.getValue()
                            .plus(LATE_AFTER.getOrDefault(each.getKey(), Duration.ofDays(1)))));
    JsonObject json = new JsonObject();
    json.addProperty("status", late ? "late" : "ok");
    json.addProperty("at", now.toString());
    json.addProperty("pipeline", platform.pipeline().id());
    json.addProperty("policy_hash", platform.pipeline().hash());
    json.addProperty("mode", platform.settings().mode().name().toLowerCase(Locale.ROOT));
    JsonObject timers = new JsonObject();
    paths
        .keySet()
        .forEach(
            timer ->
                timers.addProperty(
                    timer,
                    Optional.ofNullable(last.get(timer)).map(Instant::toString).orElse("never")));
    json.add("timers", timers);
    return json;
  }
}
