/** Adapters that need no cloud: H2 holds documents and messages, DuckDB is the warehouse. */
@NullMarked
@CheckReturnValue
package io.phasekeeper.embedded;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
