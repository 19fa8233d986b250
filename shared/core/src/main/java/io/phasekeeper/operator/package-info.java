/** What people ask for by hand. */
@NullMarked
package io.phasekeeper.operator;

import org.jspecify.annotations.NullMarked;
