package io.phasekeeper.local.simulate;

import static io.phasekeeper.local.simulate.BrokenPorts.instance;
import static io.phasekeeper.local.simulate.BrokenPorts.isLedger;
import static io.phasekeeper.local.simulate.BrokenPorts.isTrigger;
import static io.phasekeeper.local.simulate.BrokenPorts.with;

import io.phasekeeper.document.Document;
import io.phasekeeper.document.DocumentPath;
import io.phasekeeper.document.FieldChange;
import io.phasekeeper.document.FieldChanges;
import io.phasekeeper.document.PassingDocumentStore;
import io.phasekeeper.event.IncomingEvent;
import io.phasekeeper.finding.FindingBook;
import io.phasekeeper.gate.WorkCalendar;
import io.phasekeeper.ledger.LedgerDocument;
import io.phasekeeper.message.OutgoingMessage;
import io.phasekeeper.outcome.Outcome;
import io.phasekeeper.outcome.PortFailure;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.platform.Platform;
import io.phasekeeper.sweep.SweepReport;
import io.phasekeeper.transition.Transitions;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** The production code with one step of the transition protocol broken on purpose, each once. */
final class BrokenSteps {
  private BrokenSteps() {}

  /** Trigger documents are stored as published before anything is sent. */
  static Instance markedBeforePublish(Platform platform) {
    return Instance.ours(
        with(
            platform,
            new PassingDocumentStore(platform.documents()) {
              @Override
              public boolean create(DocumentPath path, Map<String, Object> fields) {
                Map<String, Object> marked = new LinkedHashMap<>(fields);
                if (isTrigger(path) && "pending".equals(fields.get("state"))) {
                  marked.put("state", "published");
                  marked.put("published_at", fields.get("created_at"));
                }
                return super.create(path, marked);
              }
            }));
  }

  /** Every publish composes its message with the time at which it is sent. */
  static Instance payloadMadeAnew(Platform platform) {
    return Instance.ours(
        with(
            platform,
            (topic, message) ->
                platform
                    .messages()
                    .publish(
                        topic,
                        OutgoingMessage.json(
                            message
                                .text()
                                .replaceFirst(
                                    "\"timestamp\":\"[^\"]*\"",
                                    "\"timestamp\":\"" + platform.clock().instant() + "\""),
                            message.attributes()))));
  }

  static Instance withoutSweep(Platform platform) {
    Instance ours = Instance.ours(platform);
    return instance(ours::on, () -> new SweepReport("", 0, List.of(), List.of(), List.of(), false));
  }

  /** Who finds that somebody else has created the trigger acknowledges and leaves. */
  static Instance loserLeaves(Platform platform) {
    Instance ours =
        Instance.ours(
            with(
                platform,
                new PassingDocumentStore(platform.documents()) {
                  @Override
                  public boolean create(DocumentPath path, Map<String, Object> fields) {
                    boolean created = super.create(path, fields);
                    if (isTrigger(path) && !created) {
                      throw new Left();
                    }
                    return created;
                  }
                }));
    return instance(
        event -> {
          try {
            return ours.on(event);
          } catch (Left e) {
            return Outcome.done("left", Map.of());
          }
        },
        ours::sweep);
  }

  private static final class Left extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /** A message that was seen before is acknowledged as a duplicate. */
  static Instance duplicatesDropped(Platform platform) {
    Instance ours = Instance.ours(platform);
    return instance(
        event ->
            platform
                    .documents()
                    .create(new DocumentPath("messages_seen", event.messageId()), Map.of())
                ? ours.on(event)
                : Outcome.done("duplicate", Map.of()),
        ours::sweep);
  }

  /** Own keys that are not the newest fact stay as they are. */
  static Instance olderReportWins(Platform platform) {
    return Instance.ours(
        with(
            platform,
            new PassingDocumentStore(platform.documents()) {
              @Override
              public boolean compareAndSet(Document seen, List<FieldChange> changes) {
                List<FieldChange> others =
                    changes.stream()
                        .filter(
                            c -> !isLedger(seen.path()) || c.path().names().get(0).startsWith("_"))
                        .toList();
                return others.isEmpty() || super.compareAndSet(seen, others);
              }
            }));
  }

  /** A misspelt name is taken for the one that it resembles. */
  static Instance unknownNamesCount(Platform platform) {
    Instance ours = Instance.ours(platform);
    return instance(
        event ->
            ours.on(
                new IncomingEvent(
                    event.topic(),
                    event.messageId(),
                    event.publishTime(),
                    new String(event.data(), StandardCharsets.UTF_8)
                        .replaceFirst("(\"processor_name\":\"[^\"]*)x\"", "$1\"")
                        .getBytes(StandardCharsets.UTF_8),
                    event.attributes())),
        ours::sweep);
  }

  /** {@code _triggered} in a ledger settles its phase, whoever wrote it. */
  static Instance triggeredBelieved(Platform platform) {
    return Instance.ours(
        with(
            platform,
            new PassingDocumentStore(platform.documents()) {
              @Override
              public Map<DocumentPath, Document> getAll(List<DocumentPath> paths) {
                Map<DocumentPath, Document> found = new LinkedHashMap<>();
                super.getAll(paths).forEach((path, document) -> found.put(path, bare(document)));
                return found;
              }
            }));
  }

  private static Document bare(Document document) {
    if (!isLedger(document.path())) {
      return document;
    }
    Map<String, Object> fields = new LinkedHashMap<>(document.fields());
    fields.remove("_trigger_id");
    return new Document(document.path(), fields, document.revision());
  }

  /** A ledger that a gate holds is marked as triggered. */
  static Instance heldIsTriggered(Platform platform) {
    return Instance.ours(
        with(
            platform,
            new PassingDocumentStore(platform.documents()) {
              @Override
              public void merge(DocumentPath path, List<FieldChange> changes) {
                super.merge(path, changes);
                boolean held =
                    changes.stream()
                        .anyMatch(
                            c ->
                                c.path().names().equals(List.of("_held_since"))
                                    && c.value().isPresent());
                if (held) {
                  super.merge(path, List.of(FieldChange.set("_triggered", true)));
                }
              }
            }));
  }

  /** Runs are told together by their correlation only within the ledger of one cycle. */
  static Instance chainsApart(Platform platform) {
    return Instance.ours(
        with(
            platform,
            new PassingDocumentStore(platform.documents()) {
              @Override
              public Map<DocumentPath, Document> getAll(List<DocumentPath> paths) {
                Map<DocumentPath, Document> found = new LinkedHashMap<>();
                super.getAll(paths)
                    .forEach(
                        (path, document) ->
                            found.put(
                                path,
                                isLedger(path)
                                    ? new Document(
                                        path,
                                        apart(document.fields(), path.id()),
                                        document.revision())
                                    : document));
                return found;
              }
            }));
  }

  private static Map<String, Object> apart(Map<?, ?> fields, String ledger) {
    Map<String, Object> apart = new LinkedHashMap<>();
    fields.forEach(
        (name, value) ->
            apart.put(
                (String) name,
                value instanceof Map<?, ?> map
                    ? apart(map, ledger)
                    : "correlation_id".equals(name) ? value + "@" + ledger : value));
    return apart;
  }

  /** A completion goes to the ledger of the cycle that the clock at its arrival names. */
  static Instance cycleByArrival(Platform platform) {
    Pipeline pipeline = platform.pipeline();
    return Instance.ours(
        with(
            platform,
            new PassingDocumentStore(platform.documents()) {
              @Override
              public void merge(DocumentPath path, List<FieldChange> changes) {
                boolean report = changes.get(0).path().names().get(0).equals("_reports");
                super.merge(report ? byArrival(path) : path, changes);
              }

              private DocumentPath byArrival(DocumentPath path) {
                LocalDate date = LocalDate.parse(path.id().substring(0, 10));
                var cycle = pipeline.cycles().of(platform.clock().instant(), date, pipeline.zone());
                return pipeline.phases().values().stream()
                    .filter(p -> p.ledgerCollection().equals(path.collection()))
                    .map(p -> LedgerDocument.path(p, date, cycle, pipeline.cycles()))
                    .findFirst()
                    .orElseThrow();
              }
            }));
  }

  /** A message, too, accepts a quorum once its deadline has passed. */
  static Instance quorumByMessage(Platform platform) {
    Instance ours = Instance.ours(platform);
    Pipeline pipeline = platform.pipeline();
    Transitions transitions =
        new Transitions(
            platform,
            new WorkCalendar(pipeline, platform.warehouse()),
            new FindingBook(platform.documents(), pipeline));
    return instance(
        event -> {
          Outcome outcome = ours.on(event);
          LocalDate date =
              LocalDate.parse(
                  new String(event.data(), StandardCharsets.UTF_8)
                      .replaceFirst("(?s).*\"game_date\":\"([^\"]*)\".*", "$1"));
          pipeline.transitions().stream()
              .filter(
                  t ->
                      pipeline
                          .phase(t.after())
                          .completions()
                          .filter(event.topic()::equals)
                          .isPresent())
              .forEach(
                  t -> {
                    var unused =
                        transitions.decide(
                            transitions.reader().read(t, date), true, platform.clock().instant());
                  });
          return outcome;
        },
        ours::sweep);
  }

  /** A ledger is written whole, with what this instance knows of it. */
  static Instance ledgerReplacedWhole(Platform platform) {
    Map<DocumentPath, Map<String, Object>> known = new HashMap<>();
    return Instance.ours(
        with(
            platform,
            new PassingDocumentStore(platform.documents()) {
              @Override
              public void merge(DocumentPath path, List<FieldChange> changes) {
                if (!isLedger(path)) {
                  super.merge(path, changes);
                  return;
                }
                Map<String, Object> whole =
                    FieldChanges.applied(known.getOrDefault(path, Map.of()), changes);
                known.put(path, whole);
                super.delete(path);
                var unused = super.create(path, whole);
              }
            }));
  }

  /** Every publish carries an id of its own. */
  static Instance idsWithARandomPart(Platform platform) {
    AtomicLong random = new AtomicLong();
    return Instance.ours(
        with(
            platform,
            (topic, message) -> {
              Map<String, String> attributes = new HashMap<>(message.attributes());
              attributes.computeIfPresent(
                  "trigger_id", (name, id) -> id + "-" + random.incrementAndGet());
              return platform
                  .messages()
                  .publish(topic, new OutgoingMessage(message.data(), attributes));
            }));
  }

  /** A publish that was not acknowledged is taken for one that was. */
  static Instance publishFailureSwallowed(Platform platform) {
    return Instance.ours(
        with(
            platform,
            (topic, message) -> {
              try {
                return platform.messages().publish(topic, message);
              } catch (PortFailure e) {
                return "lost";
              }
            }));
  }

  /** Of a message in parts only the first goes out; all are taken for acknowledged. */
  static Instance firstPartOnly(Platform platform) {
    Map<String, String> first = new HashMap<>();
    return Instance.ours(
        with(
            platform,
            (topic, message) -> {
              String part = message.attributes().getOrDefault("trigger_id", "");
              String trigger = part.replaceFirst("^((?:[^:]*:){3}[^:]*):.*", "$1");
              return first.computeIfAbsent(trigger, any -> part).equals(part)
                  ? platform.messages().publish(topic, message)
                  : "not sent";
            }));
  }

  /** A claim of rows is more than the code can take. */
  static Instance throwing(Platform platform) {
    Instance ours = Instance.ours(platform);
    return instance(
        event -> {
          if (new String(event.data(), StandardCharsets.UTF_8).contains("\"partial\"")) {
            throw new IllegalStateException("no rows in a partial completion");
          }
          return ours.on(event);
        },
        ours::sweep);
  }

  /** A ledger is read, and written whole with what is new. */
  static Instance ledgerReadThenReplaced(Platform platform) {
    return Instance.ours(
        with(
            platform,
            new PassingDocumentStore(platform.documents()) {
              @Override
              public void merge(DocumentPath path, List<FieldChange> changes) {
                if (!isLedger(path)) {
                  super.merge(path, changes);
                  return;
                }
                Map<String, Object> read = super.get(path).map(Document::fields).orElse(Map.of());
                super.delete(path);
                var unused = super.create(path, FieldChanges.applied(read, changes));
              }
            }));
  }
}
