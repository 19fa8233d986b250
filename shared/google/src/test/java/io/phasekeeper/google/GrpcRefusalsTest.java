package io.phasekeeper.google;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.api.gax.grpc.GrpcStatusCode;
import com.google.api.gax.rpc.ApiExceptionFactory;
import com.google.api.gax.rpc.StatusCode;
import com.google.pubsub.v1.PublishResponse;
import io.grpc.Status;
import io.phasekeeper.document.Document;
import io.phasekeeper.document.DocumentPath;
import io.phasekeeper.document.DocumentQuery;
import io.phasekeeper.document.FieldChange;
import io.phasekeeper.google.AnsweringGrpcServer.Answer;
import io.phasekeeper.message.OutgoingMessage;
import io.phasekeeper.outcome.PortFailure;
import io.phasekeeper.outcome.PortFailure.Kind;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What becomes of refusals and silences that no emulator makes. */
@Execution(ExecutionMode.CONCURRENT)
class GrpcRefusalsTest {
  private static final Duration SHORT = Duration.ofSeconds(2);

  /** Where the server answers at once: a busy machine takes seconds to load the client. */
  private static final Duration PATIENT = Duration.ofSeconds(60);

  private static final DocumentPath PATH = new DocumentPath("phase3_completion", "2026-01-11");
  private static final Document SEEN =
      new Document(PATH, Map.of(), "2026-01-12T11:34:02.123456789Z");

  private static final Map<String, Consumer<FirestoreDocumentStore>> CALLS =
      Map.of(
          "get", store -> assertThat(store.get(PATH)).isNull(),
          "getAll", store -> assertThat(store.getAll(List.of(PATH))).isNull(),
          "create", store -> assertThat(store.create(PATH, Map.of())).isNull(),
          "merge", store -> store.merge(PATH, List.of(FieldChange.set("a", 1L))),
          "compareAndSet",
              store ->
                  assertThat(store.compareAndSet(SEEN, List.of(FieldChange.set("a", 1L)))).isNull(),
          "query", store -> assertThat(store.query(DocumentQuery.in("c", 1))).isNull(),
          "delete", store -> store.delete(PATH));

  static Stream<Arguments> callsAndRefusals() {
    return CALLS.keySet().stream()
        .sorted()
        .flatMap(
            call ->
                Stream.of(
                    Arguments.of(call, Status.PERMISSION_DENIED, Kind.REFUSED),
                    Arguments.of(call, Status.UNAUTHENTICATED, Kind.REFUSED),
                    Arguments.of(call, Status.INVALID_ARGUMENT, Kind.INVALID),
                    Arguments.of(
                        call,
                        Status.NOT_FOUND.withDescription(
                            "The database (default) does not exist for project p"),
                        Kind.MISSING)));
  }

  @ParameterizedTest
  @MethodSource("callsAndRefusals")
  void everyRefusalOfFirestoreIsAFailureThatNamesTheCall(String call, Status status, Kind kind)
      throws Exception {
    try (var server = AnsweringGrpcServer.start(n -> Answer.status(status));
        var store = FirestoreDocumentStore.open("p", Optional.of(server.host()), PATIENT)) {
      PortFailure failure = failure(() -> CALLS.get(call).accept(store));
      assertThat(failure.service()).isEqualTo(PortFailure.Service.FIRESTORE);
      assertThat(failure.kind()).isEqualTo(kind);
      assertThat(failure)
          .hasMessageStartingWith("firestore: ")
          .hasMessageContaining("(project p): ")
          .hasMessageContaining(status.getCode().name());
      assertThat(server.calls()).as("a refusal is not tried again").hasSize(1);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "RESOURCE_EXHAUSTED,BUSY",
    "UNAVAILABLE,UNAVAILABLE",
    "ABORTED,BUSY",
    "INTERNAL,UNAVAILABLE"
  })
  void aMergeThatFirestoreCannotTakeNowFailsWithinItsLimit(Status.Code code, Kind kind)
      throws Exception {
    try (var server = AnsweringGrpcServer.start(n -> Answer.status(code.toStatus()));
        var store = FirestoreDocumentStore.open("p", Optional.of(server.host()), SHORT)) {
      // The last try may be cut short by the limit, and is then without an answer.
      assertThat(failure(() -> store.merge(PATH, List.of(FieldChange.set("a", 1L)))).kind())
          .isIn(kind, Kind.UNAVAILABLE);
    }
  }

  @ParameterizedTest
  @EnumSource(StatusCode.Code.class)
  void everyStatusHasItsKind(StatusCode.Code code) {
    Throwable thrown =
        ApiExceptionFactory.createException(
            "said so", null, GrpcStatusCode.of(Status.Code.valueOf(code.name())), false);
    PortFailure failure =
        GoogleFailures.failure(PortFailure.Service.PUBSUB, "publish to t", thrown);
    assertThat(failure.kind())
        .isEqualTo(
            switch (code) {
              case PERMISSION_DENIED, UNAUTHENTICATED -> Kind.REFUSED;
              case NOT_FOUND -> Kind.MISSING;
              case RESOURCE_EXHAUSTED, ABORTED -> Kind.BUSY;
              case INVALID_ARGUMENT,
                  FAILED_PRECONDITION,
                  OUT_OF_RANGE,
                  ALREADY_EXISTS,
                  UNIMPLEMENTED ->
                  Kind.INVALID;
              case OK, CANCELLED, UNKNOWN, DEADLINE_EXCEEDED, INTERNAL, UNAVAILABLE, DATA_LOSS ->
                  Kind.UNAVAILABLE;
            });
    assertThat(failure).hasMessageStartingWith("pubsub: publish to t: said so").hasCause(thrown);
  }

  @Test
  void aQueryWithoutItsIndexIsInvalidAndSaysWhereToMakeIt() throws Exception {
    Status noIndex =
        Status.FAILED_PRECONDITION.withDescription(
            "The query requires an index. You can create it here: https://console.firebase.google.com/x");
    try (var server = AnsweringGrpcServer.start(n -> Answer.status(noIndex));
        var store = FirestoreDocumentStore.open("p", Optional.of(server.host()), PATIENT)) {
      PortFailure failure = failure(() -> CALLS.get("query").accept(store));
      assertThat(failure.kind()).isEqualTo(Kind.INVALID);
      assertThat(failure).hasMessageContaining("You can create it here: https://");
    }
  }

  @Test
  void aSilentFirestoreIsGivenUpAndItsOutcomeIsUnknown() throws Exception {
    try (var server = AnsweringGrpcServer.start(n -> Answer.silence());
        var store = FirestoreDocumentStore.open("p", Optional.of(server.host()), SHORT)) {
      PortFailure failure = failure(() -> store.create(PATH, Map.of()));
      assertThat(failure.kind()).isEqualTo(Kind.UNAVAILABLE);
      assertThat(failure).hasMessageContaining("create " + PATH).hasMessageContaining("unknown");
    }
  }

  @Test
  void aFirestoreThatNobodyListensForIsUnavailable() throws Exception {
    String nobody;
    try (var server = AnsweringGrpcServer.start(n -> Answer.silence())) {
      nobody = server.host();
    }
    try (var store = FirestoreDocumentStore.open("p", Optional.of(nobody), SHORT)) {
      assertThat(failure(() -> store.get(PATH)).kind()).isEqualTo(Kind.UNAVAILABLE);
    }
  }

  @Test
  void aLostCreateThatIsTriedAgainByTheClientLosesToItself() throws Exception {
    try (var server =
            AnsweringGrpcServer.start(
                n -> Answer.status(n == 1 ? Status.UNAVAILABLE : Status.ALREADY_EXISTS));
        var store = FirestoreDocumentStore.open("p", Optional.of(server.host()), PATIENT)) {
      assertThat(store.create(PATH, Map.of())).isFalse();
      assertThat(server.calls()).containsExactly("Commit", "Commit");
    }
  }

  @Test
  void aCompareAndSetOnARevisionThatIsGoneLosesWhetherChangedOrDeleted() throws Exception {
    for (Status status :
        List.of(
            Status.FAILED_PRECONDITION,
            Status.NOT_FOUND.withDescription("No document to update: projects/p/databases/…"))) {
      try (var server = AnsweringGrpcServer.start(n -> Answer.status(status));
          var store = FirestoreDocumentStore.open("p", Optional.of(server.host()), PATIENT)) {
        assertThat(store.compareAndSet(SEEN, List.of(FieldChange.set("a", 1L)))).isFalse();
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"PERMISSION_DENIED,REFUSED", "INVALID_ARGUMENT,INVALID", "NOT_FOUND,MISSING"})
  void aRefusedPublishIsAFailureAtOnce(Status.Code code, Kind kind) throws Exception {
    try (var server = AnsweringGrpcServer.start(n -> Answer.status(code.toStatus()));
        var messages = PubSubMessages.open("p", Optional.of(server.host()))) {
      PortFailure failure =
          failure(() -> messages.publish("t", OutgoingMessage.json("{}", Map.of())));
      assertThat(failure.kind()).isEqualTo(kind);
      assertThat(failure).hasMessageStartingWith("pubsub: publish to projects/p/topics/t: ");
      assertThat(server.calls()).hasSize(1);
    }
  }

  @Test
  void aPublishThatIsOutOfQuotaForLongIsGivenUp() throws Exception {
    try (var server = AnsweringGrpcServer.start(n -> Answer.status(Status.RESOURCE_EXHAUSTED));
        var messages = PubSubMessages.open("p", Optional.of(server.host()))) {
      assertThat(failure(() -> messages.publish("t", OutgoingMessage.json("{}", Map.of()))).kind())
          .isIn(Kind.BUSY, Kind.UNAVAILABLE);
      assertThat(server.calls().size()).isGreaterThan(1);
    }
  }

  @Test
  void aPublishThatFailsOnceIsTriedAgainByTheClient() throws Exception {
    try (var server =
            AnsweringGrpcServer.start(
                n ->
                    n == 1
                        ? Answer.status(Status.UNAVAILABLE)
                        : Answer.message(PublishResponse.newBuilder().addMessageIds("7").build()));
        var messages = PubSubMessages.open("p", Optional.of(server.host()))) {
      assertThat(messages.publish("t", OutgoingMessage.json("{}", Map.of()))).isEqualTo("7");
      assertThat(server.calls()).containsExactly("Publish", "Publish");
    }
  }

  @Test
  void afterARefusalTheSameTopicCanBePublishedToAgain() throws Exception {
    try (var server =
            AnsweringGrpcServer.start(
                n ->
                    n == 1
                        ? Answer.status(Status.PERMISSION_DENIED)
                        : Answer.message(PublishResponse.newBuilder().addMessageIds("8").build()));
        var messages = PubSubMessages.open("p", Optional.of(server.host()))) {
      assertThatThrownBy(() -> messages.publish("t", OutgoingMessage.json("{}", Map.of())))
          .isInstanceOf(PortFailure.class);
      assertThat(messages.publish("t", OutgoingMessage.json("{}", Map.of()))).isEqualTo("8");
    }
  }

  private static PortFailure failure(ThrowingCallable call) {
    PortFailure failure = catchThrowableOfType(PortFailure.class, call);
    assertThat(failure).as("a port failure").isNotNull();
    return failure;
  }
}
