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
 * Runs only where a JDK of this feature release is installed: the one that runs the tests, the one
 * that {@code JAVA_HOME_<release>} names, or one in the folders where systems put them. Skips with
 * one visible line elsewhere, fails with {@code PHASEKEEPER_REQUIRE_ALL=true}.
 */
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
@ExtendWith(NeedsJdk.Condition.class)
public @interface NeedsJdk {
  /** The feature release, for example 25. */
  int value();

  /** Looks for the JDK. */
  final class Condition implements ExecutionCondition {
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
      Optional<NeedsJdk> needs =
          AnnotationSupport.findAnnotation(context.getElement(), NeedsJdk.class);
      if (needs.isPresent() && Installed.jdk(needs.get().value()).isEmpty()) {
        int release = needs.get().value();
        return Need.unmet(
            context, "a JDK " + release, "install one, or name its folder in JAVA_HOME_" + release);
      }
      return ConditionEvaluationResult.enabled("the JDK is there");
    }
  }
}
