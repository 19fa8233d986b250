/** Where alert messages go. */
@NullMarked
@CheckReturnValue
package io.phasekeeper.alert;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
