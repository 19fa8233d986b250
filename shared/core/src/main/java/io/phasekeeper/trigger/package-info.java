/** Triggers: the outbox from which the next phase is started, exactly once per id. */
@NullMarked
package io.phasekeeper.trigger;

import org.jspecify.annotations.NullMarked;
