package io.phasekeeper.local.runtime;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * Standard output of the functions while they run locally: every line goes to the log, and those
 * that are JSON objects also to whoever listens, such as a command that waits for what became of
 * its event.
 */
public final class LogTap extends OutputStream {
  private final List<OutputStream> sinks;
  private final List<Consumer<JsonObject>> listeners = new CopyOnWriteArrayList<>();
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();

  public LogTap(List<OutputStream> sinks) {
    this.sinks = List.copyOf(sinks);
  }

  /** Calls {@code listener} for each log line from now on; the answer ends that. */
  public Listening listen(Consumer<JsonObject> listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  /** Somebody listens until it is closed. */
  public interface Listening extends AutoCloseable {
    @Override
    void close();
  }

  @Override
  public synchronized void write(int b) throws IOException {
    line.write(b);
    if (b == '\n') {
      flushLine();
    }
  }

  @Override
  public synchronized void write(byte[] bytes, int from, int length) throws IOException {
    int start = from;
    for (int i = from; i < from + length; i++) {
      if (bytes[i] == '\n') {
        line.write(bytes, start, i + 1 - start);
        flushLine();
        start = i + 1;
      }
    }
    line.write(bytes, start, from + length - start);
  }

  private void flushLine() throws IOException {
    byte[] whole = line.toByteArray();
    line.reset();
    for (OutputStream sink : sinks) {
      sink.write(whole);
      sink.flush();
    }
    if (!listeners.isEmpty() && whole.length > 0 && whole[0] == '{') {
      tell(new String(whole, StandardCharsets.UTF_8));
    }
  }

  private void tell(String text) {
    JsonElement json;
    try {
      json = JsonParser.parseString(text);
    } catch (JsonParseException e) {
      // It only looks like JSON: it is in the log, and nobody waits for it.
      return;
    }
    if (json.isJsonObject()) {
      listeners.forEach(each -> each.accept(json.getAsJsonObject()));
    }
  }

  @Override
  public synchronized void close() throws IOException {
    if (line.size() > 0) {
      line.write('\n');
      flushLine();
    }
    for (OutputStream sink : sinks) {
      sink.close();
    }
  }
}
