/** Settings of a deployed function. */
@NullMarked
package io.phasekeeper.settings;

import org.jspecify.annotations.NullMarked;
