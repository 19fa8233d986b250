package io.phasekeeper.ledger;

/**
 * Something in a ledger that is not as agreed, and was skipped.
 *
 * @param about the processor's key, or the field
 * @param what found, and expected
 */
public record Disagreement(String about, String what) {}
