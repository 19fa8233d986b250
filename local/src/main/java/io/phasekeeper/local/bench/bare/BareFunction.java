package io.phasekeeper.local.bench.bare;

import com.google.cloud.functions.CloudEventsFunction;
import io.cloudevents.CloudEvent;
import io.cloudevents.CloudEventData;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * What a cold start is compared with: a function that takes the same event and makes the bare calls
 * of ours, and nothing else. With {@code BARE_STARTS=true} those of a completion that starts the
 * next phase: merge, batch read, create, publish; else merge, batch read, merge.
 */
public final class BareFunction implements CloudEventsFunction {
  private static final String LEDGER = "bare_ledger/2026-01-10";
  private final BareClients clients;
  private final boolean starts;

  /** Called once per instance, by the Functions Framework. */
  public BareFunction() throws IOException {
    this(System.getenv());
  }

  private BareFunction(Map<String, String> environment) throws IOException {
    this.clients =
        BareClients.open(
            environment.getOrDefault("GOOGLE_CLOUD_PROJECT", ""),
            environment.getOrDefault("FIRESTORE_EMULATOR_HOST", ""),
            environment.getOrDefault("PUBSUB_EMULATOR_HOST", ""),
            environment.getOrDefault("BARE_TOPIC", ""));
    this.starts = Boolean.parseBoolean(environment.getOrDefault("BARE_STARTS", "false"));
  }

  @Override
  public void accept(CloudEvent event) throws InterruptedException {
    CloudEventData data = event.getData();
    byte[] bytes = data == null ? new byte[0] : data.toBytes();
    clients.merge(
        LEDGER, Map.of("report", Map.of("bytes", (long) bytes.length)), List.of(List.of("report")));
    int found =
        clients.read(List.of(LEDGER, "bare_triggers/1", "bare_actions/1", "bare_actions/2"));
    if (starts) {
      clients.create("bare_triggers/" + event.getId(), Map.of("state", "pending"));
      String id = clients.publish(bytes, Map.of("trigger_id", event.getId()));
      System.out.println("published as " + id);
    } else {
      clients.merge(LEDGER, Map.of("_count", (long) found), List.of(List.of("_count")));
    }
  }
}
