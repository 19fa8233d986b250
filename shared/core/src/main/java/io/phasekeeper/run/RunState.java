package io.phasekeeper.run;

import java.util.Locale;

/** How far the end of a run has come that we judged; as its document says. */
public enum RunState {
  /** Only remembered: when it was first seen, what progress it told. */
  WATCHED,
  /** Decided, not yet written: whoever finds it carries on. */
  PENDING,
  /** Failed by us. Its processor is fenced: if it lives after all, it learns so here. */
  FAILED,
  /** Counted as done by us, since its rows are complete. */
  RECONCILED,
  /** Decided in shadow: nothing was written, and nobody is fenced. */
  SHADOWED,
  /** It had ended by itself when we came to write: nothing was written. */
  OVERTAKEN,
  /** Ended as it said itself, neither failed nor reconciled: only its row was missing. */
  TOLD,
  /** It reported success after we had failed it: the later fact wins. */
  REVIVED;

  /** As it is stored. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
