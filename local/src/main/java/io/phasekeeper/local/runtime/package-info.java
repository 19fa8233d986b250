/** One JVM that is the whole suite: ports, functions, relay, timers and their clock. */
@NullMarked
package io.phasekeeper.local.runtime;

import org.jspecify.annotations.NullMarked;
