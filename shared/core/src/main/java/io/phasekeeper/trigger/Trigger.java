package io.phasekeeper.trigger;

import io.phasekeeper.document.Document;
import io.phasekeeper.pipeline.CycleName;
import io.phasekeeper.pipeline.PhaseName;
import io.phasekeeper.pipeline.ProcessorName;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * One start of a phase, an outbox entry: what was decided, on which facts, what is to be sent, and
 * how far that got. {@code phasekeeper_triggers/{pipeline}:{trigger id}}.
 *
 * @param parts what is sent; none for an adopted or a skipped one
 * @param acknowledged ids of the parts that were
 * @param counted the members it was decided on
 * @param missing the expected members it went without
 * @param pins of all facts that this and every earlier generation was decided on
 * @param leaseUntil until when a pending one is somebody's to publish
 * @param failures publishes that were not acknowledged
 * @param seenAt when the phase was first seen to have started after it
 */
public record Trigger(
    TriggerId id,
    TriggerState state,
    TriggerReason reason,
    List<TriggerPart> parts,
    Set<String> acknowledged,
    List<CountedMember> counted,
    List<ProcessorName> missing,
    Set<String> pins,
    Instant createdAt,
    Instant leaseUntil,
    Optional<Instant> publishedAt,
    Optional<Instant> republishedAt,
    Optional<Instant> seenAt,
    long failures) {
  /** How long a trigger belongs to whoever created it before anybody else may publish it. */
  public static final Duration LEASE = Duration.ofSeconds(60);

  /** Kept so long after the last change, far beyond any active window; then it expires. */
  static final Duration KEPT = Duration.ofDays(400);

  public Trigger {
    parts = List.copyOf(parts);
    acknowledged = Set.copyOf(acknowledged);
    counted = List.copyOf(counted);
    missing = List.copyOf(missing);
    pins = Set.copyOf(pins);
  }

  /** A new one, to be published at once by its creator. */
  public static Trigger pending(
      TriggerId id,
      TriggerReason reason,
      List<TriggerPart> parts,
      List<CountedMember> counted,
      List<ProcessorName> missing,
      Set<String> pins,
      Instant now) {
    return new Trigger(
        id,
        TriggerState.PENDING,
        reason,
        parts,
        Set.of(),
        counted,
        missing,
        pins,
        now,
        now.plus(LEASE),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        0);
  }

  /** One that will never be published. */
  public static Trigger settled(
      TriggerId id,
      TriggerState state,
      TriggerReason reason,
      List<CountedMember> counted,
      List<ProcessorName> missing,
      Set<String> pins,
      Instant now) {
    return new Trigger(
        id,
        state,
        reason,
        List.of(),
        Set.of(),
        counted,
        missing,
        pins,
        now,
        now,
        Optional.of(now),
        Optional.empty(),
        Optional.empty(),
        0);
  }

  public boolean pending() {
    return state == TriggerState.PENDING;
  }

  public boolean leaseOver(Instant now) {
    return !now.isBefore(leaseUntil);
  }

  public Optional<CountedMember> countedAs(ProcessorName processor) {
    return counted.stream().filter(c -> c.processor().equals(processor)).findFirst();
  }

  Map<String, Object> fields(String pipelineId, String policyHash) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("pipeline", pipelineId);
    fields.put("trigger_id", id.toString());
    fields.put("phase", id.phase().value());
    fields.put("data_date", id.date().toString());
    fields.put("cycle", id.cycle().value());
    fields.put("generation", id.generation());
    fields.put("state", state.word());
    fields.put("reason", reason.word());
    fields.put("parts", parts.stream().map(Trigger::partFields).toList());
    Map<String, Object> done = new LinkedHashMap<>();
    acknowledged.forEach(part -> done.put(part, true));
    fields.put("acknowledged", done);
    fields.put("counted", counted.stream().map(Trigger::countedFields).toList());
    fields.put("missing", missing.stream().map(ProcessorName::value).toList());
    fields.put("decided_on", List.copyOf(new TreeSet<>(pins)));
    fields.put("created_at", createdAt);
    fields.put("lease_until", leaseUntil);
    publishedAt.ifPresent(at -> fields.put("published_at", at));
    republishedAt.ifPresent(at -> fields.put("republished_at", at));
    seenAt.ifPresent(at -> fields.put("seen_at", at));
    fields.put("failures", failures);
    fields.put("policy_hash", policyHash);
    fields.put("expires_at", createdAt.plus(KEPT));
    if (pending()) {
      fields.put("due_at", leaseUntil);
    }
    return fields;
  }

  private static Map<String, Object> partFields(TriggerPart part) {
    return Map.of(
        "id",
        part.id(),
        "topic",
        part.topic(),
        "data",
        part.json(),
        "attributes",
        part.attributes());
  }

  private static Map<String, Object> countedFields(CountedMember member) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("processor", member.processor().value());
    member.completedAt().ifPresent(at -> fields.put("completed_at", at));
    fields.put("by_evidence", member.byEvidence());
    return fields;
  }

  /** The trigger that a document of ours holds. */
  public static Trigger of(Document document) {
    return new Trigger(
        new TriggerId(
            new PhaseName(text(document, "phase")),
            LocalDate.parse(text(document, "data_date")),
            new CycleName(text(document, "cycle")),
            document.field("generation", Long.class).orElseThrow()),
        TriggerState.of(text(document, "state")),
        TriggerReason.of(text(document, "reason")),
        maps(document, "parts").stream().map(Trigger::part).toList(),
        keys(document, "acknowledged"),
        maps(document, "counted").stream().map(Trigger::counted).toList(),
        texts(document, "missing").stream().map(ProcessorName::new).toList(),
        Set.copyOf(texts(document, "decided_on")),
        document.field("created_at", Instant.class).orElseThrow(),
        document.field("lease_until", Instant.class).orElse(Instant.EPOCH),
        document.field("published_at", Instant.class),
        document.field("republished_at", Instant.class),
        document.field("seen_at", Instant.class),
        document.field("failures", Long.class).orElse(0L));
  }

  private static String text(Document document, String name) {
    return document
        .field(name, String.class)
        .orElseThrow(
            () ->
                new IllegalStateException(
                    document.path()
                        + " has no text under "
                        + name
                        + "; it is not a trigger of ours"));
  }

  private static List<Map<?, ?>> maps(Document document, String name) {
    List<Map<?, ?>> maps = new ArrayList<>();
    document
        .field(name, List.class)
        .ifPresent(list -> ((List<?>) list).forEach(each -> maps.add((Map<?, ?>) each)));
    return maps;
  }

  private static List<String> texts(Document document, String name) {
    List<String> texts = new ArrayList<>();
    document
        .field(name, List.class)
        .ifPresent(list -> ((List<?>) list).forEach(each -> texts.add((String) each)));
    return texts;
  }

  private static Set<String> keys(Document document, String name) {
    Set<String> keys = new TreeSet<>();
    document
        .field(name, Map.class)
        .ifPresent(map -> ((Map<?, ?>) map).keySet().forEach(key -> keys.add((String) key)));
    return keys;
  }

  private static TriggerPart part(Map<?, ?> fields) {
    Map<String, String> attributes = new LinkedHashMap<>();
    if (fields.get("attributes") instanceof Map<?, ?> map) {
      map.forEach((name, value) -> attributes.put((String) name, (String) value));
    }
    return new TriggerPart(
        text(fields, "id"), text(fields, "topic"), text(fields, "data"), attributes);
  }

  private static CountedMember counted(Map<?, ?> fields) {
    return new CountedMember(
        new ProcessorName(text(fields, "processor")),
        fields.get("completed_at") instanceof Instant at ? Optional.of(at) : Optional.empty(),
        Boolean.TRUE.equals(fields.get("by_evidence")));
  }

  private static String text(Map<?, ?> fields, String name) {
    if (fields.get(name) instanceof String text) {
      return text;
    }
    throw new IllegalStateException("a trigger of ours has no text under " + name + ": " + fields);
  }
}
