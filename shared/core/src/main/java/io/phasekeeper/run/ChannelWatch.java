package io.phasekeeper.run;

import io.phasekeeper.document.DocumentStore;
import io.phasekeeper.finding.FindingBook;
import io.phasekeeper.finding.FindingDraft;
import io.phasekeeper.finding.FindingKind;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.warehouse.RunRow;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Watches whether beats can be heard at all, and keeps the finding of the dark channel. A success
 * of any processor that may beat is enough for the finding; to spare a run that stopped, it takes
 * one that surely beats.
 */
final class ChannelWatch {
  private final Pipeline pipeline;
  private final BeatReader beats;
  private final Beaters beaters;
  private final FindingBook findings;

  ChannelWatch(
      DocumentStore documents,
      Pipeline pipeline,
      BeatReader beats,
      RunNames names,
      FindingBook findings) {
    this.pipeline = pipeline;
    this.beats = beats;
    this.beaters = new Beaters(documents, pipeline, beats, names);
    this.findings = findings;
  }

  /**
   * What was found of the channel.
   *
   * @param channel by which runs are judged
   * @param successes newest first
   */
  record Look(BeatChannel channel, Beaters.Known known, List<RunRow> successes) {}

  /**
   * @param ends what ended lately, newest first
   * @param ours those that we wrote ourselves: they say nothing
   */
  Look look(List<RunRow> ends, Collection<RunRow> ours, RunTick tick) {
    List<RunRow> successes =
        ends.stream()
            .filter(row -> Run.of(List.of(row)).succeeded() && !ours.contains(row))
            .filter(row -> endedBy(row, tick.now.plus(RunBeat.SKEW)))
            .toList();
    Beaters.Known known =
        pipeline.heartbeats().isPresent()
            ? beaters.known(tick.known(Beaters.path(pipeline)), tick.now)
            : new Beaters.Known(Map.of(), Map.of());
    BeatChannel channel =
        beats.channel(last(successes, row -> beaters.beats(known, row.processorName())), tick.now);
    BeatChannel told =
        channel.with(last(successes, row -> !beaters.neverBeats(known, row.processorName())));
    tick.item("heartbeats", () -> tick.found(keep(told, tick.now)));
    boolean dark =
        pipeline.heartbeats().isPresent()
            && !findings.openOf(FindingKind.HEARTBEATS_DARK).isEmpty();
    return new Look(channel.foundDark(dark), known, successes);
  }

  private static boolean endedBy(RunRow row, Instant at) {
    return row.processedAt().filter(ended -> !ended.isAfter(at)).isPresent();
  }

  private static Optional<Instant> last(List<RunRow> newestFirst, Predicate<RunRow> which) {
    return newestFirst.stream()
        .filter(which)
        .flatMap(row -> row.processedAt().stream())
        .findFirst();
  }

  private List<FindingBook.Change> keep(BeatChannel channel, Instant now) {
    FindingDraft dark = RunFindings.dark(channel);
    if (channel.dark()) {
      return findings.open("heartbeats", dark, now).stream().toList();
    }
    boolean heard =
        channel.newest().filter(at -> now.isBefore(at.plus(BeatChannel.DARK_AFTER))).isPresent();
    return heard ? findings.resolve(dark, now) : List.of();
  }

  /**
   * Remembers who beats; and, while somebody is heard, who succeeds without.
   *
   * @param heard of the runs that were looked at
   */
  void learn(Look look, List<RunBeat> heard, Instant now) {
    if (pipeline.heartbeats().isEmpty()) {
      return;
    }
    beaters.remember(look.known(), heard, now);
    Instant lately = now.minus(RunLimits.SUSPECT_AFTER);
    if (look.channel().newest().filter(at -> !at.isBefore(lately)).isPresent()) {
      beaters.rememberMute(
          look.known(),
          look.successes().stream()
              .filter(row -> row.processedAt().filter(at -> !at.isBefore(lately)).isPresent())
              .toList(),
          now);
    }
  }
}
