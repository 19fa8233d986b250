/** The state of a day, for people. */
@NullMarked
package io.phasekeeper.status;

import org.jspecify.annotations.NullMarked;
