package io.phasekeeper.schedule;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/**
 * Lists the scheduler's jobs as they stand now, which no log tells: a paused job writes nothing.
 */
public interface SchedulerJobs {
  /**
   * Every job of the project's location, by name.
   *
   * @throws io.phasekeeper.outcome.PortFailure if they cannot be listed; never a part of them
   */
  List<SchedulerJob> list();

  /**
   * One job.
   *
   * @param name its id, without project and location
   * @param cron five fields, in {@code zone}
   * @param enabled whether it runs: neither paused by somebody nor disabled by the service
   * @param lastAttempt when it was last attempted; none if never
   */
  record SchedulerJob(
      String name, String cron, ZoneId zone, boolean enabled, Optional<Instant> lastAttempt) {}
}
