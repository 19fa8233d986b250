package io.phasekeeper.backfill;

import io.phasekeeper.document.Document;
import io.phasekeeper.document.DocumentPath;
import io.phasekeeper.document.DocumentStore;
import io.phasekeeper.document.FieldChange;
import io.phasekeeper.pipeline.Pipeline;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The stored backfills, and {@code phasekeeper_backfills/{pipeline}:live}, the list of those that
 * are not over: who adds to it by compare-and-set has its range to itself.
 */
final class BackfillBook {
  private static final int TRIES = 10;

  /** One that is listed but was never stored: whoever began it died in between. */
  private static final Duration ORPHAN = Duration.ofMinutes(10);

  private final DocumentStore documents;
  private final Pipeline pipeline;

  BackfillBook(DocumentStore documents, Pipeline pipeline) {
    this.documents = documents;
    this.pipeline = pipeline;
  }

  /** A backfill as listed. */
  private record Listed(
      long number, LocalDate from, LocalDate to, List<String> outputs, Instant since) {
    private boolean overlaps(BackfillOrder order, List<String> asked) {
      return !from.isAfter(order.to())
          && !to.isBefore(order.from())
          && outputs.stream().anyMatch(asked::contains);
    }

    private Map<String, Object> fields() {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("number", number);
      fields.put("from", from.toString());
      fields.put("to", to.toString());
      fields.put("outputs", outputs);
      fields.put("since", since);
      return fields;
    }

    private static Optional<Listed> read(Object listed) {
      return listed instanceof Map<?, ?> fields
              && fields.get("number") instanceof Long number
              && fields.get("from") instanceof String from
              && fields.get("to") instanceof String to
              && fields.get("outputs") instanceof List<?> outputs
              && fields.get("since") instanceof Instant since
          ? Optional.of(
              new Listed(
                  number,
                  LocalDate.parse(from),
                  LocalDate.parse(to),
                  outputs.stream().map(String::valueOf).toList(),
                  since))
          : Optional.empty();
    }
  }

  /**
   * What became of a wish to begin one.
   *
   * @param overlapping the number of another that has part of the range; none: it was begun
   */
  record Begun(Optional<BackfillPlan> plan, Optional<Long> overlapping) {}

  /**
   * Stores a new backfill, unless another that is not over makes some of the same.
   *
   * @param asked the outputs that are asked for; others may only follow
   */
  Begun begin(
      BackfillOrder order, List<String> asked, Units units, String who, String why, Instant now) {
    for (int attempt = 1; attempt <= TRIES; attempt++) {
      Optional<Document> before = documents.get(list());
      List<Listed> others = others(before, now);
      Optional<Long> overlapping = overlapping(others, order, asked);
      if (overlapping.isPresent()) {
        return new Begun(Optional.empty(), overlapping);
      }
      long number = before.flatMap(d -> d.field("next", Long.class)).orElse(1L);
      others.add(new Listed(number, order.from(), order.to(), asked, now));
      if (list(before, number + 1, others)) {
        BackfillPlan plan = BackfillPlan.opened(order, number, units, who, why, now);
        if (!documents.create(BackfillPlan.path(pipeline, number), plan.fields(pipeline))) {
          throw new IllegalStateException("backfill " + number + " is there already");
        }
        return new Begun(Optional.of(plan), Optional.empty());
      }
    }
    throw new IllegalStateException("the list of backfills changes all the time; try again");
  }

  /** The number of another that is not over and makes some of the same. */
  Optional<Long> overlapping(BackfillOrder order, List<String> asked, Instant now) {
    return overlapping(others(documents.get(list()), now), order, asked);
  }

  private static Optional<Long> overlapping(
      List<Listed> others, BackfillOrder order, List<String> asked) {
    return others.stream()
        .filter(other -> other.overlaps(order, asked))
        .map(Listed::number)
        .findFirst();
  }

  private List<Listed> others(Optional<Document> list, Instant now) {
    List<Listed> listed = listed(list);
    Map<DocumentPath, Document> stored =
        documents.getAll(
            listed.stream().map(each -> BackfillPlan.path(pipeline, each.number())).toList());
    List<Listed> others = new ArrayList<>();
    for (Listed each : listed) {
      Optional<Document> plan =
          Optional.ofNullable(stored.get(BackfillPlan.path(pipeline, each.number())));
      boolean over = plan.filter(document -> !live(document)).isPresent();
      boolean orphan = plan.isEmpty() && each.since().isBefore(now.minus(ORPHAN));
      if (!over && !orphan) {
        others.add(each);
      }
    }
    return others;
  }

  /** Whether a stored backfill is not over. */
  static boolean live(Document plan) {
    return plan.field("state", String.class)
        .filter(state -> !state.equals(BackfillPlan.State.DONE.word()))
        .filter(state -> !state.equals(BackfillPlan.State.CANCELLED.word()))
        .isPresent();
  }

  private static List<Listed> listed(Optional<Document> list) {
    List<Listed> listed = new ArrayList<>();
    for (Object each : list.flatMap(d -> d.field("live", List.class)).orElse(List.of())) {
      Listed.read(each).ifPresent(listed::add);
    }
    return listed;
  }

  private boolean list(Optional<Document> before, long next, List<Listed> listed) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("pipeline", pipeline.id());
    fields.put("next", next);
    fields.put("live", listed.stream().map(Listed::fields).toList());
    return before.isEmpty()
        ? documents.create(list(), fields)
        : documents.compareAndSet(
            before.get(),
            fields.entrySet().stream()
                .map(field -> FieldChange.set(field.getKey(), field.getValue()))
                .toList());
  }

  private DocumentPath list() {
    return new DocumentPath(BackfillPlan.COLLECTION, pipeline.id() + ":live");
  }

  /** The stored backfills that are not over, the oldest first. */
  List<Document> live() {
    return stored(listed(documents.get(list())).stream().map(Listed::number).toList()).stream()
        .filter(BackfillBook::live)
        .toList();
  }

  /** The newest backfills, over or not, the newest first. */
  List<Document> newest(int most) {
    long next = documents.get(list()).flatMap(d -> d.field("next", Long.class)).orElse(1L);
    List<Long> numbers = new ArrayList<>();
    for (long number = next - 1; number > 0 && numbers.size() < most; number--) {
      numbers.add(number);
    }
    return stored(numbers);
  }

  private List<Document> stored(List<Long> numbers) {
    List<DocumentPath> paths =
        numbers.stream().map(number -> BackfillPlan.path(pipeline, number)).toList();
    Map<DocumentPath, Document> found = documents.getAll(paths);
    return paths.stream().flatMap(path -> Optional.ofNullable(found.get(path)).stream()).toList();
  }

  Optional<Document> get(long number) {
    return documents.get(BackfillPlan.path(pipeline, number));
  }

  boolean keep(Document before, BackfillPlan plan) {
    return documents.compareAndSet(before, plan.changes(pipeline));
  }

  /** Ends one that another version wrote, whatever stands in it. */
  void setAside(long number, Instant now) {
    documents.merge(
        BackfillPlan.path(pipeline, number),
        List.of(
            FieldChange.set("state", BackfillPlan.State.CANCELLED.word()),
            FieldChange.set("closed_at", now)));
    over(number);
  }

  /** Takes one that is over off the list; who dies before leaves that to the next begin. */
  void over(long number) {
    for (int attempt = 1; attempt <= TRIES; attempt++) {
      Optional<Document> before = documents.get(list());
      List<Listed> listed = listed(before);
      boolean there = listed.removeIf(each -> each.number() == number);
      long next = before.flatMap(d -> d.field("next", Long.class)).orElse(1L);
      if (!there || list(before, next, listed)) {
        return;
      }
    }
  }
}
