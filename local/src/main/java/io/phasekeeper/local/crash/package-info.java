/**
 * Nights on Google's emulators with the real clients, in which the functions' processes are killed
 * over and over, and what must hold after them.
 */
@NullMarked
package io.phasekeeper.local.crash;

import org.jspecify.annotations.NullMarked;
