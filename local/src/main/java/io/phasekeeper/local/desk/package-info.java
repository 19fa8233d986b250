/** What commands ask, answered on a platform: the running suite's, opened data, or the cloud's. */
@NullMarked
package io.phasekeeper.local.desk;

import org.jspecify.annotations.NullMarked;
