/** The functions, hosted on loopback behind the Functions Framework's own executors. */
@NullMarked
package io.phasekeeper.local.host;

import org.jspecify.annotations.NullMarked;
