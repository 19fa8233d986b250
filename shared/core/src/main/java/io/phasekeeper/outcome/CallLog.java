package io.phasekeeper.outcome;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What every answer tells the log in the same words: its trace, and why it could not be given. */
final class CallLog {
  private CallLog() {}

  /**
   * Fields to begin a line with.
   *
   * @param header the request's trace context, as {@link StructuredLog#trace} reads it
   */
  static Map<String, Object> begun(Optional<String> project, Optional<String> header) {
    Map<String, Object> fields = new LinkedHashMap<>();
    header
        .flatMap(text -> StructuredLog.trace(project.orElse("-"), text))
        .ifPresent(trace -> fields.put(StructuredLog.TRACE, trace));
    return fields;
  }

  static void unreachable(PortFailure failure, Map<String, Object> fields) {
    fields.put("outcome", "unreachable");
    fields.put("service", failure.service().word());
    fields.put("reason", String.valueOf(failure.getMessage()));
  }

  static void failed(RuntimeException failure, Map<String, Object> fields) {
    fields.put("outcome", "failed");
    fields.put("reason", failure.toString());
    fields.put("stack", stack(failure));
  }

  /** The first frames: where it happened, not how the server got there. */
  private static String stack(RuntimeException e) {
    StringBuilder text = new StringBuilder();
    StackTraceElement[] frames = e.getStackTrace();
    for (int i = 0; i < Math.min(frames.length, 12); i++) {
      text.append(i == 0 ? "" : "\n").append(frames[i]);
    }
    return text.toString();
  }
}
