/** The function that the timer calls: deadlines, pending triggers, holds, unseen starts. */
@NullMarked
@CheckReturnValue
package io.phasekeeper.sweep;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
