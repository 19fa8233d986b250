/**
 * Days that try to break the transitions: the production code over memory, a virtual clock, and
 * everything that goes wrong drawn from one seed.
 */
@NullMarked
package io.phasekeeper.local.simulate;

import org.jspecify.annotations.NullMarked;
