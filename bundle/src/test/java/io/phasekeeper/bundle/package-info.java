/** Tests of the packed bundle: what is in it, and that each function starts from it. */
@NullMarked
package io.phasekeeper.bundle;

import org.jspecify.annotations.NullMarked;
