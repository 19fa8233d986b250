/** Data that is watched all the time: gates of outputs and sources, files, the calendar. */
@NullMarked
@CheckReturnValue
package io.phasekeeper.monitor;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
