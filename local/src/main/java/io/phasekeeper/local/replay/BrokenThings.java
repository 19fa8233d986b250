package io.phasekeeper.local.replay;

import io.phasekeeper.local.scenario.Fault;
import io.phasekeeper.outcome.PortFailure;
import java.util.EnumSet;
import java.util.Set;

/** What is broken at the moment, and how far the current invocation has come with it. */
public final class BrokenThings {
  private final Set<Fault> now = EnumSet.noneOf(Fault.class);
  private boolean conflictIsDue;
  private boolean crashIsDue;

  public void set(Set<Fault> faults) {
    now.clear();
    now.addAll(faults);
  }

  public boolean has(Fault fault) {
    return now.contains(fault);
  }

  /**
   * An instance of ours is called.
   *
   * @param firstDelivery whether it is called with an event for the first time
   */
  public void invocationBegins(boolean firstDelivery) {
    conflictIsDue = has(Fault.STORE_CONFLICTS);
    crashIsDue = firstDelivery && has(Fault.CRASH_AFTER_WRITE);
  }

  public void invocationEnds() {
    conflictIsDue = false;
    crashIsDue = false;
  }

  /** Whether this compare-and-set loses its race. */
  boolean conflicts() {
    boolean conflicts = conflictIsDue;
    conflictIsDue = false;
    return conflicts;
  }

  /** Something was written. */
  public void written() {
    if (crashIsDue) {
      crashIsDue = false;
      throw new SimulatedCrash();
    }
  }

  public void beforePublish() {
    if (has(Fault.PUBLISH_FAILS)) {
      throw new PortFailure(
          PortFailure.Service.PUBSUB,
          PortFailure.Kind.UNAVAILABLE,
          "the publish was not acknowledged: the scenario says publish_fails");
    }
  }

  /** A row that was streamed just now is to be changed. */
  void beforeUpdate() {
    if (has(Fault.UPDATES_REFUSED)) {
      throw new PortFailure(
          PortFailure.Service.BIGQUERY,
          PortFailure.Kind.STREAMING,
          "UPDATE or DELETE statement would affect rows in the streaming buffer: the scenario says"
              + " updates_refused");
    }
  }

  void beforeQuery() {
    if (has(Fault.WAREHOUSE_DOWN)) {
      throw new PortFailure(
          PortFailure.Service.BIGQUERY,
          PortFailure.Kind.UNAVAILABLE,
          "no answer: the scenario says warehouse_down");
    }
  }
}
