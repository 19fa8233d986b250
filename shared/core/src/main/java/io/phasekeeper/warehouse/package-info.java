/** Questions asked of the data warehouse, and the port that answers them. */
@NullMarked
package io.phasekeeper.warehouse;

import org.jspecify.annotations.NullMarked;
