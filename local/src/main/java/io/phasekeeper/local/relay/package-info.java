/** Takes messages from the queue and delivers them, as Eventarc does in the cloud. */
@NullMarked
package io.phasekeeper.local.relay;

import org.jspecify.annotations.NullMarked;
