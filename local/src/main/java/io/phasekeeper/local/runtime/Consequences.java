package io.phasekeeper.local.runtime;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What came of each completion, read from the functions' log lines, which are written before the
 * delivery is answered.
 */
public final class Consequences implements AutoCloseable {
  /** More than are ever under way at once. */
  private static final int KEPT = 200;

  private final Map<String, String> byMessage = new LinkedHashMap<>();
  private final LogTap.Listening listening;

  public Consequences(LogTap log) {
    this.listening = log.listen(this::heard);
  }

  private synchronized void heard(JsonObject line) {
    if (line.has("event") && line.has("cycle") && line.get("decisions") instanceof JsonArray all) {
      StringBuilder told = new StringBuilder();
      for (JsonElement each : all) {
        told.append(inWords(each.getAsString(), line.get("cycle").getAsString()));
      }
      byMessage.put(line.get("event").getAsString(), told.toString());
      if (byMessage.size() > KEPT) {
        byMessage.remove(byMessage.keySet().iterator().next());
      }
    }
  }

  /** A decision as the log has it, {@code phase4:2026-01-10:overnight waiting}, for people. */
  private static String inWords(String decision, String cycle) {
    String[] parts = decision.split("[: ]", -1);
    if (parts.length < 4 || !parts[2].equals(cycle)) {
      return "";
    }
    return switch (parts[3]) {
      case "waiting" -> "  " + parts[0] + " waits";
      case "held" -> "  " + parts[0] + " is held";
      case "held-by-operator" -> "  " + parts[0] + " is held by an operator";
      case "late" -> "  " + parts[0] + " is late";
      case "settled" -> "  " + parts[0] + " has started already";
      case "outside-window" -> "  recorded only: outside the active window";
      // A trigger has its own line.
      default -> "";
    };
  }

  /** What came of a message; "" if nothing is to be told. */
  synchronized String of(String messageId) {
    return Optional.ofNullable(byMessage.get(messageId)).orElse("");
  }

  @Override
  public void close() {
    listening.close();
  }
}
