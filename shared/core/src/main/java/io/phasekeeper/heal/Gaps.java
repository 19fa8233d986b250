package io.phasekeeper.heal;

import io.phasekeeper.document.Document;
import io.phasekeeper.gate.DayWork;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.pipeline.Processor;
import io.phasekeeper.platform.Platform;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Outputs that are not there though they were due, the newest date first.
 *
 * @param unseen what the warehouse could not tell
 */
public record Gaps(
    String pipeline,
    ZoneId zone,
    LocalDate from,
    LocalDate to,
    Instant at,
    List<Gap> gaps,
    List<String> unseen) {
  public Gaps {
    gaps = List.copyOf(gaps);
    unseen = List.copyOf(unseen);
  }

  /**
   * One that is missing.
   *
   * @param due since when
   * @param plan the state of its heal plan, and what that waits for; none: nothing is done about it
   * @param useless why making it has no use any more
   */
  public record Gap(OutputDate of, Instant due, Optional<String> plan, Optional<String> useless) {}

  public boolean blind() {
    return !unseen.isEmpty();
  }

  /**
   * Looks.
   *
   * @param date none: the last days, today and tomorrow
   */
  public static Gaps read(Platform platform, Optional<LocalDate> date) {
    Pipeline pipeline = platform.pipeline();
    Instant now = platform.clock().instant().truncatedTo(ChronoUnit.MICROS);
    LocalDate today = now.atZone(pipeline.zone()).toLocalDate();
    LocalDate from = date.orElse(today.minusDays(SelfHeal.DAYS_BACK));
    LocalDate to = date.orElse(today.plusDays(1));
    OutputGraph graph = new OutputGraph(pipeline);
    OutputDues dues = new OutputDues(pipeline);
    Set<OutputDate> all = new LinkedHashSet<>();
    graph.seen().stream()
        .filter(dues::declares)
        .forEach(
            each ->
                from.datesUntil(to.plusDays(1))
                    .forEach(day -> all.add(new OutputDate(each.name().value(), day))));
    List<String> unseen = new ArrayList<>();
    HealData data =
        new HealData(
            pipeline,
            platform.warehouse(),
            platform.files(),
            graph,
            now,
            each -> unseen.add(each.about() + ": " + each.failure().getMessage()));
    data.load(all, List.of());
    List<Gap> gaps = new ArrayList<>();
    List<OutputDate> absent =
        all.stream()
            .filter(of -> data.counted(of).state() == Standing.State.ABSENT)
            .sorted(OutputDate.NEWEST_FIRST)
            .toList();
    Map<OutputDate, Document> plans =
        new HealBook(platform.documents(), pipeline, HealPolicy.STANDARD).plans(absent);
    for (OutputDate of : absent) {
      Processor processor = graph.processor(of.output()).orElseThrow();
      DayWork work = data.work(of.date());
      dues.due(processor, of.date(), work, now)
          .filter(due -> !due.isAfter(now))
          .ifPresent(
              due ->
                  gaps.add(
                      new Gap(
                          of,
                          due,
                          Optional.ofNullable(plans.get(of)).map(Gaps::plan),
                          dues.useless(processor, of.date(), work, now))));
    }
    return new Gaps(pipeline.id(), pipeline.zone(), from, to, now, gaps, unseen);
  }

  private static String plan(Document stored) {
    try {
      HealPlan plan = HealPlan.read(stored);
      String note = plan.goal().map(Step::note).orElse("");
      return plan.state().word() + (note.isEmpty() ? "" : ": " + note);
    } catch (IllegalArgumentException | java.time.DateTimeException e) {
      return "of another version";
    }
  }
}
