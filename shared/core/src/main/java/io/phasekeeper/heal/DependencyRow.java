package io.phasekeeper.heal;

import io.phasekeeper.finding.FindingDraft;
import io.phasekeeper.finding.FindingKind;
import io.phasekeeper.heal.ProcessorEnd.Said;
import io.phasekeeper.pipeline.Processor;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Judges whether a processor fails again and again for want of what others make: its newest two
 * ends are dependency failures, whatever their data dates. Once found, only a run that is done ends
 * it.
 */
final class DependencyRow {
  /** So many in a row are a finding. */
  static final int ROW = 2;

  private static final int LONGEST_MESSAGE = 300;

  private static final Comparator<ProcessorEnd> NEWEST_FIRST =
      Comparator.comparing(ProcessorEnd::at, Comparator.reverseOrder())
          .thenComparing(ProcessorEnd::run, Comparator.reverseOrder());

  private DependencyRow() {}

  /**
   * What is the case with a processor.
   *
   * @param ends of it that are known, in any order; they need not reach back to its last success
   * @param open the finding about it, if one is open
   */
  static Optional<FindingDraft> judge(
      Processor processor,
      Collection<ProcessorEnd> ends,
      Optional<FindingDraft> open,
      Collection<Processor> all) {
    List<ProcessorEnd> telling =
        ends.stream().filter(end -> end.said() != Said.IDLE).sorted(NEWEST_FIRST).toList();
    List<ProcessorEnd> sinceDone =
        telling.stream().takeWhile(end -> end.said() != Said.DONE).toList();
    List<ProcessorEnd> row =
        sinceDone.stream().takeWhile(end -> end.said() == Said.DEPENDENCY).toList();
    if (row.size() >= ROW) {
      return Optional.of(found(processor, row, all));
    }
    boolean doneSeen = sinceDone.size() < telling.size();
    return open.filter(any -> !doneSeen || holdsRow(sinceDone));
  }

  private static boolean holdsRow(List<ProcessorEnd> ends) {
    for (int i = 1; i < ends.size(); i++) {
      if (ends.get(i - 1).said() == Said.DEPENDENCY && ends.get(i).said() == Said.DEPENDENCY) {
        return true;
      }
    }
    return false;
  }

  private static FindingDraft found(
      Processor processor, List<ProcessorEnd> row, Collection<Processor> all) {
    List<ProcessorEnd> newest = row.subList(0, ROW);
    List<String> upstreams =
        newest.stream()
            .flatMap(end -> named(end.message(), processor, all).stream())
            .distinct()
            .toList();
    ProcessorEnd last = newest.get(0);
    String waitsFor = upstreams.isEmpty() ? "what it depends on" : String.join(" and ", upstreams);
    return FindingDraft.of(
            FindingKind.DEPENDENCY_FAILING,
            processor.name().value(),
            processor.name()
                + " failed for want of "
                + waitsFor
                + " in its last "
                + row.size()
                + " runs"
                + (last.message().isEmpty() ? "" : ": " + shortened(last.message())),
            "make "
                + (upstreams.isEmpty() ? "what its messages name" : String.join(" and ", upstreams))
                + " first; phasekeeper gaps tells what is missing, and phasekeeper heal makes it")
        .with("runs", newest.stream().map(ProcessorEnd::run).toList())
        .with("dates", newest.stream().map(DependencyRow::date).toList())
        .with("ended", newest.stream().map(end -> end.at().toString()).toList())
        .with("messages", newest.stream().map(end -> shortened(end.message())).toList())
        .with("upstreams", upstreams);
  }

  private static String date(ProcessorEnd end) {
    return end.date().map(Object::toString).orElse("unknown");
  }

  private static String shortened(String message) {
    return message.length() <= LONGEST_MESSAGE
        ? message
        : message.substring(0, LONGEST_MESSAGE) + "…";
  }

  /** The other processors that a message names, by any of their names. */
  static List<String> named(String message, Processor but, Collection<Processor> all) {
    String text = message.toLowerCase(Locale.ROOT);
    return all.stream()
        .filter(each -> !each.name().equals(but.name()))
        .filter(
            each ->
                whole(text, each.name().value())
                    || whole(text, each.className())
                    || each.aliases().stream().anyMatch(alias -> whole(text, alias)))
        .map(each -> each.name().value())
        .toList();
  }

  /** Whether a text holds a name as a word of its own. */
  private static boolean whole(String text, String name) {
    return !name.isBlank()
        && Pattern.compile("(?<!\\w)" + Pattern.quote(name.toLowerCase(Locale.ROOT)) + "(?!\\w)")
            .matcher(text)
            .find();
  }
}
