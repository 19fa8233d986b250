/** The jobs of Cloud Scheduler, seen from outside. */
@NullMarked
@CheckReturnValue
package io.phasekeeper.schedule;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
