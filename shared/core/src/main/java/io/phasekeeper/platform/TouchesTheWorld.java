package io.phasekeeper.platform;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks the few places that may read the wall clock, the environment's zone or chance, or sleep:
 * composition roots and the command line. Everywhere else the build refuses those calls ({@code
 * config/forbidden-apis.txt}).
 */
@Documented
@Retention(RetentionPolicy.CLASS)
@Target({ElementType.TYPE, ElementType.CONSTRUCTOR, ElementType.METHOD, ElementType.FIELD})
public @interface TouchesTheWorld {
  /** Why this place cannot be handed its clock or source from outside. */
  String why();
}
