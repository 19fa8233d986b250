/** From facts to the start of the next phase: read, judge, act. */
@NullMarked
package io.phasekeeper.transition;

import org.jspecify.annotations.NullMarked;
