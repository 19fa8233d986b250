package io.phasekeeper.local.simulate;

import io.phasekeeper.document.DocumentPath;
import io.phasekeeper.message.OutgoingMessage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** All that was seen at the ports and at the deliveries of one day, for the invariants. */
final class Observed {
  /**
   * A trigger document came into being.
   *
   * @param at when it was decided
   * @param shown what our clock said then
   */
  record Created(
      DocumentPath path,
      Map<String, Object> fields,
      Instant at,
      Instant shown,
      Invocation.Kind by) {
    String text(String field) {
      return fields.get(field) instanceof String text ? text : "";
    }

    List<String> texts(String field) {
      List<String> texts = new ArrayList<>();
      if (fields.get(field) instanceof List<?> list) {
        list.forEach(each -> texts.add(String.valueOf(each)));
      }
      return texts;
    }

    /** The ids of what is to be sent. */
    List<String> parts() {
      List<String> ids = new ArrayList<>();
      if (fields.get("parts") instanceof List<?> list) {
        list.forEach(part -> ids.add(String.valueOf(((Map<?, ?>) part).get("id"))));
      }
      return ids;
    }

    String id() {
      return text("trigger_id");
    }

    long generation() {
      return fields.get("generation") instanceof Long n ? n : 0;
    }
  }

  /** A message went out. */
  record Sent(String topic, String id, OutgoingMessage message, Instant at, boolean acknowledged) {}

  /**
   * Something was marked as triggered by us.
   *
   * @param sent how many messages had gone out before
   */
  record Marked(DocumentPath path, String id, int sent, Instant at) {}

  /**
   * An instance took a message and returned.
   *
   * @param undisturbed whether all ports did what they were asked
   */
  record Returned(int message, Instant at, boolean acknowledged, boolean undisturbed) {}

  /**
   * A tick in which the warehouse answered a question with a refusal.
   *
   * @param told whether the finding that it cannot be seen was open at the tick's end
   */
  record RefusedTick(Instant at, boolean told) {}

  final List<Created> created = new ArrayList<>();
  final List<Sent> sent = new ArrayList<>();
  final List<Marked> marked = new ArrayList<>();
  final List<Returned> returned = new ArrayList<>();

  /** How often each message arrived. */
  final Map<Integer, Integer> arrivals = new HashMap<>();

  final Map<Integer, Instant> arrived = new HashMap<>();
  final Map<Integer, Instant> taken = new HashMap<>();
  final List<Instant> deaths = new ArrayList<>();
  final List<String> failures = new ArrayList<>();
  final Map<String, Integer> faults = new TreeMap<>();
  Optional<Instant> firstSweep = Optional.empty();

  /** What others wrote between two of our calls. */
  final List<Item.OtherWritesMeanwhile> meanwhile = new ArrayList<>();

  final List<RefusedTick> refusedTicks = new ArrayList<>();
  int ticks;

  /** Questions that the warehouse did not answer. */
  int refused;

  int invocations;

  void fault(String kind) {
    faults.merge(kind, 1, Integer::sum);
  }
}
