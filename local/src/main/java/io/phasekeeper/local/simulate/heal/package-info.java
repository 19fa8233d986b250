/** Drawn days on which outputs are missing and services fail, and the healing that mends them. */
@NullMarked
@CheckReturnValue
package io.phasekeeper.local.simulate.heal;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
