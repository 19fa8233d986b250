package io.phasekeeper.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Optional;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * Runs only where this command is on the path. Skips with one visible line elsewhere, fails with
 * {@code PHASEKEEPER_REQUIRE_ALL=true}.
 */
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
@ExtendWith(NeedsTool.Condition.class)
public @interface NeedsTool {
  /** The command's name, for example {@code bqemulator}. */
  String value();

  /** What a user does to get it. */
  String howToGet();

  /** Looks for the command on the path. */
  final class Condition implements ExecutionCondition {
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
      Optional<NeedsTool> needs =
          AnnotationSupport.findAnnotation(context.getElement(), NeedsTool.class);
      if (needs.isPresent() && Installed.tool(needs.get().value()).isEmpty()) {
        return Need.unmet(context, needs.get().value(), needs.get().howToGet());
      }
      return ConditionEvaluationResult.enabled("the tool is there");
    }
  }
}
