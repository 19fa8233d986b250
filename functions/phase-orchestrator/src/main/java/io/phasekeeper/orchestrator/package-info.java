/** The function that a processor's completion calls: it may start the next phase. */
@NullMarked
@CheckReturnValue
package io.phasekeeper.orchestrator;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
