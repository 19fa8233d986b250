/** The function that the timer calls: what is missing is made again. */
@NullMarked
@CheckReturnValue
package io.phasekeeper.selfheal;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
