package io.phasekeeper.local.scenario.world;

import static org.assertj.core.api.Assertions.assertThat;

import io.phasekeeper.document.DocumentStore;
import io.phasekeeper.local.scenario.Change;
import io.phasekeeper.local.scenario.Fault;
import io.phasekeeper.message.OutgoingMessage;
import io.phasekeeper.warehouse.TableWriter;
import java.util.List;
import java.util.Set;

/** A stage in memory, on which nobody is asked to act. */
record QuietStage(DocumentStore documents, TableWriter tables, List<String> published)
    implements Stage {
  @Override
  public void publish(String topic, OutgoingMessage message) {
    published.add(topic + " " + message.text());
  }

  @Override
  public void deliverAgain(boolean otherSubscription) {
    throw new AssertionError("not asked for");
  }

  @Override
  public void operate(Change.Operator action) {
    throw new AssertionError("not asked for");
  }

  @Override
  public void restart() {
    throw new AssertionError("not asked for");
  }

  @Override
  public void faults(Set<Fault> faults) {
    assertThat(faults).isEmpty();
  }

  @Override
  public void tick(String function) {
    throw new AssertionError("not asked for");
  }
}
