package io.phasekeeper.local.desk;

import io.phasekeeper.local.control.Desk;
import io.phasekeeper.local.control.DeskAnswer;
import io.phasekeeper.local.control.DeskRequest;
import io.phasekeeper.local.data.CannotLook;
import io.phasekeeper.monitor.GatesJson;
import io.phasekeeper.monitor.GatesOfDay;
import io.phasekeeper.monitor.GatesText;
import io.phasekeeper.operator.ActionResult;
import io.phasekeeper.operator.Asked;
import io.phasekeeper.operator.OperatorActions;
import io.phasekeeper.outcome.PortFailure;
import io.phasekeeper.pipeline.CycleName;
import io.phasekeeper.pipeline.PhaseName;
import io.phasekeeper.platform.Platform;
import io.phasekeeper.status.DayStatus;
import io.phasekeeper.status.DayStatusReader;
import io.phasekeeper.status.RunsJson;
import io.phasekeeper.status.RunsOfDay;
import io.phasekeeper.status.RunsReader;
import io.phasekeeper.status.RunsText;
import io.phasekeeper.status.StatusJson;
import io.phasekeeper.status.StatusText;
import io.phasekeeper.upstream.Upstream;
import io.phasekeeper.upstream.UpstreamAsk;
import io.phasekeeper.upstream.UpstreamJson;
import io.phasekeeper.upstream.UpstreamReader;
import io.phasekeeper.upstream.UpstreamText;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/** Answers commands on one platform. */
public final class SuiteDesk implements Desk {
  private static final int GOOD = 0;
  private static final int WRONG = 1;
  private static final int USAGE = 2;

  private final Platform platform;
  private final Sending sending;

  public SuiteDesk(Platform platform, Sending sending) {
    this.platform = platform;
    this.sending = sending;
  }

  @Override
  public DeskAnswer ask(DeskRequest request) throws CannotLook {
    try {
      return switch (request.command()) {
        case "status" -> status(request);
        case "runs" -> runs(request);
        case "gates" -> gates(request);
        case "verdict" -> verdict(request);
        case "send" -> send(request);
        case "gate", "heal", "heals", "gaps", "breaker", "breaker-reset", "backfill" ->
            new HealingDesk(platform).ask(request);
        case "backfill-status", "backfill-pause", "backfill-resume", "backfill-cancel" ->
            new HealingDesk(platform).ask(request);
        default -> operate(request);
      };
    } catch (IllegalArgumentException | DateTimeException e) {
      return new DeskAnswer(USAGE, "phasekeeper: " + e.getMessage());
    } catch (PortFailure e) {
      throw new CannotLook("cannot " + request.command() + ": " + e.getMessage(), e);
    }
  }

  private DeskAnswer status(DeskRequest request) {
    DayStatus day = new DayStatusReader(platform).read(date(request));
    String text =
        request.on("json") ? StatusJson.of(day) : StatusText.of(day, request.on("colour"));
    return new DeskAnswer(day.wrong() ? WRONG : GOOD, text);
  }

  private DeskAnswer runs(DeskRequest request) {
    RunsOfDay day = new RunsReader(platform).read(date(request));
    String text = request.on("json") ? RunsJson.of(day) : RunsText.of(day, request.on("colour"));
    return new DeskAnswer(day.wrong() ? WRONG : GOOD, text);
  }

  private DeskAnswer gates(DeskRequest request) {
    GatesOfDay day = GatesOfDay.read(platform, date(request));
    String text = request.on("json") ? GatesJson.of(day) : GatesText.of(day, request.on("colour"));
    return new DeskAnswer(day.wrong() ? WRONG : GOOD, text);
  }

  private DeskAnswer verdict(DeskRequest request) {
    UpstreamAsk ask =
        UpstreamAsk.parse(
            platform.pipeline(),
            request.parameter("processor"),
            request.parameter("date"),
            request.parameter("accept"));
    Upstream upstream =
        new UpstreamReader(platform).read(ask.processor(), ask.date(), ask.accepted());
    String text =
        request.on("json")
            ? UpstreamJson.of(upstream)
            : UpstreamText.of(upstream, request.on("colour"));
    return new DeskAnswer(upstream.safe() ? GOOD : WRONG, text);
  }

  private DeskAnswer send(DeskRequest request) throws CannotLook {
    TestEvent event = TestEvent.parse(required(request, "file"), required(request, "event"));
    Sending.Answer answer =
        event instanceof TestEvent.Publish publish
            ? sending.send(publish.topic(), publish.message())
            : call((TestEvent.Call) event);
    return new DeskAnswer(answer.good() ? GOOD : WRONG, answer.text());
  }

  private Sending.Answer call(TestEvent.Call call) throws CannotLook {
    return sending.call(call.function(), call.path());
  }

  private DeskAnswer operate(DeskRequest request) {
    ActionResult result = act(request);
    return new DeskAnswer(
        result.done() ? GOOD : WRONG, (result.done() ? "" : "refused: ") + result.message());
  }

  private ActionResult act(DeskRequest request) {
    OperatorActions actions = new OperatorActions(platform);
    Optional<CycleName> cycle = request.parameter("cycle").map(CycleName::new);
    Asked asked =
        new Asked(
            required(request, "who"),
            required(request, "why"),
            request.parameter("until").map(this::until));
    return switch (request.command()) {
      case "trigger" ->
          actions.trigger(phase(request), date(request), cycle, request.on("force"), asked);
      case "hold" -> actions.hold(phase(request), date(request), cycle, asked);
      case "release" -> actions.release(phase(request), date(request), cycle, asked);
      case "skip" -> actions.skip(phase(request), date(request), cycle, asked);
      case "complete" ->
          actions.complete(required(request, "processor"), date(request), cycle, asked);
      case "stop" -> actions.stop(asked);
      case "resume" -> actions.resume(asked);
      default -> throw new IllegalArgumentException("there is no command " + request.command());
    };
  }

  /** A time with offset, or so long from now. */
  private Instant until(String text) {
    try {
      return text.startsWith("P")
          ? platform.clock().instant().plus(Duration.parse(text))
          : OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException(
          "--until: found \""
              + text
              + "\"; expected a time with offset such as 2026-01-10T16:00:00-05:00, or a duration"
              + " such as PT2H",
          e);
    }
  }

  private static PhaseName phase(DeskRequest request) {
    return new PhaseName(required(request, "phase"));
  }

  private static LocalDate date(DeskRequest request) {
    return LocalDate.parse(required(request, "date"));
  }

  private static String required(DeskRequest request, String name) {
    return request
        .parameter(name)
        .orElseThrow(() -> new IllegalArgumentException(request.command() + " needs " + name));
  }

  @Override
  public void close() {
    // Whoever opened the platform closes it.
  }
}
