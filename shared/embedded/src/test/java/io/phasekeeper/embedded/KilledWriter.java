package io.phasekeeper.embedded;

import io.phasekeeper.document.DocumentPath;
import io.phasekeeper.document.FieldChange;
import io.phasekeeper.message.OutgoingMessage;
import io.phasekeeper.message.RedeliveryPolicy;
import io.phasekeeper.message.Subscription;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;

/** A process that writes without end and says what it has written; the tests kill it. */
final class KilledWriter {
  static final DocumentPath LEDGER = new DocumentPath("ledger", "2026-01-11");
  static final Instant NOW = Instant.parse("2026-01-11T00:00:00Z");

  static final LocalDate DAY = LocalDate.parse("2026-01-11");

  private KilledWriter() {}

  public static void main(String[] arguments) {
    H2Database database = H2Database.open(Path.of(arguments[0]));
    H2DocumentStore documents = new H2DocumentStore(database);
    H2Messages messages = new H2Messages(database, InstantSource.fixed(NOW));
    messages.createTopic("t");
    Subscription subscription = messages.subscribe("s", "t", RedeliveryPolicy.STANDARD);
    DuckDbWarehouse warehouse = DuckDbWarehouse.open(Path.of(arguments[0] + ".duckdb"));
    warehouse.define("CREATE TABLE IF NOT EXISTS d.t (day DATE, n INT64) PARTITION BY day");
    long n = documents.get(LEDGER).map(each -> (Long) each.fields().get("n")).orElse(0L);
    while (true) {
      n++;
      documents.merge(
          LEDGER, List.of(FieldChange.set("n", n), FieldChange.set("text", "x".repeat(2000))));
      say("merged " + n);
      if (documents.create(new DocumentPath("trigger", Long.toString(n)), Map.of("n", n))) {
        say("created " + n);
      }
      warehouse.append("d.t", List.of(Map.of("day", DAY, "n", n), Map.of("day", DAY, "n", -n)));
      say("appended " + n);
      String id = messages.publish("t", OutgoingMessage.json("{}", Map.of()));
      say("published " + id);
      List<Subscription.Delivery> taken = subscription.pull(2);
      taken.forEach(each -> say("taken " + each.messageId()));
      if (n % 2 == 0) {
        for (Subscription.Delivery each : taken) {
          subscription.acknowledge(each);
          say("acknowledged " + each.messageId());
        }
      } else {
        taken.forEach(each -> subscription.giveBack(each, Duration.ofSeconds(1)));
      }
    }
  }

  private static void say(String line) {
    System.out.println(line);
    System.out.flush();
  }
}
