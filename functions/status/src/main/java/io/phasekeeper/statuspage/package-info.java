/** The function that answers questions: may a processor start, and is Phasekeeper itself well. */
@NullMarked
@CheckReturnValue
package io.phasekeeper.statuspage;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
