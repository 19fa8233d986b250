/** Documents with revisions: the port to Firestore and to its embedded forms. */
@NullMarked
package io.phasekeeper.document;

import org.jspecify.annotations.NullMarked;
