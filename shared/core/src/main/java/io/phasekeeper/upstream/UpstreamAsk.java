package io.phasekeeper.upstream;

import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.pipeline.Processor;
import io.phasekeeper.pipeline.ProcessorIdentity;
import io.phasekeeper.pipeline.ProcessorName;
import io.phasekeeper.yaml.Nearest;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What somebody asks about an output, as text.
 *
 * @param accepted verdicts on which the processor starts all the same
 */
public record UpstreamAsk(ProcessorName processor, LocalDate date, Set<UpstreamVerdict> accepted) {
  /** What warehouses and calendars can be asked about; beyond it a date is a slip of the pen. */
  private static final LocalDate FIRST_DATE = LocalDate.of(2000, 1, 1);

  private static final LocalDate LAST_DATE = LocalDate.of(2100, 12, 31);

  public UpstreamAsk {
    accepted = Set.copyOf(accepted);
  }

  /**
   * Reads it.
   *
   * @param processor its configured name, or any other by which it is recognised
   * @param accept verdicts by their words, separated by commas
   * @throws IllegalArgumentException saying what was found and what was expected
   */
  public static UpstreamAsk parse(
      Pipeline pipeline,
      Optional<String> processor,
      Optional<String> date,
      Optional<String> accept) {
    return new UpstreamAsk(processor(pipeline, processor), date(date), accepted(accept));
  }

  /** The configured processor that a text means. */
  public static ProcessorName processor(Pipeline pipeline, Optional<String> asked) {
    String text =
        asked
            .map(String::strip)
            .filter(each -> !each.isEmpty())
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "processor: found nothing; expected a processor of "
                            + pipeline.id()
                            + ", such as "
                            + pipeline.processors().keySet().stream()
                                .findFirst()
                                .map(ProcessorName::value)
                                .orElse("player_daily_cache")));
    return pipeline.phases().keySet().stream()
        .flatMap(
            phase -> new ProcessorIdentity(pipeline, phase).of(text, Optional.empty()).stream())
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(unknown(pipeline, text)));
  }

  private static String unknown(Pipeline pipeline, String text) {
    List<String> known = new ArrayList<>();
    for (Processor each : pipeline.processors().values()) {
      known.add(each.name().value());
      known.add(each.className());
    }
    return "processor: found \""
        + text
        + "\"; expected a processor of "
        + pipeline.id()
        + Nearest.to(text, known).map(name -> "; did you mean \"" + name + "\"?").orElse("");
  }

  private static LocalDate date(Optional<String> asked) {
    String text = asked.orElse("");
    LocalDate date;
    try {
      date = LocalDate.parse(text);
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException(
          "date: found "
              + (text.isEmpty() ? "nothing" : "\"" + text + "\"")
              + "; expected a date such as 2026-01-11",
          e);
    }
    if (date.isBefore(FIRST_DATE) || date.isAfter(LAST_DATE)) {
      throw new IllegalArgumentException(
          "date: found \""
              + text
              + "\"; expected a date from "
              + FIRST_DATE
              + " to "
              + LAST_DATE
              + ", such as 2026-01-11");
    }
    return date;
  }

  private static Set<UpstreamVerdict> accepted(Optional<String> asked) {
    Set<UpstreamVerdict> accepted = EnumSet.noneOf(UpstreamVerdict.class);
    for (String word : asked.orElse("").split(",", -1)) {
      if (!word.isBlank()) {
        accepted.add(
            UpstreamVerdict.of(word.strip())
                .filter(UpstreamVerdict.acceptable()::contains)
                .orElseThrow(
                    () ->
                        new IllegalArgumentException(
                            "accept: found \""
                                + word
                                + "\"; expected any of "
                                + UpstreamVerdict.acceptable().stream()
                                    .map(UpstreamVerdict::word)
                                    .toList())));
      }
    }
    return accepted;
  }
}
