package io.phasekeeper.embedded;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.phasekeeper.document.DocumentJson;
import io.phasekeeper.message.Messages;
import io.phasekeeper.message.OutgoingMessage;
import io.phasekeeper.message.RedeliveryPolicy;
import io.phasekeeper.message.Subscription;
import io.phasekeeper.outcome.PortFailure;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Messages in an H2 file: a row per message, and a row per delivery that some subscription still
 * waits for, with the time it is due. A killed process leaves those rows, so what it had taken and
 * not acknowledged is due again at its deadline. The last {@value #KEPT} messages are kept after
 * their deliveries, for {@link #deliverAgain}.
 */
public final class H2Messages implements Messages {
  /**
   * How many deliveries a message gets before it is dead-lettered, where nobody says otherwise: the
   * most that Pub/Sub allows. At ten minutes between them it has had 16 hours by then.
   */
  public static final int DEAD_LETTER_AFTER = 100;

  private static final int KEPT = 1000;

  private final H2Database database;
  private final InstantSource clock;

  H2Messages(H2Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  /** Makes the topic if it is not there. */
  public void createTopic(String topic) {
    run(
        "creating topic " + topic,
        connection -> execute(connection, "MERGE INTO topic (name) VALUES (?)", topic));
  }

  /**
   * Makes the subscription, or takes up the one of that name with what still waits in it; a new one
   * sees what is published from now on.
   *
   * @throws PortFailure {@code MISSING} if there is no such topic, or no such dead-letter topic
   */
  @CanIgnoreReturnValue
  public Subscription subscribe(String name, String topic, RedeliveryPolicy policy) {
    return run(
        "subscribing " + name,
        connection -> {
          requireTopic(connection, topic, "subscribing " + name);
          if (policy.deadLetter().isPresent()) {
            requireTopic(connection, policy.deadLetter().get().topic(), "subscribing " + name);
          }
          execute(connection, "MERGE INTO subscription (name, topic) VALUES (?, ?)", name, topic);
          return new H2Subscription(this, name, topic, policy);
        });
  }

  @CanIgnoreReturnValue
  @Override
  public String publish(String topic, OutgoingMessage message) {
    return run(
        "publishing to " + topic, connection -> Long.toString(publish(connection, topic, message)));
  }

  @CanIgnoreReturnValue
  long publish(Connection connection, String topic, OutgoingMessage message) throws SQLException {
    requireTopic(connection, topic, "publishing");
    long now = now();
    long id;
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO message (topic, published_at, data, attributes) VALUES (?, ?, ?, ?)",
            new String[] {"ID"})) {
      insert.setString(1, topic);
      insert.setLong(2, now);
      insert.setBytes(3, message.data());
      insert.setString(4, DocumentJson.write(new TreeMap<>(message.attributes())));
      insert.executeUpdate();
      try (ResultSet key = insert.getGeneratedKeys()) {
        key.next();
        id = key.getLong(1);
      }
    }
    execute(
        connection,
        "INSERT INTO delivery (subscription, message, due_at, attempts, receipt)"
            + " SELECT name, ?, ?, 0, 0 FROM subscription WHERE topic = ?",
        id,
        now,
        topic);
    if (id % (KEPT / 4) == 0) {
      execute(
          connection,
          "DELETE FROM message m WHERE id <= ?"
              + " AND NOT EXISTS (SELECT 1 FROM delivery d WHERE d.message = m.id)",
          id - KEPT);
    }
    return id;
  }

  /**
   * Delivers a message once more, under its own id, to one subscription of its topic; also if it
   * was acknowledged: what a service that promises "at least once" may do.
   *
   * @throws PortFailure {@code MISSING} if the subscription or the message is not there (any more)
   */
  public void deliverAgain(String subscription, String messageId) {
    run(
        "delivering " + messageId + " again",
        connection -> {
          int queued =
              execute(
                  connection,
                  "INSERT INTO delivery (subscription, message, due_at, attempts, receipt)"
                      + " SELECT s.name, m.id, ?, 0, 0 FROM subscription s JOIN message m"
                      + " ON s.topic = m.topic WHERE s.name = ? AND m.id = CAST(? AS BIGINT)",
                  now(),
                  subscription,
                  messageId);
          if (queued == 0) {
            throw missing(
                "delivering again: subscription "
                    + subscription
                    + " has no kept message "
                    + messageId);
          }
          return queued;
        });
  }

  /** When the next delivery of any subscription is due; none if nothing waits. */
  public Optional<Instant> nextDue() {
    return run(
        "looking for what is due",
        connection -> {
          try (PreparedStatement select =
                  connection.prepareStatement("SELECT MIN(due_at) FROM delivery");
              ResultSet row = select.executeQuery()) {
            row.next();
            long due = row.getLong(1);
            return row.wasNull() ? Optional.empty() : Optional.of(instant(due));
          }
        });
  }

  /** The id of the newest message of any topic; "" before the first. */
  public String newestId() {
    return run(
        "looking for the newest message",
        connection -> {
          try (PreparedStatement select =
                  connection.prepareStatement("SELECT MAX(id) FROM message");
              ResultSet row = select.executeQuery()) {
            row.next();
            long newest = row.getLong(1);
            return row.wasNull() ? "" : Long.toString(newest);
          }
        });
  }

  /**
   * What was taken and neither acknowledged nor given back is due now, not at its deadline. Only
   * for the one process that takes, before it begins: whoever had taken it is gone.
   */
  public void releaseTaken() {
    run(
        "releasing what was taken",
        connection ->
            execute(
                connection,
                "UPDATE delivery SET due_at = ?, receipt = 0 WHERE receipt <> 0",
                now()));
  }

  /** How many deliveries wait, taken or not, per subscription that has any. */
  public Map<String, Long> waiting() {
    return run(
        "counting what waits",
        connection -> {
          Map<String, Long> waiting = new TreeMap<>();
          try (PreparedStatement select =
                  connection.prepareStatement(
                      "SELECT subscription, COUNT(*) FROM delivery GROUP BY subscription");
              ResultSet row = select.executeQuery()) {
            while (row.next()) {
              waiting.put(row.getString(1), row.getLong(2));
            }
          }
          return waiting;
        });
  }

  private static void requireTopic(Connection connection, String topic, String doing)
      throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement("SELECT 1 FROM topic WHERE name = ?")) {
      select.setString(1, topic);
      try (ResultSet row = select.executeQuery()) {
        if (!row.next()) {
          throw missing(doing + ": there is no topic " + topic);
        }
      }
    }
  }

  private static PortFailure missing(String message) {
    return new PortFailure(PortFailure.Service.PUBSUB, PortFailure.Kind.MISSING, message);
  }

  @CanIgnoreReturnValue
  static int execute(Connection connection, String sql, Object... parameters) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        statement.setObject(i + 1, parameters[i]);
      }
      return statement.executeUpdate();
    }
  }

  @CanIgnoreReturnValue
  <T> T run(String doing, H2Database.Work<T> work) {
    return database.run(PortFailure.Service.PUBSUB, doing, work);
  }

  /** The clock's time as the tables hold it: microseconds since 1970. */
  long now() {
    return ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
  }

  static Instant instant(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }
}
