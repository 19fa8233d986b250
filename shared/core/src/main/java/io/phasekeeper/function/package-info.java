/** The functions there are, what calls each, and when the timers tick. */
@NullMarked
package io.phasekeeper.function;

import org.jspecify.annotations.NullMarked;
