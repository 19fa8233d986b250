/** Calls to the services that run processors. */
@NullMarked
@CheckReturnValue
package io.phasekeeper.service;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
