/** Calls to the services that run processors. */
@NullMarked
@CheckReturnValue
package io.phasekeeper.call;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
