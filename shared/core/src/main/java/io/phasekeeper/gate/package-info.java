/** Gates: is the data really there, and enough of it? */
@NullMarked
package io.phasekeeper.gate;

import org.jspecify.annotations.NullMarked;
