/**
 * Adapters to Google Cloud: Firestore, BigQuery, Pub/Sub. No other module sees Google's client
 * libraries.
 */
@NullMarked
@CheckReturnValue
package io.phasekeeper.google;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
