/** What a completion event does. */
@NullMarked
package io.phasekeeper.orchestrator;

import org.jspecify.annotations.NullMarked;
