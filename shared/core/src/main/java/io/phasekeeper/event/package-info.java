/** Messages that come in, parsed and judged for shape. */
@NullMarked
package io.phasekeeper.event;

import org.jspecify.annotations.NullMarked;
