package io.phasekeeper.local.scenario;

/**
 * A place where a scenario file names something that its pipeline must know: a misspelt name would
 * be waited for in vain, or never be missed.
 *
 * @param line in the file
 * @param where its path in the file
 */
public record Mention(int line, String where, Role role, String name) {
  /** What is named. */
  public enum Role {
    PHASE,
    /** A phase that starts after another. */
    STARTING_PHASE,
    CYCLE,
    /** Why a phase was started. */
    REASON,
    PROCESSOR,
    /** What can be made: a processor, a source, a file for others. */
    OUTPUT,
    TOPIC,
    TABLE,
    /** What is called: a service, or a job or topic as {@code job:NAME}, {@code topic:NAME}. */
    SERVICE,
    /** A function that is called by the clock. */
    TIMER
  }
}
