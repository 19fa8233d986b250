/** What is known of one phase, date and cycle, and what policy makes of it. */
@NullMarked
package io.phasekeeper.ledger;

import org.jspecify.annotations.NullMarked;
