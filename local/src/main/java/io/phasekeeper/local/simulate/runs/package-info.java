/**
 * Drawn days of runs that hang, die, revive or beat for nothing, and the cleanup that judges them.
 */
@NullMarked
@CheckReturnValue
package io.phasekeeper.local.simulate.runs;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
