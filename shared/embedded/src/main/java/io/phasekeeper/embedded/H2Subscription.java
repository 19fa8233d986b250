package io.phasekeeper.embedded;

import io.phasekeeper.document.DocumentJson;
import io.phasekeeper.message.OutgoingMessage;
import io.phasekeeper.message.RedeliveryPolicy;
import io.phasekeeper.message.Subscription;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What waits for one subscription in an H2 file, taken in the order in which it is due. */
final class H2Subscription implements Subscription {
  private final H2Messages messages;
  private final String name;
  private final String topic;
  private final RedeliveryPolicy policy;

  H2Subscription(H2Messages messages, String name, String topic, RedeliveryPolicy policy) {
    this.messages = messages;
    this.name = name;
    this.topic = topic;
    this.policy = policy;
  }

  private record Due(long number, Delivery delivery) {}

  @Override
  public List<Delivery> pull(int max) {
    return messages.run(
        "pulling from " + name,
        connection -> {
          List<Delivery> taken = new ArrayList<>();
          long now = messages.now();
          for (Due due : due(connection, now, max)) {
            Optional<RedeliveryPolicy.DeadLetter> last =
                policy.deadLetter().filter(d -> due.delivery().attempt() >= d.afterAttempts());
            if (last.isPresent()) {
              messages.publish(
                  connection,
                  last.get().topic(),
                  Subscription.deadLetter(due.delivery(), last.get().reason()));
              H2Messages.execute(connection, "DELETE FROM delivery WHERE number = ?", due.number());
            } else {
              taken.add(lease(connection, due, now));
            }
          }
          return taken;
        });
  }

  private List<Due> due(Connection connection, long now, int max) throws SQLException {
    List<Due> found = new ArrayList<>();
    try (PreparedStatement select =
        connection.prepareStatement(
            // The first in the order of the index delivery_due, which is named whole to be used.
            "SELECT d.number, d.attempts, m.id, m.published_at, m.data, m.attributes"
                + " FROM (SELECT * FROM delivery WHERE subscription = ? AND due_at <= ?"
                + " ORDER BY subscription, due_at, number LIMIT ?) d"
                + " JOIN message m ON m.id = d.message ORDER BY d.due_at, d.number")) {
      select.setString(1, name);
      select.setLong(2, now);
      select.setInt(3, max);
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          Map<String, String> attributes = new LinkedHashMap<>();
          DocumentJson.read(row.getString(6))
              .forEach((key, value) -> attributes.put(key, (String) value));
          found.add(
              new Due(
                  row.getLong(1),
                  new Delivery(
                      "",
                      topic,
                      Long.toString(row.getLong(3)),
                      H2Messages.instant(row.getLong(4)),
                      new OutgoingMessage(row.getBytes(5), attributes),
                      row.getInt(2))));
        }
      }
    }
    return found;
  }

  private Delivery lease(Connection connection, Due due, long now) throws SQLException {
    long receipt;
    try (PreparedStatement next = connection.prepareStatement("SELECT NEXT VALUE FOR receipt");
        ResultSet row = next.executeQuery()) {
      row.next();
      receipt = row.getLong(1);
    }
    H2Messages.execute(
        connection,
        "UPDATE delivery SET due_at = ?, attempts = attempts + 1, receipt = ? WHERE number = ?",
        now + micros(policy.acknowledgeWithin()),
        receipt,
        due.number());
    Delivery seen = due.delivery();
    return new Delivery(
        Long.toString(receipt),
        topic,
        seen.messageId(),
        seen.publishTime(),
        seen.message(),
        seen.attempt() + 1);
  }

  @Override
  public void acknowledge(Delivery delivery) {
    messages.run(
        "acknowledging " + delivery.messageId() + " on " + name,
        connection ->
            H2Messages.execute(
                connection,
                "DELETE FROM delivery WHERE receipt = ? AND subscription = ?",
                Long.parseLong(delivery.receipt()),
                name));
  }

  @Override
  public void giveBack(Delivery delivery, Duration after) {
    Duration least = policy.delayAfter(delivery.attempt());
    messages.run(
        "giving " + delivery.messageId() + " back to " + name,
        connection ->
            H2Messages.execute(
                connection,
                "UPDATE delivery SET due_at = ?, receipt = 0 WHERE receipt = ? AND subscription = ?",
                messages.now() + micros(after.compareTo(least) > 0 ? after : least),
                Long.parseLong(delivery.receipt()),
                name));
  }

  private static long micros(Duration time) {
    return time.toNanos() / 1000;
  }
}
