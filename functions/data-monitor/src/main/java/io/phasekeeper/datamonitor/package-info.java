/** The function that the timer calls: data that is watched all the time. */
@NullMarked
@CheckReturnValue
package io.phasekeeper.datamonitor;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
