package io.phasekeeper.local.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.phasekeeper.document.Document;
import io.phasekeeper.document.DocumentPath;
import io.phasekeeper.document.DocumentQuery;
import io.phasekeeper.document.FieldChange;
import io.phasekeeper.document.FieldPath;
import io.phasekeeper.document.MemoryDocumentStore;
import io.phasekeeper.finding.FindingBook;
import io.phasekeeper.message.MemoryMessages;
import io.phasekeeper.message.OutgoingMessage;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.trigger.Trigger;
import io.phasekeeper.trigger.TriggerId;
import io.phasekeeper.trigger.TriggerState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is wrong with the evidence of nights is said: one test for each way in which it can be. */
class EvidenceCheckTest {
  private static final int NIGHTS = 6;

  private final MemoryDocumentStore documents = new MemoryDocumentStore();
  private Pipeline pipeline;
  private Map<String, List<OutgoingMessage>> heard;
  private List<Report> acknowledged;
  private Set<String> twice;
  private final List<Evidence.Foreign> foreign = new ArrayList<>();

  @BeforeEach
  void playWithoutFaults() throws Exception {
    pipeline = PlayedNights.pipelineOfNights();
    MemoryMessages messages = new MemoryMessages(() -> PlayedNights.BEGAN);
    pipeline.transitions().forEach(t -> messages.createTopic(t.trigger().topic()));
    PlayedNights nights = new PlayedNights(pipeline, documents, messages);
    CompletionStream stream = PlayedNights.stream(pipeline, NIGHTS, 13);
    nights.deliverAllAndSweep(stream);
    assertThat(nights.settles(documents)).isTrue();
    acknowledged = stream.said().acknowledged();
    twice = stream.said().twice();
    heard = new TreeMap<>();
    pipeline
        .transitions()
        .forEach(
            t ->
                messages
                    .published(t.trigger().topic())
                    .forEach(
                        p ->
                            heard
                                .computeIfAbsent(
                                    p.message().attributes().get("trigger_id"),
                                    any -> new ArrayList<>())
                                .add(p.message())));
  }

  private Evidence evidence() {
    return Evidence.gather(
        pipeline,
        PlayedNights.BEGAN,
        PlayedNights.BEGAN.plusSeconds(600),
        new CompletionStream.Said(acknowledged, twice),
        documents,
        heard,
        foreign);
  }

  private Trigger some(Predicate<Trigger> wanted) {
    return Evidence.triggers(documents).stream().filter(wanted).findFirst().orElseThrow();
  }

  private Document stored(Trigger trigger) {
    return documents.get(trigger.id().path(pipeline.id())).orElseThrow();
  }

  private void hasViolation(String rule) {
    assertThat(PlayedNights.violations(evidence())).anyMatch(each -> each.startsWith(rule + ": "));
  }

  @Test
  void nightsWithoutFaultsHoldAndHaveEveryKindOfStart() {
    assertThat(PlayedNights.violations(evidence())).isEmpty();
    assertThat(EvidenceCheck.of(evidence()).checks()).isGreaterThan(200);
    List<Trigger> triggers = Evidence.triggers(documents);
    assertThat(triggers)
        .anyMatch(trigger -> trigger.parts().size() == 3)
        .anyMatch(trigger -> !trigger.missing().isEmpty())
        .anyMatch(trigger -> trigger.id().generation() > 1)
        .anyMatch(trigger -> trigger.id().cycle().value().equals("evening"));
    assertThat(triggers.size()).isLessThan(5 * NIGHTS + 10);
    assertThat(left("phase-late")).isNotEmpty();
    assertThat(left("phase-started-partial")).isNotEmpty();
    assertThat(left("late-completion")).isNotEmpty();
  }

  /** The open findings of a kind. */
  private List<Document> left(String kind) {
    return documents.query(DocumentQuery.in(FindingBook.COLLECTION, 1_000)).stream()
        .filter(finding -> kind.equals(finding.fields().get("kind")))
        .filter(FindingBook::isOpen)
        .toList();
  }

  private void resolve(String kind) {
    documents.merge(left(kind).get(0).path(), List.of(FieldChange.set("state", "resolved")));
  }

  @Test
  void aLatePhaseThatNobodyWasToldOfIsReported() {
    documents.delete(left("phase-late").get(0).path());
    hasViolation(EvidenceCheck.NOTICED);
  }

  @Test
  void aStartWithoutSomeWhoseFindingIsGoneIsReported() {
    resolve("phase-started-partial");
    hasViolation(EvidenceCheck.NOTICED);
  }

  @Test
  void aCompletionAfterTheStartThatNobodyWasToldOfIsReported() {
    resolve("late-completion");
    hasViolation(EvidenceCheck.NOTICED);
  }

  @Test
  void aFindingThatStaysOpenForNothingIsReported() {
    Trigger started = some(trigger -> trigger.missing().isEmpty());
    for (String kind : List.of("phase-late", "phase-started-partial", "orchestrator-stuck")) {
      String key = "crash-nights:" + kind + ":" + key(started.id());
      assertThat(
              documents.create(
                  new DocumentPath(FindingBook.COLLECTION, key), Map.of("state", "open")))
          .isTrue();
    }
    assertThat(PlayedNights.violations(evidence()))
        .filteredOn(each -> each.startsWith(EvidenceCheck.CAUSED + ": "))
        .hasSize(3);
  }

  private static String key(TriggerId id) {
    return EvidenceCheck.key(id.phase(), id.date(), id.cycle());
  }

  @Test
  void messagesThatCameTwiceMayLeaveTheirFindingAndOthersMayNot() {
    DocumentPath finding =
        new DocumentPath(
            FindingBook.COLLECTION, "crash-nights:duplicate-delivery:crash-load-complete");
    documents.merge(finding, List.of(FieldChange.set("state", "open")));
    twice = Set.of("crash-load-complete");
    assertThat(PlayedNights.violations(evidence())).isEmpty();
    twice = Set.of("crash-build-complete");
    hasViolation(EvidenceCheck.CAUSED);
  }

  @Test
  void aLostCompletionIsReported() {
    Report lost = acknowledged.get(0);
    documents.merge(
        Evidence.ledger(pipeline, lost),
        List.of(
            FieldChange.remove(FieldPath.of("_reports", lost.processor().value(), lost.key()))));
    hasViolation(EvidenceCheck.LOST);
  }

  @Test
  void anOwnKeyOfAnOlderRunIsReported() {
    Report done = acknowledged.stream().filter(Report::done).findFirst().orElseThrow();
    documents.merge(
        Evidence.ledger(pipeline, done),
        List.of(
            FieldChange.set(
                FieldPath.of(done.processor().value(), "completed_at"),
                done.timestamp().minusSeconds(60))));
    hasViolation(EvidenceCheck.NEWEST);
  }

  @Test
  void aPhaseThatWasDueAndNeverTriggeredIsReported() {
    documents.delete(stored(some(trigger -> trigger.id().generation() == 1)).path());
    hasViolation(EvidenceCheck.DUE);
  }

  @Test
  void aTriggerThatNobodyAskedForIsReported() {
    Trigger real = some(trigger -> trigger.id().phase().value().equals("build"));
    acknowledged =
        acknowledged.stream()
            .filter(
                report ->
                    !report.date().equals(real.id().date())
                        || !report.processor().value().equals("lines"))
            .toList();
    hasViolation(EvidenceCheck.NOT_DUE);
  }

  @Test
  void aSecondIdOfOneStartIsReported() {
    Trigger once = some(trigger -> trigger.id().phase().value().equals("build"));
    copy(once, once.id().next());
    hasViolation(EvidenceCheck.NOT_DUE);
  }

  @Test
  void aGapBetweenGenerationsIsReported() {
    Trigger once = some(trigger -> trigger.id().phase().value().equals("build"));
    copy(once, once.id().next().next());
    hasViolation(EvidenceCheck.ONE_ID);
  }

  @Test
  void aNewFactThatStartedNothingAlthoughThePolicySaysSoIsReported() {
    Trigger second = some(trigger -> trigger.id().generation() > 1);
    documents.delete(stored(second).path());
    heard.remove(second.id().toString());
    hasViolation(EvidenceCheck.COVERED);
  }

  @Test
  void aPublishOfWhatNobodyDecidedIsReported() {
    heard.put("build:2026-01-10:night:9", List.of(OutgoingMessage.json("{}", Map.of())));
    hasViolation(EvidenceCheck.DECIDED);
  }

  @Test
  void aPayloadMadeAnewIsReported() {
    String id = heard.keySet().iterator().next();
    OutgoingMessage first = heard.get(id).get(0);
    heard.put(id, List.of(first, OutgoingMessage.json(first.text() + " ", first.attributes())));
    hasViolation(EvidenceCheck.ONE_PAYLOAD);
  }

  @Test
  void aMarkWithoutAPublishIsReported() {
    Trigger silent = some(trigger -> trigger.state() == TriggerState.PUBLISHED);
    silent.parts().forEach(part -> heard.remove(part.id()));
    hasViolation(EvidenceCheck.ACKNOWLEDGED);
  }

  @Test
  void aPartOfAFanOutThatWasForgottenIsReported() {
    Trigger fan = some(trigger -> trigger.parts().size() == 3);
    heard.remove(fan.parts().get(2).id());
    hasViolation(EvidenceCheck.ACKNOWLEDGED);
  }

  @Test
  void aTriggerThatStaysPendingIsReported() {
    Trigger trigger = some(any -> true);
    documents.merge(
        stored(trigger).path(), List.of(FieldChange.set("state", TriggerState.PENDING.word())));
    hasViolation(EvidenceCheck.PUBLISHED);
  }

  @Test
  void aLedgerThatSaysTriggeredForAPhaseThatWasNotIsReported() {
    Optional<DocumentPath> quiet =
        acknowledged.stream()
            .map(report -> Evidence.ledger(pipeline, report))
            .filter(path -> documents.get(path).orElseThrow().fields().get("_triggered") == null)
            .findFirst();
    documents.merge(quiet.orElseThrow(), List.of(FieldChange.set("_triggered", true)));
    hasViolation(EvidenceCheck.ACKNOWLEDGED);
  }

  @Test
  void aLedgerWithoutItsTriggerIsReported() {
    Trigger trigger = some(any -> any.id().phase().value().equals("build"));
    documents.merge(
        new DocumentPath("load_completion", trigger.id().date().toString()),
        List.of(FieldChange.set("_triggered", false)));
    hasViolation(EvidenceCheck.FLAGS);
  }

  @Test
  void aLostFieldOfAnotherWriterIsReported() {
    foreign.add(
        new Evidence.Foreign(Evidence.ledger(pipeline, acknowledged.get(0)), "_note", "theirs"));
    hasViolation(EvidenceCheck.OTHERS);
  }

  /** Stores the trigger once more under another id, as if its generation had been decided. */
  private void copy(Trigger trigger, TriggerId as) {
    Map<String, Object> fields = new TreeMap<>(stored(trigger).fields());
    fields.put("trigger_id", as.toString());
    fields.put("generation", as.generation());
    assertThat(documents.create(as.path(pipeline.id()), fields)).isTrue();
  }
}
