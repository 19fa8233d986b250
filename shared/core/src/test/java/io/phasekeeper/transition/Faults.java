package io.phasekeeper.transition;

import io.phasekeeper.message.Messages;
import io.phasekeeper.outcome.PortFailure;
import java.util.List;
import java.util.Map;

/** Faults at the ports, for nights that go wrong. */
final class Faults {
  private Faults() {}

  /** Fails the first publishes, or the one with a number, and then works. */
  static final class FailingMessages implements Messages {
    private final Messages real;
    int failures;
    int failAt;
    private int calls;

    FailingMessages(Messages real, int failures) {
      this.real = real;
      this.failures = failures;
    }

    @Override
    public String publish(String topic, io.phasekeeper.message.OutgoingMessage message) {
      calls++;
      if (failures > 0 || calls == failAt) {
        failures--;
        throw new PortFailure(
            PortFailure.Service.PUBSUB, PortFailure.Kind.UNAVAILABLE, "no answer");
      }
      return real.publish(topic, message);
    }
  }

  /** A warehouse that answers nothing. */
  static final class BrokenWarehouse implements io.phasekeeper.warehouse.Warehouse {
    private static PortFailure down() {
      return new PortFailure(
          PortFailure.Service.BIGQUERY, PortFailure.Kind.UNAVAILABLE, "503 from jobs.query");
    }

    @Override
    public java.util.SortedMap<java.time.LocalDate, Long> rowCounts(
        io.phasekeeper.warehouse.TableRef table, java.time.LocalDate from, java.time.LocalDate to) {
      throw down();
    }

    @Override
    public List<io.phasekeeper.warehouse.CalendarEntry> calendar(
        io.phasekeeper.warehouse.CalendarTable calendar,
        java.time.LocalDate from,
        java.time.LocalDate to) {
      throw down();
    }

    @Override
    public List<io.phasekeeper.warehouse.RunRow> runs(
        String table, java.time.LocalDate from, java.time.LocalDate to, int limit) {
      throw down();
    }

    @Override
    public List<io.phasekeeper.warehouse.Measured> measure(
        io.phasekeeper.warehouse.Measure question) {
      throw down();
    }

    @Override
    public List<io.phasekeeper.warehouse.Compared> compare(
        io.phasekeeper.warehouse.Comparison question) {
      throw down();
    }

    @Override
    public List<io.phasekeeper.warehouse.OpenRun> openRuns(
        String table,
        java.time.LocalDate from,
        java.time.LocalDate to,
        java.util.Collection<java.time.LocalDate> also,
        int limit) {
      throw down();
    }

    @Override
    public List<io.phasekeeper.warehouse.KeyCount> keyCounts(
        io.phasekeeper.warehouse.TableRef table,
        List<String> key,
        java.time.LocalDate from,
        java.time.LocalDate to) {
      throw down();
    }

    @Override
    public List<io.phasekeeper.warehouse.RunRow> endedRuns(
        String table,
        java.time.LocalDate from,
        java.time.LocalDate to,
        java.time.Instant since,
        int limit) {
      throw down();
    }

    @Override
    public List<io.phasekeeper.warehouse.EndedRun> newestEnds(
        String table, java.time.LocalDate from, java.time.LocalDate to, int each) {
      throw down();
    }

    @Override
    public List<io.phasekeeper.warehouse.RunRow> rowsOfRuns(
        String table,
        java.time.LocalDate from,
        java.time.LocalDate to,
        java.util.Collection<String> runIds) {
      throw down();
    }

    @Override
    public Map<String, List<java.time.Duration>> usualDurations(
        String table, java.time.LocalDate from, java.time.LocalDate to, int each) {
      throw down();
    }

    @Override
    public long endRun(String table, io.phasekeeper.warehouse.RunEnd end) {
      throw down();
    }

    @Override
    public long appendRunEnd(String table, io.phasekeeper.warehouse.RunEnd end) {
      throw down();
    }

    @Override
    public io.phasekeeper.warehouse.UpstreamRows upstream(
        io.phasekeeper.warehouse.UpstreamQuestion question) {
      throw down();
    }

    @Override
    public void append(String table, List<Map<String, Object>> rows) {
      throw down();
    }
  }

  /** A warehouse that lacks one table. */
  record Without(io.phasekeeper.warehouse.Warehouse real, String missing)
      implements io.phasekeeper.warehouse.Warehouse {
    @Override
    public java.util.SortedMap<java.time.LocalDate, Long> rowCounts(
        io.phasekeeper.warehouse.TableRef table, java.time.LocalDate from, java.time.LocalDate to) {
      if (table.name().equals(missing)) {
        throw new PortFailure(
            PortFailure.Service.BIGQUERY, PortFailure.Kind.MISSING, "Not found: " + missing);
      }
      return real.rowCounts(table, from, to);
    }

    @Override
    public List<io.phasekeeper.warehouse.CalendarEntry> calendar(
        io.phasekeeper.warehouse.CalendarTable calendar,
        java.time.LocalDate from,
        java.time.LocalDate to) {
      if (calendar.table().name().equals(missing)) {
        throw new PortFailure(
            PortFailure.Service.BIGQUERY, PortFailure.Kind.MISSING, "Not found: " + missing);
      }
      return real.calendar(calendar, from, to);
    }

    @Override
    public List<io.phasekeeper.warehouse.RunRow> runs(
        String table, java.time.LocalDate from, java.time.LocalDate to, int limit) {
      return real.runs(table, from, to, limit);
    }

    @Override
    public List<io.phasekeeper.warehouse.Measured> measure(
        io.phasekeeper.warehouse.Measure question) {
      return real.measure(question);
    }

    @Override
    public List<io.phasekeeper.warehouse.KeyCount> keyCounts(
        io.phasekeeper.warehouse.TableRef table,
        List<String> key,
        java.time.LocalDate from,
        java.time.LocalDate to) {
      return real.keyCounts(table, key, from, to);
    }

    @Override
    public List<io.phasekeeper.warehouse.Compared> compare(
        io.phasekeeper.warehouse.Comparison question) {
      return real.compare(question);
    }

    @Override
    public List<io.phasekeeper.warehouse.OpenRun> openRuns(
        String table,
        java.time.LocalDate from,
        java.time.LocalDate to,
        java.util.Collection<java.time.LocalDate> also,
        int limit) {
      return real.openRuns(table, from, to, also, limit);
    }

    @Override
    public List<io.phasekeeper.warehouse.RunRow> endedRuns(
        String table,
        java.time.LocalDate from,
        java.time.LocalDate to,
        java.time.Instant since,
        int limit) {
      return real.endedRuns(table, from, to, since, limit);
    }

    @Override
    public List<io.phasekeeper.warehouse.EndedRun> newestEnds(
        String table, java.time.LocalDate from, java.time.LocalDate to, int each) {
      return real.newestEnds(table, from, to, each);
    }

    @Override
    public List<io.phasekeeper.warehouse.RunRow> rowsOfRuns(
        String table,
        java.time.LocalDate from,
        java.time.LocalDate to,
        java.util.Collection<String> runIds) {
      return real.rowsOfRuns(table, from, to, runIds);
    }

    @Override
    public Map<String, List<java.time.Duration>> usualDurations(
        String table, java.time.LocalDate from, java.time.LocalDate to, int each) {
      return real.usualDurations(table, from, to, each);
    }

    @Override
    public long endRun(String table, io.phasekeeper.warehouse.RunEnd end) {
      return real.endRun(table, end);
    }

    @Override
    public long appendRunEnd(String table, io.phasekeeper.warehouse.RunEnd end) {
      return real.appendRunEnd(table, end);
    }

    @Override
    public io.phasekeeper.warehouse.UpstreamRows upstream(
        io.phasekeeper.warehouse.UpstreamQuestion question) {
      return real.upstream(question);
    }

    @Override
    public void append(String table, List<Map<String, Object>> rows) {
      real.append(table, rows);
    }
  }
}
