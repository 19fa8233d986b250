package io.phasekeeper.testing;

import io.phasekeeper.emulator.GoogleEmulator;
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
 * Runs only where these emulators are installed, or their host variables are set; {@link
 * Emulators#host} starts one. Skips with one visible line elsewhere, fails with {@code
 * PHASEKEEPER_REQUIRE_ALL=true}.
 */
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
@ExtendWith(NeedsEmulator.Condition.class)
public @interface NeedsEmulator {
  GoogleEmulator[] value();

  /** Looks whether each named emulator can be had. */
  final class Condition implements ExecutionCondition {
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
      Optional<NeedsEmulator> needs =
          AnnotationSupport.findAnnotation(context.getElement(), NeedsEmulator.class);
      if (needs.isPresent()) {
        for (GoogleEmulator emulator : needs.get().value()) {
          if (!Emulators.canBeHad(emulator)) {
            return Need.unmet(
                context, "Google's " + emulator.word() + " emulator", emulator.howToGet());
          }
        }
      }
      return ConditionEvaluationResult.enabled("emulators are there");
    }
  }
}
