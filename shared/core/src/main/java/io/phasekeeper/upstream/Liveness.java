package io.phasekeeper.upstream;

import java.time.Instant;
import java.util.Optional;

/**
 * Whether a run that has not ended still lives.
 *
 * @param stale whether it shows no sign of life any more
 * @param lastSign its start or its last beat, whichever is later
 * @param why one clause, such as {@code it last beat at …}
 */
record Liveness(boolean stale, Optional<Instant> lastSign, String why) {}
