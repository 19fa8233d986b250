package io.phasekeeper.heal;

import java.util.ArrayList;
import java.util.List;

/**
 * Whether everything is there that an output is made from.
 *
 * @param missing what is not; empty if all is proven
 * @param explanation one clause: the first that is missing, or that all is there
 */
record InputProof(List<OutputDate> missing, String explanation) {
  InputProof {
    missing = List.copyOf(missing);
  }

  boolean proven() {
    return missing.isEmpty();
  }

  /**
   * The proof of the hard inputs of an output. A date on which nothing is due needs nothing; one
   * that the calendar knows nothing of asks for nothing either, but a window without a single row
   * is no input.
   */
  static InputProof of(OutputDate output, OutputGraph graph, HealData data) {
    List<OutputDate> missing = new ArrayList<>();
    List<String> why = new ArrayList<>();
    for (InputWindow window : graph.inputs(output)) {
      if (window.hard()) {
        missingOf(window, graph, data, missing, why);
      }
    }
    return new InputProof(
        missing, why.isEmpty() ? "all that it is made from is there" : why.get(0));
  }

  private static void missingOf(
      InputWindow window,
      OutputGraph graph,
      HealData data,
      List<OutputDate> missing,
      List<String> why) {
    boolean any = data.anyRows(window);
    OutputDate newest = new OutputDate(window.output(), window.to());
    if (window.newestIsEnough()) {
      if (!any) {
        missing.add(newest);
        why.add(window + " has no rows");
      }
      return;
    }
    int before = missing.size();
    for (OutputDate date : window.dates()) {
      Standing standing =
          graph.processor(date.output()).isPresent() ? data.standing(date) : bare(date, data);
      if (!standing.proves()) {
        missing.add(date);
        why.add(standing.explanation());
      }
    }
    boolean known = window.dates().stream().allMatch(date -> data.work(date.date()).free());
    if (!any && !window.ofOneDay() && !known && missing.size() == before) {
      missing.add(newest);
      why.add(window + " has no rows");
    }
  }

  /** What no processor makes is there with any row, where work is due. */
  private static Standing bare(OutputDate of, HealData data) {
    Standing counted = data.counted(of);
    boolean due = data.work(of.date()).due();
    return counted.state() == Standing.State.ABSENT && !due
        ? new Standing(Standing.State.FREE, 0, "nothing is due on " + of.date())
        : counted;
  }
}
