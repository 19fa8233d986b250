package io.phasekeeper.local.scenario;

import io.phasekeeper.document.DocumentPath;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Something that happens in the world of a scenario, at one moment. */
public sealed interface Change {

  /**
   * A processor says that it is done (CONTRACT §2).
   *
   * @param message the message's JSON, verbatim
   * @param topic where it is published; none: the completion topic of the processor's phase
   */
  record Completion(Map<String, @Nullable Object> message, Optional<String> topic)
      implements Change {
    public Completion {
      message = copy(message);
    }
  }

  /**
   * The last message comes again, under its own id.
   *
   * @param otherSubscription it comes by a second subscription of the topic
   */
  record DeliverAgain(boolean otherSubscription) implements Change {}

  /** Any bytes on a topic, in Latin-1 so that none is lost. */
  record RawMessage(String topic, String latin1, Map<String, String> attributes) implements Change {
    public RawMessage {
      attributes = Map.copyOf(attributes);
    }

    public byte[] data() {
      return latin1.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
    }
  }

  /** Another writer merges top-level fields into a document. */
  record LedgerMerge(DocumentPath path, Map<String, @Nullable Object> fields) implements Change {
    public LedgerMerge {
      fields = copy(fields);
    }
  }

  /** A row of the run history (CONTRACT §6), verbatim. */
  record RunRow(Map<String, @Nullable Object> columns) implements Change {
    public RunRow {
      columns = copy(columns);
    }
  }

  /**
   * A heartbeat document (CONTRACT §5), verbatim.
   *
   * @param id none: {@code {processor}_{data_date or None}_{run_id}}
   */
  record Heartbeat(Optional<String> id, Map<String, @Nullable Object> fields) implements Change {
    public Heartbeat {
      fields = copy(fields);
    }
  }

  /**
   * A run beats from now on, every so often.
   *
   * @param until the last moment at which it may beat; none: the end of the play
   * @param progress at the first beat, and at every one unless {@code to} is there
   * @param to the progress at {@code until}
   */
  record Beats(
      String processor,
      String runId,
      Optional<LocalDate> dataDate,
      Duration every,
      Optional<Instant> until,
      Optional<Long> progress,
      Optional<Long> to,
      Optional<Long> total)
      implements Change {}

  /**
   * Rows appear in a table.
   *
   * @param clear whether the date's rows are removed first
   * @param count how many are made, after those of the same date that are there
   * @param values columns that have this value in every row
   * @param nonNull columns, and the share of the rows in which they are not null
   * @param duplicates how many of the rows repeat the keys of others
   * @param written when; none: now, or 1 s before the start for what is there at the start
   */
  record Rows(
      String table,
      LocalDate date,
      boolean clear,
      int count,
      Map<String, @Nullable Object> values,
      Map<String, Double> nonNull,
      int duplicates,
      Optional<Instant> written)
      implements Change {
    public Rows {
      values = copy(values);
      nonNull = Map.copyOf(nonNull);
    }
  }

  /** An entry of Cloud Scheduler's execution log (CONTRACT §8), verbatim. */
  record SchedulerLog(Map<String, @Nullable Object> entry) implements Change {
    public SchedulerLog {
      entry = copy(entry);
    }
  }

  /** One attempt of a scheduler job: short for its pair of log entries. */
  record Attempt(String job, Answer answer) implements Change {}

  /** How services answer from now on. */
  record Services(Map<String, ServiceBehaviour> services) implements Change {
    public Services {
      services = Map.copyOf(services);
    }
  }

  /** How simulated processors behave from now on. */
  record Processors(Map<String, ProcessorBehaviour> processors) implements Change {
    public Processors {
      processors = Map.copyOf(processors);
    }
  }

  /**
   * A simulated processor works without being asked by us: its own cron, or its own subscription,
   * started it.
   *
   * @param processor its configured name
   * @param correlation the correlation id of its messages
   */
  record Works(
      String processor, LocalDate date, ProcessorBehaviour behaviour, Optional<String> correlation)
      implements Change {}

  /** How alert channels answer from now on. */
  record Channels(Map<String, Answer> channels) implements Change {
    public Channels {
      channels = Map.copyOf(channels);
    }
  }

  /** What listing Cloud Scheduler's jobs shows from now on; an empty value is a deleted job. */
  record SchedulerJobs(Map<String, Optional<Map<String, @Nullable Object>>> jobs)
      implements Change {
    public SchedulerJobs {
      jobs = Map.copyOf(jobs);
    }
  }

  /** What the schedule says about dates from now on; other dates stay as they were. */
  record CalendarDates(Map<LocalDate, List<Game>> dates) implements Change {
    public CalendarDates {
      dates = Collections.unmodifiableMap(new LinkedHashMap<>(dates));
    }
  }

  /** A calendar date's rows are written anew, as the clock has moved its entries on. */
  record CalendarTick(LocalDate date) implements Change {}

  /** A dead-letter topic holds so many messages now. */
  record DeadLetters(String topic, long count) implements Change {}

  /** A topic has a backlog now. */
  record Backlog(String topic, Duration oldest, long count) implements Change {}

  /** An entry of a Cloud Run service's own log, verbatim. */
  record RunLog(Map<String, @Nullable Object> entry) implements Change {
    public RunLog {
      entry = copy(entry);
    }
  }

  /** Files are there, with their age and the date in them; an empty value is a deleted file. */
  record Files(Map<String, Optional<FileFacts>> files) implements Change {
    public Files {
      files = Map.copyOf(files);
    }
  }

  /** When a file was written, and the date that its content is for. */
  record FileFacts(Optional<Instant> updated, Optional<LocalDate> date) {}

  /**
   * Somebody starts a backfill.
   *
   * @param phase none: every phase that can be asked to work
   */
  record Backfill(LocalDate from, LocalDate to, Optional<String> phase) implements Change {}

  /** Somebody uses the command line. */
  record Operator(
      String action,
      Optional<String> phase,
      Optional<LocalDate> date,
      Optional<String> cycle,
      Optional<String> processor,
      Optional<String> why,
      Optional<String> by,
      Optional<Instant> until,
      boolean force,
      Optional<String> finding)
      implements Change {
    /** Every action that there is. */
    public static final Set<String> ACTIONS =
        Set.of(
            "trigger", "hold", "release", "skip", "complete", "stop", "resume", "ack", "silence");
  }

  /** Every instance of ours starts anew; only what is stored remains. */
  record Restart() implements Change {}

  /** What is broken from now on; an empty set ends all of it. */
  record Faults(Set<Fault> faults) implements Change {
    public Faults {
      faults = Set.copyOf(faults);
    }
  }

  /** An extra tick of one of our timers. */
  record Sweep(String function) implements Change {}

  private static Map<String, @Nullable Object> copy(Map<String, @Nullable Object> values) {
    return Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }
}
