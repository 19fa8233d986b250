package io.phasekeeper.local.play;

import io.phasekeeper.document.DocumentStore;
import io.phasekeeper.document.MemoryDocumentStore;
import io.phasekeeper.local.runtime.Ports;
import io.phasekeeper.local.scenario.Change;
import io.phasekeeper.local.scenario.Fault;
import io.phasekeeper.local.scenario.world.Stage;
import io.phasekeeper.message.OutgoingMessage;
import io.phasekeeper.warehouse.TableRef;
import io.phasekeeper.warehouse.TableWriter;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What the world of a play acts on: the suite's own ports. While a play is taken up again it does
 * nothing, because it was all done before the kill; the one thing that is in doubt it does only if
 * it was not.
 */
final class PlayStage implements Stage {
  /** How much of what the world does is done. */
  enum Doing {
    NOTHING,
    WHAT_IS_NOT_DONE,
    ALL
  }

  /** What the suite's functions and timers are asked for, beside the ports. */
  interface Suite {
    void deliverAgain();

    void operate(Change.Operator action);

    void backfill(Change.Backfill backfill);

    void restart();

    void faults(Set<Fault> faults);

    void tick(String function);
  }

  private static final System.Logger LOG = System.getLogger(PlayStage.class.getName());

  private final Ports ports;
  private final Suite suite;
  private final Tables tables = new Tables();
  // Swallows what was merged before; reads of it only serve merges of the world itself.
  private final DocumentStore nowhere = new MemoryDocumentStore();
  private final Map<String, String> dateColumns = new HashMap<>();
  private Doing doing = Doing.NOTHING;
  private String lastMessage = "";

  PlayStage(Ports ports, Suite suite) {
    this.ports = ports;
    this.suite = suite;
  }

  /** The date column of a table that may be written. */
  void table(String name, String dateColumn) {
    dateColumns.put(name, dateColumn);
  }

  void doNothing() {
    doing = Doing.NOTHING;
  }

  /**
   * @param newestBefore the id of the newest message in the queue before the thing in doubt
   */
  void doWhatIsNotDone(String newestBefore) {
    doing = Doing.WHAT_IS_NOT_DONE;
    lastMessage = newestBefore;
  }

  void doAll() {
    doing = Doing.ALL;
  }

  @Override
  public DocumentStore documents() {
    return doing == Doing.NOTHING ? nowhere : ports.documents();
  }

  @Override
  public TableWriter tables() {
    return tables;
  }

  @Override
  public void publish(String topic, OutgoingMessage message) {
    boolean publish =
        switch (doing) {
          case NOTHING -> false;
          case WHAT_IS_NOT_DONE -> ports.lastMessageId().equals(lastMessage);
          case ALL -> true;
        };
    if (publish) {
      ports.createTopic(topic);
      String id = ports.messages().publish(topic, message);
      LOG.log(System.Logger.Level.DEBUG, "{0} is message {1}", topic, id);
    }
  }

  @Override
  public void file(String uri, Instant written, Optional<String> content) {
    if (doing != Doing.NOTHING) {
      ports.file(uri, written, content);
    }
  }

  @Override
  public void deliverAgain(boolean otherSubscription) {
    if (doing != Doing.NOTHING) {
      suite.deliverAgain();
    }
  }

  @Override
  public void operate(Change.Operator action) {
    if (doing != Doing.NOTHING) {
      suite.operate(action);
    }
  }

  @Override
  public void backfill(Change.Backfill backfill) {
    if (doing != Doing.NOTHING) {
      suite.backfill(backfill);
    }
  }

  @Override
  public void restart() {
    if (doing != Doing.NOTHING) {
      suite.restart();
    }
  }

  @Override
  public void faults(Set<Fault> faults) {
    // Always: which faults hold is not stored anywhere else.
    suite.faults(faults);
  }

  @Override
  public void tick(String function) {
    if (doing != Doing.NOTHING) {
      suite.tick(function);
    }
  }

  /** Appends rows once, whether or not a kill came between the append and its mark. */
  private final class Tables implements TableWriter {
    // What stands there by now, per table and date: appended by this play.
    private final Map<String, Map<LocalDate, Long>> appended = new HashMap<>();

    @Override
    public void append(String table, List<Map<String, Object>> rows) {
      boolean append =
          switch (doing) {
            case NOTHING -> false;
            case WHAT_IS_NOT_DONE -> missing(table, rows);
            case ALL -> true;
          };
      if (append) {
        ports.tables().append(table, rows);
      }
      perDate(table, rows).forEach((date, count) -> dates(table).merge(date, count, Long::sum));
    }

    @Override
    public void replaceRows(
        String table, String dateColumn, LocalDate date, List<Map<String, Object>> rows) {
      dateColumns.putIfAbsent(table, dateColumn);
      if (doing != Doing.NOTHING) {
        ports.tables().replaceRows(table, dateColumn, date, rows);
      }
      dates(table).put(date, (long) rows.size());
    }

    private boolean missing(String table, List<Map<String, Object>> rows) {
      TreeMap<LocalDate, Long> wanted = new TreeMap<>(perDate(table, rows));
      if (wanted.isEmpty()) {
        return true;
      }
      Map.Entry<LocalDate, Long> first = wanted.firstEntry();
      LocalDate date = first.getKey();
      TableRef ref = new TableRef(table, dateColumns.getOrDefault(table, "data_date"), Map.of());
      long there = ports.warehouse().rowCounts(ref, date, date).getOrDefault(date, 0L);
      return there < dates(table).getOrDefault(date, 0L) + first.getValue();
    }

    private Map<LocalDate, Long> dates(String table) {
      return appended.computeIfAbsent(table, any -> new HashMap<>());
    }

    private Map<LocalDate, Long> perDate(String table, List<Map<String, Object>> rows) {
      String column = dateColumns.getOrDefault(table, "data_date");
      Map<LocalDate, Long> counts = new HashMap<>();
      for (Map<String, Object> row : rows) {
        if (row.get(column) instanceof LocalDate date) {
          counts.merge(date, 1L, Long::sum);
        }
      }
      return counts;
    }
  }
}
