/**
 * The world around us as a scenario tells it: its tables, calendar, messages and processors move
 * with the clock of the play, whoever plays it.
 */
@NullMarked
package io.phasekeeper.local.scenario.world;

import org.jspecify.annotations.NullMarked;
