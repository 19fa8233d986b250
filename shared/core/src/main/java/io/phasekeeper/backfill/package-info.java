/**
 * Backfills: outputs of a range of dates are made in waves, each date of a phase behind the gates
 * of what it is made from.
 */
@NullMarked
@CheckReturnValue
package io.phasekeeper.backfill;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
