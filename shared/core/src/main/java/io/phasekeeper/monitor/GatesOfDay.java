package io.phasekeeper.monitor;

import io.phasekeeper.document.Document;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.platform.Platform;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is stored of the gates of a date, for people: those that fail first. */
public record GatesOfDay(
    String pipeline, LocalDate date, ZoneId zone, Instant at, List<Gate> gates) {
  private static final List<String> ORDER =
      List.of("fails", "unknown", "passes", "waiting", "left out");

  public GatesOfDay {
    gates = List.copyOf(gates);
  }

  /**
   * One gate, file or calendar.
   *
   * @param cycle of a transition's gate
   * @param verdict passes, fails, unknown, waiting or left out
   * @param worst what is worst, the worst first
   * @param checkedAt none: not looked at yet
   * @param nextAt when it is looked at again
   */
  public record Gate(
      String name,
      String kind,
      String about,
      Optional<String> cycle,
      String verdict,
      Optional<String> action,
      Optional<Long> observed,
      Optional<Long> wanted,
      String explanation,
      Map<String, Object> evidence,
      List<String> worst,
      Optional<Instant> checkedAt,
      Optional<Instant> changedAt,
      Optional<Instant> nextAt) {
    public boolean wrong() {
      return verdict.equals("fails") || verdict.equals("unknown");
    }
  }

  /** Reads what is stored; asks the warehouse nothing. */
  public static GatesOfDay read(Platform platform, LocalDate date) {
    Pipeline pipeline = platform.pipeline();
    return new GatesOfDay(
        pipeline.id(),
        date,
        pipeline.zone(),
        platform.clock().instant(),
        GateBook.of(platform.documents(), pipeline, date).stream()
            .map(GatesOfDay::gate)
            .sorted(
                Comparator.comparing((Gate gate) -> Math.max(0, ORDER.indexOf(gate.verdict())))
                    .thenComparing(Gate::name)
                    .thenComparing(gate -> gate.cycle().orElse("")))
            .toList());
  }

  /** Whether anything fails or could not be told. */
  public boolean wrong() {
    return gates.stream().anyMatch(Gate::wrong);
  }

  @SuppressWarnings("unchecked")
  private static Gate gate(Document stored) {
    Map<String, Object> evidence =
        stored.field("evidence", Map.class).map(m -> (Map<String, Object>) m).orElse(Map.of());
    List<String> worst =
        evidence.get("worst") instanceof List<?> list
            ? list.stream().map(String::valueOf).toList()
            : List.of();
    return new Gate(
        stored.field("gate", String.class).orElse(stored.path().id()),
        stored.field("kind", String.class).orElse(""),
        stored.field("about", String.class).orElse(""),
        stored.field("cycle", String.class),
        stored.field("verdict", String.class).orElse("waiting"),
        stored.field("action", String.class),
        stored.field("observed", Long.class),
        stored.field("wanted", Long.class),
        stored.field("explanation", String.class).orElse(""),
        evidence,
        worst,
        stored.field("checked_at", Instant.class),
        stored.field("changed_at", Instant.class),
        stored.field("due_at", Instant.class));
  }
}
