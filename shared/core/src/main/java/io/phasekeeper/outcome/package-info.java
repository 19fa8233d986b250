/** What became of an event or a call: done, or try again later. */
@NullMarked
package io.phasekeeper.outcome;

import org.jspecify.annotations.NullMarked;
