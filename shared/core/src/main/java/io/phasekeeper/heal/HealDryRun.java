package io.phasekeeper.heal;

import io.phasekeeper.call.WorkCall;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * What would be done to heal a date: every step, its proof, and what it would send.
 *
 * @param nothing why nothing would be done; "" if something would
 * @param unseen what the warehouse could not tell
 */
public record HealDryRun(
    String pipeline,
    LocalDate date,
    Instant at,
    List<Target> targets,
    String nothing,
    List<String> unseen) {
  public HealDryRun {
    targets = List.copyOf(targets);
    unseen = List.copyOf(unseen);
  }

  /**
   * An output that would be healed.
   *
   * @param standing how it stands now
   */
  public record Target(OutputDate of, String standing, List<Planned> steps) {
    public Target {
      steps = List.copyOf(steps);
    }
  }

  /**
   * A step.
   *
   * @param kind make, remake or fetch
   * @param proven whether all is there that it is made from
   * @param proof one clause: what is missing, or that all is there
   * @param bounds what would keep it waiting now; "" if nothing
   * @param call what would be sent; to a host {@code .invalid} where nobody here knows the true one
   * @param unable why nothing can be sent from here
   */
  public record Planned(
      OutputDate of,
      String kind,
      String note,
      boolean proven,
      String proof,
      String bounds,
      Optional<WorkCall> call,
      Optional<String> unable) {}

  public boolean blind() {
    return !unseen.isEmpty();
  }
}
