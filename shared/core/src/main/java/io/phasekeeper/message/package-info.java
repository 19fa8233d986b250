/** Messages: the port to Pub/Sub and to its embedded forms. */
@NullMarked
package io.phasekeeper.message;

import org.jspecify.annotations.NullMarked;
