/**
 * Scenario files: an operating day or an incident as it happened, what must be noticed and done,
 * and the world they describe, for {@code replay} and for {@code up --play}.
 */
@NullMarked
package io.phasekeeper.local.scenario;

import org.jspecify.annotations.NullMarked;
