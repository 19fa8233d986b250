package io.phasekeeper.local.runtime;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.phasekeeper.message.Subscription.Delivery;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.pipeline.Processor;
import io.phasekeeper.pipeline.Transition;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Tells people on the terminal what happens: each completion, each trigger with its reason. */
public final class Narrator {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.US);
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("EEEE, MMMM d", Locale.US);
  private static final String BOLD = "\u001b[1m";
  private static final String RED = "\u001b[31m";
  private static final String GREEN = "\u001b[32m";
  private static final String YELLOW = "\u001b[33m";
  private static final String PLAIN = "\u001b[0m";

  private final Pipeline pipeline;
  private final InstantSource clock;
  private final boolean colour;
  private final Consumer<String> out;
  private final Consequences consequences;
  private final Set<String> told = new HashSet<>();
  private @Nullable LocalDate day;

  public Narrator(
      Pipeline pipeline,
      InstantSource clock,
      boolean colour,
      Consumer<String> out,
      Consequences consequences) {
    this.pipeline = pipeline;
    this.clock = clock;
    this.colour = colour;
    this.out = out;
    this.consequences = consequences;
  }

  /** A completion was delivered. */
  public synchronized void completion(Delivery delivery, boolean acknowledged) {
    Optional<JsonObject> body = json(delivery.message().text());
    String phase =
        pipeline.phases().values().stream()
            .filter(p -> p.completions().filter(delivery.topic()::equals).isPresent())
            .map(p -> p.name().value())
            .findFirst()
            .orElse(delivery.topic());
    String name = body.map(b -> text(b, "processor_name")).filter(n -> !n.isEmpty()).orElse("?");
    String status = body.map(b -> text(b, "status")).orElse("not understood");
    String rows =
        body.map(b -> text(b, "record_count"))
            .filter(r -> !r.isEmpty())
            .map(r -> r + " rows")
            .orElse("");
    String date =
        body.map(b -> first(b, List.of("game_date", "data_date", "analysis_date"))).orElse("");
    boolean good = status.equals("success");
    String line =
        body.isEmpty()
            ? String.format(Locale.ROOT, "%-8s %s", phase, "an event that is not understood")
            : String.format(
                Locale.ROOT,
                "%-8s %-30s %-9s %10s   for %s",
                phase,
                processor(name),
                status,
                rows,
                date);
    String again = delivery.attempt() > 1 ? "  (delivery " + delivery.attempt() + ")" : "";
    if (acknowledged) {
      say(paint(good ? "" : YELLOW, line + again + consequences.of(delivery.messageId())));
    } else {
      say(paint(RED, line + again + "  not taken, comes again"));
    }
  }

  /** A trigger was delivered; the parts of one id are told once. */
  public synchronized void trigger(Transition transition, Delivery delivery) {
    String part = delivery.message().attributes().getOrDefault("trigger_id", delivery.messageId());
    String id = wholeId(part);
    if (!told.add(id)) {
      return;
    }
    Optional<JsonObject> body = json(delivery.message().text());
    String reason = body.map(b -> text(b, "trigger_reason")).orElse("");
    List<String> expected = body.map(b -> texts(b.get("expected_processors"))).orElse(List.of());
    List<String> missing = body.map(b -> texts(b.get("missing_processors"))).orElse(List.of());
    String counted = body.map(b -> text(b, "upstream_processors_count")).orElse("");
    String title = pipeline.phase(transition.phase()).title();
    say(
        paint(
            BOLD + GREEN,
            String.format(
                Locale.ROOT,
                "==> %s starts (%s): %s, %s of %d%s   %s",
                transition.phase(),
                title,
                reason,
                counted,
                expected.size(),
                missing.isEmpty() ? "" : " without " + String.join(", ", missing),
                id)));
  }

  /** A finding opened, or resolved. */
  public synchronized void finding(Map<String, Object> facts) {
    boolean resolved = Boolean.TRUE.equals(facts.get("resolved"));
    StringBuilder line = new StringBuilder();
    line.append(resolved ? "    resolved: " : "  ! finding: ")
        .append(facts.getOrDefault("kind", ""))
        .append(" about ")
        .append(facts.getOrDefault("about", ""));
    Optional.ofNullable(facts.get("date")).ifPresent(date -> line.append(" for ").append(date));
    Optional.ofNullable(facts.get("cycle"))
        .ifPresent(cycle -> line.append(" (").append(cycle).append(')'));
    say(paint(resolved ? "" : YELLOW, line.toString()));
  }

  /** Something was dead-lettered. */
  public synchronized void deadLetter(Delivery delivery) {
    Map<String, String> attributes = delivery.message().attributes();
    String reason =
        Optional.ofNullable(attributes.get("dead_letter_reason"))
            .or(() -> Optional.ofNullable(attributes.get("reason")))
            .orElse("");
    say(paint(RED, "  ! dead letter" + (reason.isEmpty() ? "" : ": " + reason)));
  }

  /** Any other line, with its time. */
  public synchronized void say(String line) {
    Instant now = clock.instant();
    var local = now.atZone(pipeline.zone());
    if (!local.toLocalDate().equals(day)) {
      day = local.toLocalDate();
      out.accept(paint(BOLD, "--- " + DAY.format(local) + " (" + pipeline.zone() + ")"));
    }
    out.accept(TIME.format(local) + "  " + line);
  }

  private String processor(String sent) {
    return pipeline.processors().values().stream()
        .filter(p -> p.className().equals(sent) || p.name().value().equals(sent))
        .map(Processor::name)
        .map(Object::toString)
        .findFirst()
        .orElse(sent);
  }

  private String paint(String paint, String text) {
    return colour && !paint.isEmpty() ? paint + text + PLAIN : text;
  }

  /** Phase, date, cycle and generation, without the part of a fan-out. */
  static String wholeId(String part) {
    String[] pieces = part.split(":", -1);
    return pieces.length <= 4 ? part : String.join(":", List.of(pieces).subList(0, 4));
  }

  private static Optional<JsonObject> json(String text) {
    try {
      return Optional.of(JsonParser.parseString(text))
          .filter(JsonElement::isJsonObject)
          .map(JsonElement::getAsJsonObject);
    } catch (JsonParseException e) {
      return Optional.empty();
    }
  }

  private static String first(JsonObject body, List<String> keys) {
    return keys.stream()
        .map(key -> text(body, key))
        .filter(t -> !t.isEmpty())
        .findFirst()
        .orElse("");
  }

  private static String text(JsonObject body, String key) {
    return body.has(key) && body.get(key).isJsonPrimitive() ? body.get(key).getAsString() : "";
  }

  private static List<String> texts(@Nullable JsonElement value) {
    List<String> texts = new ArrayList<>();
    if (value != null && value.isJsonArray()) {
      value.getAsJsonArray().forEach(each -> texts.add(each.getAsString()));
    }
    return texts;
  }
}
