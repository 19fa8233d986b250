package io.phasekeeper.local.play;

import io.phasekeeper.call.ServiceClient.Answer;
import io.phasekeeper.local.replay.SimulatedCalls;
import io.phasekeeper.local.replay.Watch;
import io.phasekeeper.local.runtime.Narrator;
import io.phasekeeper.local.scenario.Scenario;
import io.phasekeeper.local.scenario.world.Reaction;
import io.phasekeeper.local.scenario.world.World;
import io.phasekeeper.message.OutgoingMessage;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * What we call, start and order in a play: journalled before the world takes it, watched and told
 * after. Calls come on threads of their own, one at a time, while the play waits for its function.
 */
final class PlayServices implements SimulatedCalls.Called {
  private static final String JOB = "job:";

  private final World world;
  private final Watch watch;
  private final PlayJournal journal;
  private final Narrator narrator;
  private final InstantSource clock;
  private final Consumer<List<Scenario.Event>> queue;

  PlayServices(World world, PlayRun.Parts parts, Consumer<List<Scenario.Event>> queue) {
    this.world = world;
    this.watch = parts.watch();
    this.journal = parts.journal();
    this.narrator = parts.narrator();
    this.clock = parts.clock();
    this.queue = queue;
  }

  @Override
  public synchronized Optional<Answer> service(String service, String body) {
    return called(service, body);
  }

  @Override
  public synchronized Optional<Answer> job(String job) {
    return called(JOB + job, "");
  }

  private Optional<Answer> called(String target, String body) {
    Instant now = clock.instant();
    journal.write(new PlayJournal.Called(now, target, body));
    Reaction reaction = again(target, body, now);
    narrator.say(
        "  call "
            + target
            + ordered(reaction)
            + ": "
            + reaction.answer().map(a -> Integer.toString(a.status())).orElse("no answer"));
    return reaction.answer();
  }

  /** A message that orders work came. */
  synchronized void order(String topic, OutgoingMessage message) {
    Instant now = clock.instant();
    journal.write(new PlayJournal.Triggered(now, topic, message));
    Reaction reaction = orderAgain(topic, message, now);
    narrator.say("  order on " + topic + ordered(reaction));
  }

  /** The world takes a call, now or as it did before the play was taken up. */
  Reaction again(String target, String body, Instant at) {
    return react(
        target.startsWith(JOB)
            ? world.jobStarted(target.substring(JOB.length()), at)
            : world.called(target, body, at));
  }

  Reaction orderAgain(String topic, OutgoingMessage message, Instant at) {
    return react(world.ordered(topic, message, at));
  }

  private Reaction react(Reaction reaction) {
    reaction.ordered().forEach(order -> watch.dispatched(order, world.withRows(order.date())));
    queue.accept(reaction.follows());
    return reaction;
  }

  private static String ordered(Reaction reaction) {
    return reaction.ordered().isEmpty()
        ? ""
        : reaction.ordered().stream()
            .map(order -> order.output() + " " + order.date())
            .collect(Collectors.joining(", ", " for ", ""));
  }
}
