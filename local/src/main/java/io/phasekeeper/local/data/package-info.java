/** The data directory: who owns it, where its running suite listens, how far a play has come. */
@NullMarked
package io.phasekeeper.local.data;

import org.jspecify.annotations.NullMarked;
