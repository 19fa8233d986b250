/** Phasekeeper on one machine: the command line and the embedded runtime. */
@NullMarked
@CheckReturnValue
package io.phasekeeper.local;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
