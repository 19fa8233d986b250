/**
 * The command {@code up}: a whole suite on this machine, by the wall's clock or playing a scenario.
 */
@NullMarked
package io.phasekeeper.local.up;

import org.jspecify.annotations.NullMarked;
