/**
 * The bare cost: Google's own clients, set up as ours are, with nothing of ours around them. The
 * one place beside the adapters that sees those clients.
 */
@NullMarked
package io.phasekeeper.local.bench.bare;

import org.jspecify.annotations.NullMarked;
