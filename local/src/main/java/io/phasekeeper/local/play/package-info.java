/**
 * A scenario played into the real local suite, on a clock that stands still while anything moves.
 */
@NullMarked
package io.phasekeeper.local.play;

import org.jspecify.annotations.NullMarked;
