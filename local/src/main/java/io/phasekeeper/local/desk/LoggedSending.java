package io.phasekeeper.local.desk;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.phasekeeper.local.data.CannotLook;
import io.phasekeeper.local.runtime.LogTap;
import io.phasekeeper.local.runtime.Ticker;
import io.phasekeeper.message.Messages;
import io.phasekeeper.message.OutgoingMessage;
import io.phasekeeper.outcome.PortFailure;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Sends into a suite of this process, and reads what became of the event from its log line. */
public final class LoggedSending implements Sending {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration LOOK = Duration.ofMillis(20);

  private final Messages messages;
  private final LogTap log;
  private final Delivering delivering;
  private final Timers timers;

  /** Calls the functions of the suite that are called over HTTP. */
  public interface Timers {
    Ticker.Tick call(String function, String path) throws InterruptedException;
  }

  /** Lets what is due be delivered, where nothing else does. */
  public interface Delivering {
    void deliver() throws InterruptedException;
  }

  public LoggedSending(Messages messages, LogTap log, Delivering delivering, Timers timers) {
    this.messages = messages;
    this.log = log;
    this.delivering = delivering;
    this.timers = timers;
  }

  @Override
  public Answer send(String topic, OutgoingMessage message) throws CannotLook {
    BlockingQueue<JsonObject> lines = new LinkedBlockingQueue<>();
    LogTap.Listening listening = log.listen(lines::add);
    try {
      String id = messages.publish(topic, message);
      String about = topic + " message " + id + ":";
      long until = System.nanoTime() + PATIENCE.toNanos();
      Optional<JsonObject> line = Optional.empty();
      while (line.isEmpty() && System.nanoTime() < until) {
        delivering.deliver();
        line =
            Optional.ofNullable(lines.poll(LOOK.toMillis(), TimeUnit.MILLISECONDS))
                .filter(l -> l.has("message") && l.get("message").getAsString().startsWith(about));
      }
      return line.map(l -> told(topic, id, l))
          .orElseThrow(
              () ->
                  new CannotLook(
                      "message "
                          + id
                          + " was published to "
                          + topic
                          + ", but no function said within "
                          + PATIENCE.toSeconds()
                          + " s what became of it"));
    } catch (PortFailure e) {
      throw new CannotLook("cannot publish to " + topic + ": " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CannotLook("interrupted while waiting for what became of the event", e);
    } finally {
      listening.close();
    }
  }

  @Override
  public Answer call(String function, String path) throws CannotLook {
    try {
      Ticker.Tick tick = timers.call(function, path);
      if (tick.status() == 0) {
        throw new CannotLook(function + " did not answer: " + tick.body());
      }
      return new Answer(
          tick.good(), function + path + " answered " + tick.status() + "\n  " + tick.body());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CannotLook("interrupted while " + function + " was called", e);
    }
  }

  private static Answer told(String topic, String id, JsonObject line) {
    String outcome = text(line, "outcome");
    StringBuilder told = new StringBuilder();
    told.append(topic).append(" message ").append(id).append(": ").append(outcome);
    for (String key :
        new String[] {"phase", "date", "cycle", "processor", "status", "rows", "reason"}) {
      if (line.has(key)) {
        told.append("\n  ").append(key).append(": ").append(text(line, key));
      }
    }
    for (String key : new String[] {"decisions", "findings"}) {
      if (line.get(key) instanceof JsonArray list) {
        for (JsonElement each : list) {
          told.append("\n  ")
              .append(key.equals("decisions") ? "decided: " : "finding ")
              .append(each.getAsString());
        }
      }
    }
    boolean good = outcome.equals("recorded") || outcome.equals("triggered");
    return new Answer(good, told.toString());
  }

  private static String text(JsonObject line, String key) {
    JsonElement value = line.get(key);
    return value != null && value.isJsonPrimitive() ? value.getAsString() : "";
  }
}
