/** The function that the timer calls: runs that stopped without a word. */
@NullMarked
@CheckReturnValue
package io.phasekeeper.cleanup;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
