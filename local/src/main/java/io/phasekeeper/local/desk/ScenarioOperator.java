package io.phasekeeper.local.desk;

import io.phasekeeper.local.control.DeskAnswer;
import io.phasekeeper.local.control.DeskRequest;
import io.phasekeeper.local.data.CannotLook;
import io.phasekeeper.local.play.PlayRun;
import io.phasekeeper.local.scenario.Change;
import io.phasekeeper.platform.Platform;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Obeys the operator of a scenario through the same desk as the command line. */
public final class ScenarioOperator implements PlayRun.OperatorDesk {
  private @Nullable Platform platform;

  /** Before anybody is asked: the suite's platform. */
  public void on(Platform suites) {
    platform = suites;
  }

  @Override
  public String operate(Change.Operator action) {
    Map<String, String> parameters = new TreeMap<>();
    action.phase().ifPresent(phase -> parameters.put("phase", phase));
    action.date().ifPresent(date -> parameters.put("date", date.toString()));
    action.cycle().ifPresent(cycle -> parameters.put("cycle", cycle));
    action.processor().ifPresent(processor -> parameters.put("processor", processor));
    action.until().ifPresent(until -> parameters.put("until", until.toString()));
    parameters.put("why", action.why().orElse("the scenario says so"));
    parameters.put("who", action.by().orElse("scenario"));
    if (action.force()) {
      parameters.put("force", "true");
    }
    return ask(new DeskRequest(action.action(), parameters));
  }

  @Override
  public String backfill(Change.Backfill backfill) {
    Map<String, String> parameters = new TreeMap<>();
    parameters.put("from", backfill.from().toString());
    parameters.put("to", backfill.to().toString());
    backfill.phase().ifPresent(phase -> parameters.put("phase", phase));
    parameters.put("why", "the scenario says so");
    parameters.put("who", "scenario");
    return ask(new DeskRequest("backfill", parameters));
  }

  private String ask(DeskRequest request) {
    Platform on = Optional.ofNullable(platform).orElseThrow();
    try (SuiteDesk desk = new SuiteDesk(on, new NoSending("a scenario sends no test events"))) {
      DeskAnswer answer = desk.ask(request);
      return answer.text();
    } catch (CannotLook e) {
      return String.valueOf(e.getMessage());
    }
  }
}
