package io.phasekeeper.heal;

import io.phasekeeper.document.Document;
import io.phasekeeper.document.DocumentQuery;
import io.phasekeeper.document.DocumentQuery.Operator;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.platform.Platform;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The circuits of the targets of calls, for people: those that are open first. */
public record Breakers(String pipeline, ZoneId zone, Instant at, List<Target> targets) {
  private static final int MOST = 200;

  public Breakers {
    targets = List.copyOf(targets);
  }

  /**
   * A target that failed at least once.
   *
   * @param failures in a row
   * @param probeAt when one call is let through again
   */
  public record Target(
      String name,
      boolean open,
      long failures,
      Optional<String> lastFailure,
      Optional<Instant> failedAt,
      Optional<Instant> probeAt) {}

  /** Whether a circuit is open. */
  public boolean wrong() {
    return targets.stream().anyMatch(Target::open);
  }

  public static Breakers read(Platform platform) {
    Pipeline pipeline = platform.pipeline();
    List<Target> targets =
        platform
            .documents()
            .query(
                DocumentQuery.in(Breaker.COLLECTION, MOST)
                    .where("pipeline", Operator.EQUAL, pipeline.id()))
            .stream()
            .map(Breakers::target)
            .sorted(Comparator.comparing(Target::open).reversed().thenComparing(Target::name))
            .toList();
    return new Breakers(
        pipeline.id(),
        pipeline.zone(),
        platform.clock().instant().truncatedTo(ChronoUnit.MICROS),
        targets);
  }

  private static Target target(Document stored) {
    Breaker breaker = new Breaker(Optional.of(stored));
    return new Target(
        stored.field("target", String.class).orElse(stored.path().id()),
        breaker.open(),
        breaker.failures(),
        breaker.lastFailure(),
        stored.field("failed_at", Instant.class),
        breaker.probeAt());
  }
}
