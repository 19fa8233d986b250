package io.phasekeeper.run;

import io.phasekeeper.document.Document;
import io.phasekeeper.document.DocumentPath;
import io.phasekeeper.finding.FindingBook;
import io.phasekeeper.finding.FindingDraft;
import io.phasekeeper.finding.FindingKind;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.platform.Platform;
import io.phasekeeper.warehouse.RunRow;
import java.time.Instant;
import java.util.HashMap;
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
  private static final int MOST_ENDS = 1_000;

  private final Platform platform;
  private final Pipeline pipeline;
  private final BeatReader beats;
  private final Beaters beaters;
  private final FindingBook findings;

  ChannelWatch(Platform platform, BeatReader beats, RunNames names, FindingBook findings) {
    this.platform = platform;
    this.pipeline = platform.pipeline();
    this.beats = beats;
    this.beaters = new Beaters(platform.documents(), pipeline, beats, names);
    this.findings = findings;
  }

  /**
   * What was found of the channel.
   *
   * @param channel by which runs are judged
   * @param told by which its finding is kept
   * @param successes newest first
   */
  record Look(BeatChannel channel, BeatChannel told, Beaters.Known known, List<RunRow> successes) {}

  /**
   * What ended lately, newest first; nothing where nobody beats.
   *
   * @throws io.phasekeeper.outcome.PortFailure if the history cannot be read
   */
  List<RunRow> ends(Instant now) {
    if (pipeline.heartbeats().isEmpty()) {
      return List.of();
    }
    OpenRuns.Window window = OpenRuns.Window.at(now, pipeline);
    return platform
        .warehouse()
        .endedRuns(
            pipeline.runHistory().orElseThrow(),
            window.from(),
            window.to(),
            now.minus(BeatChannel.LOOK_BACK),
            MOST_ENDS);
  }

  /** What is stored of the runs that some rows ended, by their ids. */
  Map<String, StoredRun> stored(List<RunRow> ends) {
    List<DocumentPath> paths =
        ends.stream()
            .filter(row -> !row.runId().isEmpty())
            .map(row -> StoredRun.path(pipeline, row.runId()))
            .distinct()
            .toList();
    Map<String, StoredRun> stored = new HashMap<>();
    if (!paths.isEmpty()) {
      platform.documents().getAll(paths).values().stream()
          .map(StoredRun::new)
          .forEach(run -> stored.put(run.runId(), run));
    }
    return stored;
  }

  /**
   * Looks, and writes nothing: so everybody judges the channel alike.
   *
   * @param ends what ended lately, newest first
   * @param stored what is stored of those runs: rows that we wrote ourselves say nothing
   * @param known what stands at {@link Beaters#path}
   */
  Look look(
      List<RunRow> ends, Map<String, StoredRun> stored, Optional<Document> known, Instant now) {
    if (pipeline.heartbeats().isEmpty()) {
      BeatChannel unused = BeatChannel.unused(now);
      return new Look(unused, unused, Beaters.Known.NOTHING, List.of());
    }
    List<RunRow> successes =
        ends.stream()
            .filter(row -> Run.of(List.of(row)).succeeded())
            .filter(
                row ->
                    !Optional.ofNullable(stored.get(row.runId()))
                        .map(run -> run.wrote(row))
                        .orElse(false))
            .filter(row -> endedBy(row, now.plus(RunBeat.SKEW)))
            .toList();
    Beaters.Known who = beaters.known(known, now);
    BeatChannel channel =
        beats.channel(last(successes, row -> beaters.beats(who, row.processorName())), now);
    BeatChannel told =
        channel.with(last(successes, row -> !beaters.neverBeats(who, row.processorName())));
    boolean dark = told.dark() || (!told.heard() && stillDark(now));
    return new Look(channel.foundDark(dark), told.foundDark(dark), who, successes);
  }

  /**
   * Whether it was found dark, and nobody has beaten since: while we did not tick it may have come
   * back, longer ago than a tick looks back.
   */
  private boolean stillDark(Instant now) {
    return findings.openOf(FindingKind.HEARTBEATS_DARK).stream()
        .flatMap(finding -> finding.field("opened_at", Instant.class).stream())
        .anyMatch(opened -> !beats.anySince(opened, now));
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

  /** Keeps the finding of the dark channel. */
  List<FindingBook.Change> keep(Look look, Instant now) {
    if (pipeline.heartbeats().isEmpty()) {
      return List.of();
    }
    FindingDraft dark = RunFindings.dark(look.told());
    if (look.told().dark()) {
      return findings.open("heartbeats", dark, now).stream().toList();
    }
    return look.told().heard() || !look.told().foundDark()
        ? findings.resolve(dark, now)
        : List.of();
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
