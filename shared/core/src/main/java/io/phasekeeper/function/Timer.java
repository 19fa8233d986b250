package io.phasekeeper.function;

import com.cronutils.model.Cron;
import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * When a timer function is called.
 *
 * @param cron five fields, as in Unix and Cloud Scheduler
 * @param zone the zone of the cron's wall clock
 * @param retries how often a call that failed is tried again at once
 */
public record Timer(String cron, ZoneId zone, int retries) {
  /**
   * Reading a cron takes far longer than asking it; a replay asks the same few ten thousand times.
   */
  private static final Map<String, ExecutionTime> READ = new ConcurrentHashMap<>();

  /**
   * @throws IllegalArgumentException if the cron cannot be read, or never fires
   */
  public Timer {
    if (executions(cron).nextExecution(Instant.EPOCH.atZone(zone)).isEmpty()) {
      throw new IllegalArgumentException("cron \"" + cron + "\" never fires");
    }
  }

  /** The first tick after {@code moment}, never at it. */
  public Instant nextAfter(Instant moment) {
    return executions(cron)
        .nextExecution(moment.atZone(zone))
        .orElseThrow(
            () -> new IllegalStateException("cron \"" + cron + "\" has no tick after " + moment))
        .toInstant();
  }

  private static ExecutionTime executions(String cron) {
    return READ.computeIfAbsent(cron, Timer::read);
  }

  private static ExecutionTime read(String cron) {
    Cron parsed =
        new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX)).parse(cron);
    return ExecutionTime.forCron(parsed);
  }
}
