/** The bundle of ports that a function runs on, and how it is found. */
@NullMarked
package io.phasekeeper.platform;

import org.jspecify.annotations.NullMarked;
