/** Runs: whether each is alive, done, dead or stuck, told by its beats, its rows and its data. */
@NullMarked
@CheckReturnValue
package io.phasekeeper.run;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
