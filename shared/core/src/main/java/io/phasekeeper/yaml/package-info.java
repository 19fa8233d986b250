/** YAML files that people write: read with places, checked against a schema, every problem told. */
@NullMarked
package io.phasekeeper.yaml;

import org.jspecify.annotations.NullMarked;
