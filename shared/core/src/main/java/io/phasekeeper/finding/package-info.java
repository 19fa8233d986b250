/** Findings: everything noticed, under the words of the scenario format. */
@NullMarked
package io.phasekeeper.finding;

import org.jspecify.annotations.NullMarked;
