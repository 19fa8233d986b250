/** The pipeline file: phases, cycles, processors, gates, services and jobs of one pipeline. */
@NullMarked
package io.phasekeeper.pipeline;

import org.jspecify.annotations.NullMarked;
