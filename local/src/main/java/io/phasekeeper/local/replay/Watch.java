package io.phasekeeper.local.replay;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.phasekeeper.backfill.BackfillPlan;
import io.phasekeeper.document.Document;
import io.phasekeeper.document.DocumentPath;
import io.phasekeeper.heal.HealPlan;
import io.phasekeeper.local.scenario.Item;
import io.phasekeeper.local.scenario.Seen;
import io.phasekeeper.local.scenario.world.Reaction;
import io.phasekeeper.message.OutgoingMessage;
import io.phasekeeper.warehouse.RunEnd;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Sees what comes of a play: triggers when the last part of an id is acknowledged, findings when
 * their documents open and resolve, runs when we write their status, dispatches when they are
 * accepted, outputs and sources when a plan's step, or a backfill, proves them healed.
 */
public final class Watch {
  private static final String FINDINGS = "phasekeeper_findings";
  private static final String TRIGGERS = "phasekeeper_triggers";

  private final InstantSource clock;
  private final List<Seen> seen = new ArrayList<>();
  private final Map<String, Set<String>> partsOf = new HashMap<>();
  private final Map<String, Set<String>> acknowledged = new HashMap<>();
  private final Set<String> complete = new HashSet<>();
  private final Map<DocumentPath, String> openings = new HashMap<>();

  /** Outputs and dates that were dispatched, and not healed since. */
  private final Set<Target> underWay = new HashSet<>();

  /**
   * @param date none: a job works for the day on which it runs, whatever it is needed for
   */
  private record Target(String output, Optional<LocalDate> date) {}

  /** The steps of plans that are proven, by output, date and moment. */
  private final Set<String> proven = new HashSet<>();

  public Watch(InstantSource clock) {
    this.clock = clock;
  }

  public List<Seen> seen() {
    return List.copyOf(seen);
  }

  public boolean wants(DocumentPath path) {
    return path.collection().equals(FINDINGS)
        || path.collection().equals(TRIGGERS)
        || path.collection().equals(HealPlan.COLLECTION)
        || path.collection().equals(BackfillPlan.COLLECTION);
  }

  /** A document of ours was written. */
  public void document(Document document) {
    if (document.path().collection().equals(FINDINGS)) {
      finding(document);
    } else if (document.path().collection().equals(HealPlan.COLLECTION)) {
      plan(document);
    } else if (document.path().collection().equals(BackfillPlan.COLLECTION)) {
      backfill(document);
    } else {
      Set<String> parts = new HashSet<>();
      document
          .field("parts", List.class)
          .ifPresent(
              list ->
                  ((List<?>) list)
                      .forEach(
                          part -> {
                            if (part instanceof Map<?, ?> fields) {
                              parts.add(String.valueOf(fields.get("id")));
                            }
                          }));
      document.field("trigger_id", String.class).ifPresent(id -> partsOf.put(id, parts));
    }
  }

  private void plan(Document document) {
    for (Object step : document.field("steps", List.class).orElse(List.of())) {
      if (step instanceof Map<?, ?> fields
          && fields.get("proven_at") instanceof Instant at
          && fields.get("output") instanceof String output
          && fields.get("date") instanceof String date
          && proven.add(output + " " + date + " " + at)) {
        healed(output, LocalDate.parse(date));
      }
    }
  }

  private void backfill(Document document) {
    BackfillPlan.made(document).stream()
        .filter(made -> proven.add(made + " " + document.path().id()))
        .forEach(made -> healed(made.output(), made.date()));
  }

  private void finding(Document document) {
    boolean open = document.fields().get("state") instanceof String state && state.equals("open");
    String episode = document.fields().get("opened_at") + " " + document.fields().get("episode");
    String now = episode + (open ? " open" : " resolved");
    String before = openings.put(document.path(), now);
    if (now.equals(before)) {
      return;
    }
    Map<String, Object> facts = new LinkedHashMap<>();
    for (String key : List.of("kind", "about", "date", "cycle")) {
      Object value = document.fields().get(key);
      if (value != null) {
        facts.put(key, value);
      }
    }
    // What is mended as it is found opens and resolves in one write.
    if (!open && !(episode + " open").equals(before)) {
      Map<String, Object> opening = new LinkedHashMap<>(facts);
      opening.put("resolved", false);
      seen.add(new Seen(Item.Kind.FINDING, clock.instant(), opening));
    }
    facts.put("resolved", !open);
    seen.add(new Seen(Item.Kind.FINDING, clock.instant(), facts));
  }

  /** We wrote a status into the run history. */
  public void run(RunEnd end) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("run_id", end.runId());
    facts.put("became", end.status());
    end.failureCategory().ifPresent(category -> facts.put("failure_category", category));
    seen.add(new Seen(Item.Kind.RUN, clock.instant(), facts));
  }

  /**
   * A dispatch was accepted: it comes after what has rows for that date, and was not dispatched
   * itself since it was last healed.
   *
   * @param withRows the outputs and sources that have rows for that date
   */
  public void dispatched(Reaction.Order order, Set<String> withRows) {
    String output = order.output();
    LocalDate date = order.date();
    Set<String> after = new TreeSet<>();
    for (String other : withRows) {
      if (!other.equals(output)
          && !underWay.contains(new Target(other, Optional.of(date)))
          && !underWay.contains(new Target(other, Optional.empty()))) {
        after.add(other);
      }
    }
    underWay.add(new Target(output, Optional.of(date).filter(any -> order.named())));
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("output", output);
    facts.put("date", date.toString());
    facts.put("after", after);
    seen.add(new Seen(Item.Kind.DISPATCHED, clock.instant(), facts));
  }

  /** A step of a plan was proven by rows: an output, or a source, is healed for a date. */
  public void healed(String output, LocalDate date) {
    underWay.remove(new Target(output, Optional.of(date)));
    underWay.remove(new Target(output, Optional.empty()));
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("output", output);
    facts.put("date", date.toString());
    seen.add(new Seen(Item.Kind.HEALED, clock.instant(), facts));
  }

  /** A trigger message was acknowledged. */
  public void published(OutgoingMessage message) {
    JsonObject body = JsonParser.parseString(message.text()).getAsJsonObject();
    String part = message.attributes().getOrDefault("trigger_id", text(body, "trigger_id"));
    String id = wholeId(part);
    Set<String> done = acknowledged.computeIfAbsent(id, any -> new HashSet<>());
    done.add(part);
    if (!done.containsAll(partsOf.getOrDefault(id, Set.of())) || !complete.add(id)) {
      return;
    }
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("phase", message.attributes().getOrDefault("phase", id.split(":", -1)[0]));
    facts.put("date", text(body, "game_date"));
    facts.put("cycle", text(body, "mode"));
    facts.put("reason", text(body, "trigger_reason"));
    facts.put("missing", texts(body.get("missing_processors")));
    facts.put("generation", Long.parseLong(message.attributes().getOrDefault("generation", "1")));
    seen.add(new Seen(Item.Kind.TRIGGER, clock.instant(), facts));
  }

  /** Phase, date, cycle and generation, without the part of a fan-out. */
  private static String wholeId(String part) {
    String[] pieces = part.split(":", -1);
    return pieces.length <= 4 ? part : String.join(":", List.of(pieces).subList(0, 4));
  }

  private static String text(JsonObject body, String key) {
    JsonElement value = body.get(key);
    return value != null && value.isJsonPrimitive() ? value.getAsString() : "";
  }

  private static List<String> texts(JsonElement value) {
    List<String> texts = new ArrayList<>();
    if (value instanceof JsonArray array) {
      array.forEach(each -> texts.add(each.getAsString()));
    }
    return texts;
  }
}
