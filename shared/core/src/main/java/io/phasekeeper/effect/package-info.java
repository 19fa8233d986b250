/** The gate before everything that others would notice. */
@NullMarked
package io.phasekeeper.effect;

import org.jspecify.annotations.NullMarked;
