package io.phasekeeper.local.simulate;

import io.phasekeeper.pipeline.GateRule;
import io.phasekeeper.pipeline.ProcessorName;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How a policy stands at a moment.
 *
 * @param counted the members that count, also those whose rows nobody can count just then
 * @param unseen of the counted those that only a claim speaks for while nobody can count its rows
 * @param blocking gates of what counts that do not pass, or cannot be asked
 * @param unasked whether one of them cannot be asked
 */
record Standing(
    Set<ProcessorName> counted,
    Set<ProcessorName> missing,
    Set<ProcessorName> unseen,
    List<GateRule> blocking,
    boolean unasked,
    boolean enough,
    boolean late,
    boolean empty) {

  boolean blocked() {
    return !blocking.isEmpty() || !unseen.isEmpty();
  }

  boolean startable() {
    return enough && !blocked();
  }

  boolean held() {
    return enough && blocked();
  }

  /** Whether it is held, or waits on, because nobody can tell. */
  boolean unknown() {
    return (enough && unasked) || !unseen.isEmpty();
  }

  /** Why what a trigger says that it counted was not to start, if so. */
  Optional<String> blocks(Set<String> itCounted) {
    for (ProcessorName member : unseen) {
      if (itCounted.contains(member.value())) {
        return Optional.of("it counted a claim of " + member + ", whose rows nobody could count");
      }
    }
    for (GateRule gate : blocking) {
      if (gate.member().map(m -> itCounted.contains(m.value())).orElse(true)) {
        return Optional.of("gate " + gate.name() + " of what it counted did not pass");
      }
    }
    return Optional.empty();
  }
}
