package io.phasekeeper.testing;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A need that this machine does not meet: one visible line and a skip, or a failure when {@code
 * PHASEKEEPER_REQUIRE_ALL=true}, as in CI.
 */
final class Need {
  private static final Set<String> SAID = ConcurrentHashMap.newKeySet();

  private Need() {}

  static ConditionEvaluationResult unmet(ExtensionContext context, String what, String howToGet) {
    return unmet(context, what, howToGet, System.getenv(), System.out::println);
  }

  static ConditionEvaluationResult unmet(
      ExtensionContext context,
      String what,
      String howToGet,
      Map<String, String> environment,
      Consumer<String> say) {
    String who = context.getRequiredTestClass().getSimpleName();
    String line = who + " needs " + what + "; to get it: " + howToGet;
    if (environment.getOrDefault("PHASEKEEPER_REQUIRE_ALL", "").equals("true")) {
      throw new AssertionError(line + " (PHASEKEEPER_REQUIRE_ALL=true forbids to skip it)");
    }
    if (SAID.add(line)) {
      say.accept("SKIPPED: " + line);
    }
    return ConditionEvaluationResult.disabled(line);
  }
}
