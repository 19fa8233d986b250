/** The command line. */
@NullMarked
package io.phasekeeper.local.cli;

import org.jspecify.annotations.NullMarked;
