/** Files that a pipeline writes for others. */
@NullMarked
@CheckReturnValue
package io.phasekeeper.file;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
