package io.phasekeeper.pipeline;

import java.util.List;
import java.util.Set;

/**
 * When a phase starts, in one cycle: all expected members, or from a deadline on a quorum with
 * every critical member; and in any case only through the gates of the counted members.
 *
 * @param expect the members, in the file's order; at least one
 * @param critical those without whom no quorum is enough; a subset of {@code expect}
 * @param tiers in order of their deadlines; may be empty: then only all are enough
 */
public record StartPolicy(
    CycleName cycle,
    List<ProcessorName> expect,
    Set<ProcessorName> critical,
    List<Tier> tiers,
    List<GateRule> gates) {
  public StartPolicy {
    expect = List.copyOf(expect);
    critical = Set.copyOf(critical);
    tiers = List.copyOf(tiers);
    gates = List.copyOf(gates);
    if (expect.isEmpty() || !expect.containsAll(critical)) {
      throw new IllegalArgumentException(
          "critical " + critical + " must be among expect " + expect);
    }
  }

  /** The gates that hold the given member, or every start where the gate has no member. */
  public List<GateRule> gatesOf(ProcessorName member) {
    return gates.stream().filter(g -> g.member().filter(member::equals).isPresent()).toList();
  }
}
