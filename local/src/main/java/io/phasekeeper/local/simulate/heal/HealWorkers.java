package io.phasekeeper.local.simulate.heal;

import io.phasekeeper.call.ServiceClient.Answer;
import io.phasekeeper.document.Document;
import io.phasekeeper.document.DocumentPath;
import io.phasekeeper.document.DocumentStore;
import io.phasekeeper.message.OutgoingMessage;
import io.phasekeeper.outcome.PortFailure;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Whoever is asked for work: services, a topic, a job; each answers as the day wants it. */
final class HealWorkers {
  static final String ANALYTICS = "analytics";
  static final String PRECOMPUTE = "precompute";
  static final String TOPIC = "topic:sim-fetch-scores";
  static final String JOB = "job:fetch-roster";

  private static final Pattern DATE = Pattern.compile("\"date\":\"([0-9-]+)\"");
  private static final Pattern OUTPUT = Pattern.compile("\"outputs\":\\[\"([a-z]+)\"\\]");
  private static final Pattern ORDER = Pattern.compile("\"order\":\"([^\"]*)\"");

  private final HealPlanned plan;
  private final HealWorld world;
  private final DocumentStore stored;
  private final HealSeen seen;

  HealWorkers(HealPlanned plan, HealWorld world, DocumentStore stored, HealSeen seen) {
    this.plan = plan;
    this.world = world;
    this.stored = stored;
    this.seen = seen;
  }

  private static String found(Pattern pattern, String in) {
    Matcher matcher = pattern.matcher(in);
    if (!matcher.find()) {
      throw new IllegalStateException("no " + pattern + " in " + in);
    }
    return matcher.group(1);
  }

  Optional<Answer> posted(String service, String json, Instant at, int tick) {
    Made of = new Made(found(OUTPUT, json), LocalDate.parse(found(DATE, json)));
    return asked(of, service, found(ORDER, json), at, tick);
  }

  String published(String topic, OutgoingMessage message, Instant at, int tick) {
    String json = message.text();
    Made of = new Made("scores", LocalDate.parse(found(DATE, json)));
    Optional<Answer> answer = asked(of, "topic:" + topic, found(ORDER, json), at, tick);
    return answer.map(Answer::body).orElse("published");
  }

  Optional<Answer> run(String job, Instant at, int tick) {
    return asked(new Made("roster", plan.today(at)), "job:" + job, "", at, tick);
  }

  private Optional<Answer> asked(Made of, String target, String order, Instant at, int tick) {
    Optional<HealItem.Answer> how =
        plan.all(HealItem.Answers.class).stream()
            .filter(a -> a.target().equals(target))
            .filter(a -> new HealItem.Stretch(a.from(), a.until()).covers(at))
            .map(HealItem.Answers::how)
            .findFirst();
    // One that has died is nobody's work any more, though its row says that it runs.
    boolean busy =
        world.runs().stream()
            .anyMatch(r -> r.of().equals(of) && r.end().isPresent() && r.alive(at));
    HealItem.Answer given = how.orElse(busy && called(target) ? HealItem.Answer.BUSY : null);
    if (given == null) {
      begins(of, target, at);
      sent(of, target, order, at, tick, HealSeen.Became.TAKEN);
      return Optional.of(
          target.equals(ANALYTICS)
              ? new Answer(200, "{\"results\":[{\"status\":\"ok\"}]}")
              : new Answer(target.equals(PRECOMPUTE) ? 202 : 200, ""));
    }
    seen.fault("answered: " + HealItem.word(given));
    Became became = answered(given, target);
    sent(of, target, order, at, tick, became.became());
    if (given == HealItem.Answer.SILENT_BUT_WORKS) {
      begins(of, target, at);
    }
    if (given == HealItem.Answer.UNREACHED || target.equals(TOPIC)) {
      throw new PortFailure(
          PortFailure.Service.HTTP, PortFailure.Kind.UNAVAILABLE, "nobody there: the day wants it");
    }
    return became.answer();
  }

  private static boolean called(String target) {
    return target.equals(ANALYTICS) || target.equals(PRECOMPUTE);
  }

  private void begins(Made of, String target, Instant at) {
    Optional<HealItem.Effect> how =
        plan.all(HealItem.Effects.class).stream()
            .filter(e -> e.target().equals(target))
            .filter(e -> new HealItem.Stretch(e.from(), e.until()).covers(at))
            .map(HealItem.Effects::how)
            .findFirst();
    how.ifPresent(effect -> seen.fault("work that came to: " + HealItem.word(effect)));
    world.begins(of, how, target.equals(ANALYTICS), at);
  }

  private record Became(HealSeen.Became became, Optional<Answer> answer) {}

  private static Became said(HealSeen.Became became, int status, String body) {
    return new Became(became, Optional.of(new Answer(status, body)));
  }

  private static Became answered(HealItem.Answer how, String target) {
    boolean precompute = target.equals(PRECOMPUTE);
    HealSeen.Became inside =
        target.equals(ANALYTICS) ? HealSeen.Became.ENDED : HealSeen.Became.TAKEN;
    if (target.equals(TOPIC)) {
      return new Became(HealSeen.Became.FAILED, Optional.empty());
    }
    return switch (how) {
      case ERROR_INSIDE -> said(inside, 200, "{\"results\":[{\"status\":\"error\"}]}");
      case PAGE -> said(HealSeen.Became.FAILED, 200, "<html>sign in</html>");
      case FORBIDDEN -> said(HealSeen.Became.FAILED, 403, "");
      case NOT_FOUND -> said(HealSeen.Became.FAILED, 404, "");
      case BUSY -> said(HealSeen.Became.JOINED, 409, "");
      case TOO_MANY -> said(HealSeen.Became.FAILED, 429, "");
      case BROKEN -> said(HealSeen.Became.FAILED, 500, "");
      case AWAY -> said(HealSeen.Became.FAILED, 503, "");
      case INCOMPLETE ->
          said(
              precompute ? HealSeen.Became.DECLINED : HealSeen.Became.FAILED,
              503,
              "DATA_INCOMPLETE");
      case NO_PLAYERS ->
          said(
              precompute ? HealSeen.Became.DECLINED : HealSeen.Became.FAILED,
              404,
              "No players found");
      case SILENT, SILENT_BUT_WORKS -> new Became(HealSeen.Became.TAKEN, Optional.empty());
      case UNREACHED -> new Became(HealSeen.Became.FAILED, Optional.empty());
    };
  }

  /** What is tried again at once is one call. */
  private void sent(
      Made of, String target, String order, Instant at, int tick, HealSeen.Became became) {
    Optional<Document> output =
        stored.get(
            new DocumentPath(
                HealWatch.OUTPUTS, HealDays.PIPELINE.id() + ":" + of.output() + ":" + of.date()));
    Optional<Map<?, ?>> inFlight = HealWatch.inFlight(output);
    boolean claimed =
        inFlight.filter(m -> order.isEmpty() || order.equals(m.get("order"))).isPresent();
    HealSeen.Sent now = new HealSeen.Sent(of, target, order, at, tick, claimed, became);
    int last = seen.sent.size() - 1;
    boolean again =
        last >= 0
            && became == HealSeen.Became.FAILED
            && seen.sent.get(last).became() == became
            && seen.sent.get(last).of().equals(of)
            && seen.sent.get(last).order().equals(order)
            && seen.sent.get(last).tick() == tick;
    if (!again) {
      seen.sent.add(now);
    }
  }
}
