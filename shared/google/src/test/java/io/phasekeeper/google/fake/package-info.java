/** A BigQuery over HTTP for tests: GoogleSQL's own analyzer in front, DuckDB behind. */
@NullMarked
package io.phasekeeper.google.fake;

import org.jspecify.annotations.NullMarked;
