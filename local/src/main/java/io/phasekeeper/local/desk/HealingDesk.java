package io.phasekeeper.local.desk;

import com.google.gson.JsonObject;
import io.phasekeeper.backfill.BackfillDesk;
import io.phasekeeper.backfill.BackfillJson;
import io.phasekeeper.backfill.BackfillOrder;
import io.phasekeeper.backfill.BackfillText;
import io.phasekeeper.backfill.BackfillView;
import io.phasekeeper.backfill.Preflight;
import io.phasekeeper.backfill.PreflightJson;
import io.phasekeeper.backfill.PreflightText;
import io.phasekeeper.heal.Breakers;
import io.phasekeeper.heal.Gaps;
import io.phasekeeper.heal.HealDesk;
import io.phasekeeper.heal.HealDryRun;
import io.phasekeeper.heal.HealJson;
import io.phasekeeper.heal.HealText;
import io.phasekeeper.heal.HealsView;
import io.phasekeeper.local.control.DeskAnswer;
import io.phasekeeper.local.control.DeskRequest;
import io.phasekeeper.operator.ActionResult;
import io.phasekeeper.operator.Asked;
import io.phasekeeper.pipeline.PhaseName;
import io.phasekeeper.platform.Platform;
import java.time.LocalDate;
import java.util.Optional;

/** Answers commands about healing and backfills on one platform. */
final class HealingDesk {
  private static final int GOOD = 0;
  private static final int WRONG = 1;
  private static final int BLIND = 3;

  private final Platform platform;

  HealingDesk(Platform platform) {
    this.platform = platform;
  }

  DeskAnswer ask(DeskRequest request) {
    return switch (request.command()) {
      case "gate" -> gate(request);
      case "heal" -> heal(request);
      case "heals" -> heals(request);
      case "gaps" -> gaps(request);
      case "breaker" -> breakers(request);
      case "breaker-reset" ->
          done(request, new HealDesk(platform).reset(required(request, "target"), asked(request)));
      case "backfill" -> done(request, backfill(request));
      case "backfill-status" -> status(request);
      case "backfill-pause" ->
          done(request, new BackfillDesk(platform).pause(number(request), asked(request)));
      case "backfill-resume" ->
          done(request, new BackfillDesk(platform).resume(number(request), asked(request)));
      case "backfill-cancel" ->
          done(request, new BackfillDesk(platform).cancel(number(request), asked(request)));
      default -> throw new IllegalArgumentException("there is no command " + request.command());
    };
  }

  private DeskAnswer gate(DeskRequest request) {
    Preflight look =
        Preflight.read(
            platform,
            LocalDate.parse(required(request, "from")),
            LocalDate.parse(required(request, "to")),
            request.parameter("phase").map(PhaseName::new));
    return new DeskAnswer(
        look.fails() ? WRONG : look.blind() ? BLIND : GOOD,
        request.on("json") ? PreflightJson.of(look) : PreflightText.of(look, request.on("colour")));
  }

  private DeskAnswer heal(DeskRequest request) {
    LocalDate date = LocalDate.parse(required(request, "date"));
    Optional<String> output = request.parameter("output");
    HealDesk desk = new HealDesk(platform);
    if (request.on("dry-run")) {
      HealDryRun dry = desk.dryRun(date, output, request.on("again"));
      return new DeskAnswer(
          dry.blind() ? BLIND : GOOD, request.on("json") ? HealJson.of(dry) : HealText.of(dry));
    }
    return done(request, desk.heal(date, output, request.on("again"), asked(request)));
  }

  private DeskAnswer heals(DeskRequest request) {
    HealsView view = new HealDesk(platform).heals(date(request));
    return new DeskAnswer(
        view.wrong() ? WRONG : GOOD,
        request.on("json") ? HealJson.of(view) : HealText.of(view, request.on("colour")));
  }

  private DeskAnswer gaps(DeskRequest request) {
    Gaps gaps = Gaps.read(platform, date(request));
    return new DeskAnswer(
        gaps.blind() ? BLIND : gaps.gaps().isEmpty() ? GOOD : WRONG,
        request.on("json") ? HealJson.of(gaps) : HealText.of(gaps));
  }

  private DeskAnswer breakers(DeskRequest request) {
    Breakers breakers = Breakers.read(platform);
    return new DeskAnswer(
        breakers.wrong() ? WRONG : GOOD,
        request.on("json") ? HealJson.of(breakers) : HealText.of(breakers, request.on("colour")));
  }

  private ActionResult backfill(DeskRequest request) {
    BackfillOrder order =
        new BackfillOrder(
            LocalDate.parse(required(request, "from")),
            LocalDate.parse(required(request, "to")),
            request.parameter("phase").map(PhaseName::new),
            request
                .parameter("max-in-flight")
                .map(Integer::parseInt)
                .orElse(BackfillOrder.USUALLY_IN_FLIGHT),
            request.on("again"));
    BackfillDesk desk = new BackfillDesk(platform);
    return request.on("dry-run") ? desk.dryRun(order) : desk.begin(order, asked(request));
  }

  private DeskAnswer status(DeskRequest request) {
    BackfillView view = new BackfillDesk(platform).view(number(request));
    return new DeskAnswer(
        view.wrong() ? WRONG : GOOD,
        request.on("json") ? BackfillJson.of(view) : BackfillText.of(view, request.on("colour")));
  }

  private static DeskAnswer done(DeskRequest request, ActionResult result) {
    if (request.on("json")) {
      JsonObject json = new JsonObject();
      json.addProperty("done", result.done());
      json.addProperty("message", result.message());
      return new DeskAnswer(result.done() ? GOOD : WRONG, json.toString());
    }
    return new DeskAnswer(
        result.done() ? GOOD : WRONG, (result.done() ? "" : "refused: ") + result.message());
  }

  private static Asked asked(DeskRequest request) {
    return new Asked(required(request, "who"), required(request, "why"), Optional.empty());
  }

  private static Optional<LocalDate> date(DeskRequest request) {
    return request.parameter("date").map(LocalDate::parse);
  }

  private static Optional<Long> number(DeskRequest request) {
    return request.parameter("number").map(Long::parseLong);
  }

  private static String required(DeskRequest request, String name) {
    return request
        .parameter(name)
        .orElseThrow(() -> new IllegalArgumentException(request.command() + " needs " + name));
  }
}
