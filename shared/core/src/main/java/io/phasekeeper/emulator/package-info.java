/** Google's emulators, which come with the Google Cloud CLI: where they are, and how one is run. */
@NullMarked
@CheckReturnValue
package io.phasekeeper.emulator;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
