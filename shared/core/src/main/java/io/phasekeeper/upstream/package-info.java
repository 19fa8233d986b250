/** Whether the inputs of an output are there, for a processor to ask before it starts (C4). */
@NullMarked
@CheckReturnValue
package io.phasekeeper.upstream;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
