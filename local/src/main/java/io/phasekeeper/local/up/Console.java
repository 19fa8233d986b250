package io.phasekeeper.local.up;

import io.phasekeeper.local.runtime.Consequences;
import io.phasekeeper.local.runtime.LogTap;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * Keeps the terminal for people: what the functions write to standard output, and what libraries
 * log, goes to a file; the terminal has the story.
 */
public final class Console implements AutoCloseable {
  /** Where the log is, in the data directory. */
  public static final String LOG = "functions.log";

  private final PrintStream before;
  private final PrintWriter terminal;
  private final LogTap tap;
  private final List<Handler> handlersBefore;
  private final Handler toLog;
  private final Consequences consequences;

  private Console(
      PrintStream before,
      PrintWriter terminal,
      LogTap tap,
      List<Handler> handlersBefore,
      Handler toLog) {
    this.before = before;
    this.terminal = terminal;
    this.tap = tap;
    this.handlersBefore = handlersBefore;
    this.toLog = toLog;
    this.consequences = new Consequences(tap);
  }

  /**
   * Takes standard output over.
   *
   * @param logs whether log lines go to the terminal too
   */
  public static Console take(Path directory, PrintWriter terminal, boolean logs)
      throws IOException {
    PrintStream before = System.out;
    List<OutputStream> sinks = new ArrayList<>();
    sinks.add(
        new BufferedOutputStream(
            Files.newOutputStream(
                directory.resolve(LOG), StandardOpenOption.CREATE, StandardOpenOption.APPEND)));
    if (logs) {
      sinks.add(new Unclosable(before));
    }
    LogTap tap = new LogTap(sinks);
    PrintStream log = new PrintStream(tap, false, StandardCharsets.UTF_8);
    Handler toLog = new LibraryLog(log);
    Logger root = Logger.getLogger("");
    List<Handler> handlersBefore = List.of(root.getHandlers());
    handlersBefore.forEach(root::removeHandler);
    root.addHandler(toLog);
    System.setOut(log);
    return new Console(before, terminal, tap, handlersBefore, toLog);
  }

  /** A line for people. */
  public synchronized void say(String line) {
    terminal.println(line);
    terminal.flush();
  }

  public LogTap tap() {
    return tap;
  }

  /** What came of the completions, as the log tells it. */
  Consequences consequences() {
    return consequences;
  }

  @Override
  public void close() throws IOException {
    consequences.close();
    System.setOut(before);
    Logger root = Logger.getLogger("");
    root.removeHandler(toLog);
    handlersBefore.forEach(root::addHandler);
    tap.close();
  }

  /** What libraries log, one line each. */
  private static final class LibraryLog extends Handler {
    private final PrintStream log;

    LibraryLog(PrintStream log) {
      this.log = log;
      setLevel(Level.INFO);
    }

    @Override
    public void publish(LogRecord line) {
      if (isLoggable(line)) {
        String text = new java.util.logging.SimpleFormatter().format(line);
        log.print(text);
        log.flush();
      }
    }

    @Override
    public void flush() {
      log.flush();
    }

    @Override
    public void close() {}
  }

  /** Standard output, which is not ours to close. */
  private static final class Unclosable extends OutputStream {
    private final OutputStream out;

    Unclosable(OutputStream out) {
      this.out = out;
    }

    @Override
    public void write(int b) throws IOException {
      out.write(b);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      out.write(bytes, from, length);
    }

    @Override
    public void flush() throws IOException {
      out.flush();
    }
  }
}
