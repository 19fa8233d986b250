/** The contracts on Google's emulators and fakes, and what no emulator does. */
@NullMarked
package io.phasekeeper.google;

import org.jspecify.annotations.NullMarked;
