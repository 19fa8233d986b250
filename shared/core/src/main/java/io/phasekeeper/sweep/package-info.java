/** What the minute timer does. */
@NullMarked
package io.phasekeeper.sweep;

import org.jspecify.annotations.NullMarked;
