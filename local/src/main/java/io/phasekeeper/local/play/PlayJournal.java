package io.phasekeeper.local.play;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.phasekeeper.message.OutgoingMessage;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How far a play has come: a line before each thing that it does, so that after a kill only the
 * last line is in doubt. {@code play.journal} in the data directory, one JSON object a line.
 */
public final class PlayJournal implements AutoCloseable {
  /** Its name in the data directory. */
  public static final String FILE = "play.journal";

  private final OutputStream out;

  /** One line. */
  public sealed interface Entry {
    Instant at();
  }

  /**
   * The first line: which play this is.
   *
   * @param file the scenario's
   * @param pipeline the pipeline's file
   * @param hash of the scenario and its pipeline file
   */
  public record Header(Instant at, String file, String pipeline, String hash) implements Entry {}

  /** What is true at the start is true now. */
  public record Begun(Instant at) implements Entry {}

  /**
   * The next event of the agenda is about to happen.
   *
   * @param lastMessage the id of the newest message in the queue before it; "" if there is none
   */
  public record Event(Instant at, String lastMessage) implements Entry {}

  /** The timers that are due are about to be called. */
  public record Tick(Instant at) implements Entry {}

  /** A trigger message was delivered to the simulated processors. */
  public record Triggered(Instant at, String topic, OutgoingMessage message) implements Entry {}

  /**
   * A service was called, or a job started, by us.
   *
   * @param target the service's name, or {@code job:NAME}
   */
  public record Called(Instant at, String target, String body) implements Entry {}

  /** A completion is about to be delivered. */
  public record Delivered(Instant at, String topic, String messageId) implements Entry {}

  /** A finding opened or resolved. */
  public record Noticed(Instant at, Map<String, Object> facts) implements Entry {
    public Noticed {
      facts = Map.copyOf(facts);
    }
  }

  /** The play is over. */
  public record Ended(Instant at) implements Entry {}

  private PlayJournal(OutputStream out) {
    this.out = out;
  }

  /** Goes on behind the last whole line; a line that a kill cut off is taken away. */
  public static PlayJournal append(Path directory) throws IOException {
    Path file = directory.resolve(FILE);
    cutAfterLastLine(file);
    return new PlayJournal(
        Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND));
  }

  private static void cutAfterLastLine(Path file) throws IOException {
    if (!Files.exists(file)) {
      return;
    }
    byte[] all = Files.readAllBytes(file);
    int whole = wholeLines(all);
    if (whole < all.length) {
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        channel.truncate(whole);
      }
    }
  }

  /** How many bytes end with the last line's end. */
  private static int wholeLines(byte[] all) {
    int whole = all.length;
    while (whole > 0 && all[whole - 1] != '\n') {
      whole--;
    }
    return whole;
  }

  /** Writes a line; what is written survives the end of this process, however it ends. */
  public synchronized void write(Entry entry) {
    try {
      out.write((json(entry) + "\n").getBytes(StandardCharsets.UTF_8));
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the play's journal", e);
    }
  }

  @Override
  public void close() throws IOException {
    out.close();
  }

  /** The lines of a directory's journal; a last one that was cut off in writing is left out. */
  public static List<Entry> read(Path directory) throws IOException {
    Path file = directory.resolve(FILE);
    if (!Files.exists(file)) {
      return List.of();
    }
    byte[] all = Files.readAllBytes(file);
    String lines = new String(all, 0, wholeLines(all), StandardCharsets.UTF_8);
    List<Entry> entries = new ArrayList<>();
    for (String line : lines.lines().toList()) {
      entries.add(
          parse(line)
              .orElseThrow(
                  () ->
                      new IOException(
                          file
                              + ", line "
                              + (entries.size() + 1)
                              + ", is no line of a play's journal: "
                              + line
                              + "; start again with --fresh")));
    }
    return entries;
  }

  private static JsonObject json(Entry entry) {
    JsonObject json = new JsonObject();
    json.addProperty("at", entry.at().toString());
    json.addProperty("do", entry.getClass().getSimpleName());
    if (entry instanceof Header header) {
      json.addProperty("file", header.file());
      json.addProperty("pipeline", header.pipeline());
      json.addProperty("hash", header.hash());
    } else if (entry instanceof Event event) {
      json.addProperty("last", event.lastMessage());
    } else if (entry instanceof Triggered triggered) {
      json.addProperty("topic", triggered.topic());
      json.addProperty("data", triggered.message().text());
      json.add("attributes", new Gson().toJsonTree(triggered.message().attributes()));
    } else if (entry instanceof Called called) {
      json.addProperty("target", called.target());
      json.addProperty("body", called.body());
    } else if (entry instanceof Delivered delivered) {
      json.addProperty("topic", delivered.topic());
      json.addProperty("message", delivered.messageId());
    } else if (entry instanceof Noticed noticed) {
      json.add("facts", new Gson().toJsonTree(noticed.facts()));
    }
    return json;
  }

  private static Optional<Entry> parse(String line) {
    try {
      JsonObject json = JsonParser.parseString(line).getAsJsonObject();
      Instant at = Instant.parse(json.get("at").getAsString());
      return switch (json.get("do").getAsString()) {
        case "Header" ->
            Optional.of(
                new Header(
                    at,
                    json.get("file").getAsString(),
                    json.get("pipeline").getAsString(),
                    json.get("hash").getAsString()));
        case "Begun" -> Optional.of(new Begun(at));
        case "Event" -> Optional.of(new Event(at, json.get("last").getAsString()));
        case "Tick" -> Optional.of(new Tick(at));
        case "Triggered" -> {
          Map<String, String> attributes = new TreeMap<>();
          json.getAsJsonObject("attributes")
              .entrySet()
              .forEach(each -> attributes.put(each.getKey(), each.getValue().getAsString()));
          yield Optional.of(
              new Triggered(
                  at,
                  json.get("topic").getAsString(),
                  OutgoingMessage.json(json.get("data").getAsString(), attributes)));
        }
        case "Called" ->
            Optional.of(
                new Called(at, json.get("target").getAsString(), json.get("body").getAsString()));
        case "Delivered" ->
            Optional.of(
                new Delivered(
                    at, json.get("topic").getAsString(), json.get("message").getAsString()));
        case "Noticed" -> {
          Map<String, Object> facts = new TreeMap<>();
          json.getAsJsonObject("facts")
              .entrySet()
              .forEach(
                  each ->
                      facts.put(
                          each.getKey(),
                          each.getValue().getAsJsonPrimitive().isBoolean()
                              ? (Object) each.getValue().getAsBoolean()
                              : each.getValue().getAsString()));
          yield Optional.of(new Noticed(at, facts));
        }
        case "Ended" -> Optional.of(new Ended(at));
        default -> Optional.empty();
      };
    } catch (JsonParseException
        | IllegalStateException
        | NullPointerException
        | java.time.DateTimeException e) {
      return Optional.empty();
    }
  }
}
