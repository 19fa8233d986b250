/** Replays scenarios on a virtual clock, on stores in memory: a day in well under a second. */
@NullMarked
package io.phasekeeper.local.replay;

import org.jspecify.annotations.NullMarked;
