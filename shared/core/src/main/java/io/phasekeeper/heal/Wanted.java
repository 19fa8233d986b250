package io.phasekeeper.heal;

import io.phasekeeper.document.Document;
import io.phasekeeper.finding.FindingBook;
import io.phasekeeper.finding.FindingKind;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.pipeline.ProcessorName;
import io.phasekeeper.run.RunNames;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Something that was noticed and that making an output again may mend.
 *
 * @param why one sentence, as it was noticed
 * @param since when it was noticed: a plan that was begun after that is about it already
 * @param kind of the finding that tells it; none: nobody but our own look
 * @param gate the gate that the finding is about, by its name
 */
record Wanted(
    OutputDate of,
    Cause cause,
    String why,
    Instant since,
    Optional<FindingKind> kind,
    Optional<String> gate) {
  Wanted(OutputDate of, Cause cause, String why, Instant since) {
    this(of, cause, why, since, Optional.empty(), Optional.empty());
  }

  /** Whether it may still become right by itself: entities that have too little. */
  boolean grows() {
    return kind.filter(FindingKind.COVERAGE_GAP::equals).isPresent();
  }

  /** Whether it may have been called before its time, and is only wanted once it is due. */
  boolean early() {
    return kind.filter(FindingKind.DEPENDENCY_FAILING::equals).isPresent();
  }

  /** Whether it is older than what it is made from, which no rows of its own can tell. */
  boolean stale() {
    return kind.filter(FindingKind.STALE_OUTPUT::equals).isPresent();
  }

  /** Reads the open findings of a pipeline for what healing may mend. */
  static final class Reader {
    private final OutputGraph graph;
    private final RunNames names;

    Reader(Pipeline pipeline, OutputGraph graph) {
      this.graph = graph;
      this.names = new RunNames(pipeline);
    }

    /**
     * @param open findings as stored
     * @param today the date that a source is fetched for
     */
    List<Wanted> of(List<Document> open, LocalDate today) {
      List<Wanted> wanted = new ArrayList<>();
      for (Document finding : open) {
        one(finding, today).ifPresent(wanted::add);
        wanted.addAll(many(finding, today));
      }
      return wanted;
    }

    private Optional<Wanted> one(Document finding, LocalDate today) {
      Optional<FindingKind> kind = kind(finding);
      Optional<LocalDate> date = finding.field("date", String.class).map(LocalDate::parse);
      if (kind.isEmpty()) {
        return Optional.empty();
      }
      String about = finding.field("about", String.class).orElse("");
      return switch (kind.get()) {
        case OUTPUT_MISSING, PREDICTIONS_LATE -> wanted(about, date, Cause.ABSENT, finding);
        case COVERAGE_GAP, STALE_OUTPUT, PARTIAL_OUTPUT, DUPLICATE_OUTPUT, HOLLOW_SUCCESS ->
            graph.processor(about).isPresent()
                ? wanted(about, date, Cause.GATE, finding)
                : graph.in(about).flatMap(output -> wanted(output, date, Cause.GATE, finding));
        case RUN_DEAD, RUN_STALE -> run(finding, date);
        case RUN_STUCK -> FindingBook.isOf("runs", finding) ? run(finding, date) : Optional.empty();
        case STALE_SOURCE ->
            graph
                .inFile(about)
                .flatMap(output -> wanted(output, date, Cause.ABSENT, finding))
                .or(
                    () ->
                        graph
                            .in(about)
                            .filter(output -> graph.source(output).isPresent())
                            .flatMap(
                                output ->
                                    wanted(output, Optional.of(today), Cause.SOURCE, finding)));
        default -> Optional.empty();
      };
    }

    /**
     * What findings about more than one date tell: an output that is absent for days, and a
     * processor that fails for want of what others make.
     */
    private List<Wanted> many(Document finding, LocalDate today) {
      Optional<FindingKind> kind = kind(finding);
      String about = finding.field("about", String.class).orElse("");
      List<String> outputs = new ArrayList<>();
      if (kind.filter(FindingKind.OUTPUTS_ABSENT::equals).isPresent()) {
        graph.in(about).ifPresent(outputs::add);
      }
      if (kind.filter(FindingKind.DEPENDENCY_FAILING::equals).isPresent()) {
        outputs.addAll(texts(finding, "upstreams"));
        outputs.add(about);
      }
      List<Wanted> wanted = new ArrayList<>();
      for (LocalDate date : dates(finding, today)) {
        for (String output : outputs) {
          if (graph.processor(output).isPresent()) {
            wanted(output, Optional.of(date), Cause.ABSENT, finding).ifPresent(wanted::add);
          }
        }
      }
      return wanted;
    }

    /** The dates that a finding names, of those that are healed by themselves. */
    private static List<LocalDate> dates(Document finding, LocalDate today) {
      LocalDate first = today.minusDays(SelfHeal.DAYS_BACK);
      LocalDate last = today.plusDays(1);
      return texts(finding, "dates").stream()
          .flatMap(text -> date(text).stream())
          .filter(date -> !date.isBefore(first) && !date.isAfter(last))
          .toList();
    }

    private static Optional<LocalDate> date(String text) {
      try {
        return Optional.of(LocalDate.parse(text));
      } catch (DateTimeParseException e) {
        return Optional.empty(); // of a run that does not tell its date
      }
    }

    private static List<String> texts(Document finding, String name) {
      return finding.field("evidence", Map.class).stream()
          .map(evidence -> evidence.get(name))
          .filter(List.class::isInstance)
          .flatMap(list -> ((List<?>) list).stream())
          .map(String::valueOf)
          .toList();
    }

    private Optional<Wanted> wanted(
        String output, Optional<LocalDate> date, Cause cause, Document finding) {
      boolean known = graph.processor(output).isPresent() || graph.source(output).isPresent();
      return date.filter(any -> known)
          .map(
              day ->
                  new Wanted(
                      new OutputDate(output, day),
                      cause,
                      finding.field("what", String.class).orElse(""),
                      finding.field("opened_at", Instant.class).orElse(Instant.EPOCH),
                      kind(finding),
                      evidence(finding, "gate")));
    }

    /** A run that gets nowhere is only noticed, in a scope of its own, unless it was ended. */
    private Optional<Wanted> run(Document finding, Optional<LocalDate> date) {
      return processor(finding).flatMap(name -> wanted(name.value(), date, Cause.RUN, finding));
    }

    private Optional<ProcessorName> processor(Document finding) {
      return evidence(finding, "processor_name").flatMap(names::processor);
    }

    private static Optional<String> evidence(Document finding, String name) {
      return finding.field("evidence", Map.class).stream()
          .map(evidence -> evidence.get(name))
          .filter(String.class::isInstance)
          .map(String.class::cast)
          .findFirst();
    }

    static Optional<FindingKind> kind(Document finding) {
      String word = finding.field("kind", String.class).orElse("");
      try {
        return Optional.of(FindingKind.valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_')));
      } catch (IllegalArgumentException e) {
        return Optional.empty(); // of another version
      }
    }
  }
}
