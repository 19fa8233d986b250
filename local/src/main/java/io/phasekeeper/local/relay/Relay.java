package io.phasekeeper.local.relay;

import io.phasekeeper.message.Messages;
import io.phasekeeper.message.RedeliveryPolicy;
import io.phasekeeper.message.RedeliveryPolicy.DeadLetter;
import io.phasekeeper.message.Subscription;
import io.phasekeeper.message.Subscription.Delivery;
import io.phasekeeper.outcome.PortFailure;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;

/**
 * Takes what is due from every subscription and delivers it; what is not acknowledged is given back
 * for later, and dead-lettered after its last attempt.
 *
 * <p>Used by one thread at a time; deliveries of one round run side by side.
 */
public final class Relay {
  private static final System.Logger LOG = System.getLogger(Relay.class.getName());

  /** Deliveries taken from one subscription at once. */
  private static final int BATCH = 16;

  private final List<Route> routes;
  private final RedeliveryPolicy policy;
  private final Messages deadLetters;
  private final ExecutorService workers;
  // Pub/Sub counts attempts only for subscriptions with a dead-letter topic of its own.
  private final Map<String, Integer> attempts = new HashMap<>();

  /**
   * One subscription and who gets its messages.
   *
   * @param name of the subscription, {@code phasekeeper-<topic>}
   */
  public record Route(String name, Subscription subscription, Receiver receiver) {}

  /**
   * @param policy when what was not acknowledged comes again, and after how many deliveries it is
   *     dead-lettered instead
   * @param deadLetters where that is published
   */
  public Relay(
      List<Route> routes, RedeliveryPolicy policy, Messages deadLetters, ExecutorService workers) {
    this.routes = List.copyOf(routes);
    this.policy = policy;
    this.deadLetters = deadLetters;
    this.workers = workers;
  }

  /**
   * One round: everything that is due now, at most {@value #BATCH} of each subscription.
   *
   * @return how many deliveries were made; 0 when nothing is due
   * @throws PortFailure if the queue cannot be reached; what was taken comes again
   */
  public int deliverDue() throws InterruptedException {
    int delivered = 0;
    for (Route route : routes) {
      List<Delivery> due = route.subscription().pull(BATCH);
      List<Future<Boolean>> answers = new ArrayList<>();
      for (Delivery delivery : due) {
        answers.add(workers.submit(() -> route.receiver().take(delivery)));
      }
      for (int i = 0; i < due.size(); i++) {
        settle(route, due.get(i), done(answers.get(i)));
      }
      delivered += due.size();
    }
    return delivered;
  }

  private static boolean done(Future<Boolean> answer) throws InterruptedException {
    try {
      return answer.get();
    } catch (ExecutionException e) {
      // The receiver threw: not done.
      return false;
    }
  }

  private void settle(Route route, Delivery delivery, boolean done) {
    String key = route.name() + " " + delivery.messageId();
    if (done) {
      attempts.remove(key);
      route.subscription().acknowledge(delivery);
      return;
    }
    int attempt = Math.max(delivery.attempt(), attempts.merge(key, 1, Integer::sum));
    Optional<DeadLetter> last = policy.deadLetter().filter(d -> attempt >= d.afterAttempts());
    if (last.isEmpty()) {
      route.subscription().giveBack(delivery, policy.delayAfter(attempt));
      return;
    }
    // Published before it is acknowledged: a kill between the two makes two dead letters, not none.
    String id =
        deadLetters.publish(
            last.get().topic(), Subscription.deadLetter(delivery, last.get().reason()));
    LOG.log(System.Logger.Level.DEBUG, "message {0} is dead letter {1}", delivery.messageId(), id);
    attempts.remove(key);
    route.subscription().acknowledge(delivery);
  }
}
