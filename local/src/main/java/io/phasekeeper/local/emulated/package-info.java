/** The local suite on Google's own Pub/Sub and Firestore emulators, with the real clients. */
@NullMarked
package io.phasekeeper.local.emulated;

import org.jspecify.annotations.NullMarked;
