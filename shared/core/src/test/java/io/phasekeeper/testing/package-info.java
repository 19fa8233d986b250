/** What the tests of all modules share: conditions for suites that need something installed. */
@NullMarked
package io.phasekeeper.testing;

import org.jspecify.annotations.NullMarked;
