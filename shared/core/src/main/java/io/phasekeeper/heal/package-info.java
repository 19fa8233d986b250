/**
 * Healing: what is missing is planned, and made again in the right order, with proof from the data
 * before and after each step.
 */
@NullMarked
@CheckReturnValue
package io.phasekeeper.heal;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
