/**
 * Measures what users wait for, each figure beside the bare cost of the same work in the same run.
 */
@NullMarked
package io.phasekeeper.local.bench;

import org.jspecify.annotations.NullMarked;
