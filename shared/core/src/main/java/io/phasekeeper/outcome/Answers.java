package io.phasekeeper.outcome;

import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Turns what became of an event into the answer that the platform understands, and into one log
 * line: a return acknowledges, {@link RetryLater} asks for another delivery.
 */
public final class Answers {
  private final StructuredLog log;
  private final Optional<String> project;

  /**
   * @param project for the trace's full name in the log, where one is known
   */
  public Answers(StructuredLog log, Optional<String> project) {
    this.log = log;
    this.project = project;
  }

  /**
   * @param what the event, as the log names it
   * @param traceparent the request's trace context, if it had one
   */
  public void answer(String what, Optional<String> traceparent, Supplier<Outcome> work)
      throws RetryLater {
    Map<String, Object> fields = CallLog.begun(project, traceparent);
    Outcome outcome;
    try {
      outcome = work.get();
    } catch (PortFailure e) {
      CallLog.unreachable(e, fields);
      log.write(StructuredLog.Severity.WARNING, what + ": to be delivered again", fields);
      throw new RetryLater(what + ": " + e.getMessage(), e);
    } catch (RuntimeException e) {
      CallLog.failed(e, fields);
      log.write(StructuredLog.Severity.ERROR, what + ": failed, to be delivered again", fields);
      throw new RetryLater(what + ": " + e, e);
    }
    fields.put("outcome", outcome.word());
    fields.putAll(outcome.fields());
    if (outcome.tryAgain().isPresent()) {
      fields.put("reason", outcome.tryAgain().get());
      log.write(StructuredLog.Severity.WARNING, what + ": to be delivered again", fields);
      throw new RetryLater(what + ": " + outcome.tryAgain().get());
    }
    log.write(
        outcome.word().equals("quarantined")
            ? StructuredLog.Severity.ERROR
            : StructuredLog.Severity.INFO,
        what + ": " + outcome.word(),
        fields);
  }
}
