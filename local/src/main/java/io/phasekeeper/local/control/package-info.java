/** How commands ask a suite, running or not. */
@NullMarked
package io.phasekeeper.local.control;

import org.jspecify.annotations.NullMarked;
