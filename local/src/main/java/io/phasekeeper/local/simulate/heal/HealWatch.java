package io.phasekeeper.local.simulate.heal;

import io.phasekeeper.document.Document;
import io.phasekeeper.document.DocumentPath;
import io.phasekeeper.finding.FindingBook;
import io.phasekeeper.heal.HealPlan;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Reads what the healing writes: what it says of itself, and when it wants to look again. */
final class HealWatch {
  static final String OUTPUTS = "phasekeeper_outputs";
  private static final String BREAKERS = "phasekeeper_breakers";
  private static final Duration EFFECT_WITHIN = Duration.ofMinutes(30);

  private final HealSeen seen;
  private final Set<DocumentPath> watched = new HashSet<>();
  private final Map<DocumentPath, List<Instant>> wakes = new HashMap<>();

  /** Whether something was decided since it was last asked, and not only looked at. */
  private boolean acted;

  HealWatch(HealSeen seen) {
    this.seen = seen;
  }

  void written(Optional<Document> before, Document after, Instant now, int tick) {
    switch (after.path().collection()) {
      case HealPlan.COLLECTION -> plan(before, after, now, tick);
      case OUTPUTS -> output(before, after, now, tick);
      case BREAKERS -> {
        acted = true;
        wakes.put(after.path(), times(after, "probe_at"));
      }
      case FindingBook.COLLECTION -> finding(before, after, now);
      default -> {}
    }
  }

  private void plan(Optional<Document> before, Document after, Instant now, int tick) {
    Made of = made(after);
    if (after.fields().containsKey("due_at")) {
      watched.add(after.path());
    } else {
      watched.remove(after.path());
    }
    boolean begun = !same(before, after, "episode");
    if (begun) {
      seen.begun.add(new HealSeen.Begun(of, now, tick));
    }
    boolean ended = !same(before, after, "state");
    acted |= begun || ended;
    if (ended && Set.of("failed", "frozen").contains(String.valueOf(after.fields().get("state")))) {
      seen.givenUp.add(new HealSeen.GivenUp(of, now));
    }
    List<?> steps = steps(Optional.of(after));
    List<?> known = begun ? List.of() : steps(before);
    acted |= steps.size() != known.size();
    for (int i = 0; i < steps.size(); i++) {
      boolean done = "done".equals(state(steps.get(i)));
      boolean changed = i >= known.size() || !state(known.get(i)).equals(state(steps.get(i)));
      acted |= changed;
      if (done && changed && steps.get(i) instanceof Map<?, ?> step) {
        seen.proven.add(
            new HealSeen.Proven(
                new Made(
                    String.valueOf(step.get("output")),
                    LocalDate.parse(String.valueOf(step.get("date")))),
                now));
      }
    }
  }

  private static List<?> steps(Optional<Document> plan) {
    return plan.flatMap(p -> p.field("steps", List.class)).map(l -> (List<?>) l).orElse(List.of());
  }

  private static String state(Object step) {
    return step instanceof Map<?, ?> fields ? String.valueOf(fields.get("state")) : "";
  }

  private void output(Optional<Document> before, Document after, Instant now, int tick) {
    Optional<Map<?, ?>> inFlight = inFlight(Optional.of(after));
    Object order = inFlight.map(m -> (Object) m.get("order")).orElse("");
    if (inFlight.isPresent()
        && !order.equals(inFlight(before).map(m -> (Object) m.get("order")).orElse(""))) {
      seen.claimed.add(new HealSeen.Claimed(made(after), now, tick));
    }
    acted |=
        Stream.of("in_flight", "attempts", "cool_until", "retry_at")
            .anyMatch(field -> !sameOrAbsent(before, after, field));
    List<Instant> times = times(after, "cool_until", "retry_at");
    inFlight
        .map(m -> m.get("since"))
        .filter(Instant.class::isInstance)
        .ifPresent(since -> times.add(((Instant) since).plus(EFFECT_WITHIN)));
    wakes.put(after.path(), times);
  }

  static Optional<Map<?, ?>> inFlight(Optional<Document> output) {
    return output.flatMap(d -> d.field("in_flight", Map.class)).map(m -> (Map<?, ?>) m);
  }

  private void finding(Optional<Document> before, Document after, Instant now) {
    boolean opened = !same(before, after, "episode") || before.isEmpty();
    boolean resolved =
        "resolved".equals(after.fields().get("state")) && !same(before, after, "resolved_at");
    String kind = String.valueOf(after.fields().get("kind"));
    String about = String.valueOf(after.fields().get("about"));
    Optional<LocalDate> date = after.field("date", String.class).map(LocalDate::parse);
    if (opened) {
      seen.told.add(new HealSeen.Told(kind, about, date, now, true));
    }
    if (resolved) {
      seen.told.add(new HealSeen.Told(kind, about, date, now, false));
    }
    acted |= opened || resolved;
  }

  private static boolean same(Optional<Document> before, Document after, String field) {
    return before.isPresent()
        && Objects.equals(before.get().fields().get(field), after.fields().get(field));
  }

  private static boolean sameOrAbsent(Optional<Document> before, Document after, String field) {
    return Objects.equals(
        before.map(d -> d.fields().get(field)).orElse(null), after.fields().get(field));
  }

  private static Made made(Document document) {
    return new Made(
        document.field("output", String.class).orElse(""),
        document.field("date", String.class).map(LocalDate::parse).orElse(LocalDate.EPOCH));
  }

  private static List<Instant> times(Document document, String... names) {
    List<Instant> times = new ArrayList<>();
    for (String name : names) {
      document.field(name, Instant.class).ifPresent(times::add);
    }
    return times;
  }

  /** Whether any plan is looked at: else nothing that happens in the world changes anything. */
  boolean watching() {
    return !watched.isEmpty();
  }

  /** The next time at which something stored wants another look. */
  Optional<Instant> next(Instant after) {
    return wakes.values().stream()
        .flatMap(List::stream)
        .filter(after::isBefore)
        .min(Instant::compareTo);
  }

  boolean acted() {
    boolean was = acted;
    acted = false;
    return was;
  }
}
