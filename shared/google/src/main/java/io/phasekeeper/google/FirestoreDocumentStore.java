package io.phasekeeper.google;

import com.google.api.core.ApiFuture;
import com.google.api.gax.retrying.RetrySettings;
import com.google.api.gax.rpc.StatusCode;
import com.google.cloud.Timestamp;
import com.google.cloud.firestore.DocumentReference;
import com.google.cloud.firestore.DocumentSnapshot;
import com.google.cloud.firestore.FieldValue;
import com.google.cloud.firestore.Firestore;
import com.google.cloud.firestore.FirestoreOptions;
import com.google.cloud.firestore.Precondition;
import com.google.cloud.firestore.Query;
import com.google.cloud.firestore.SetOptions;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.phasekeeper.document.Document;
import io.phasekeeper.document.DocumentPath;
import io.phasekeeper.document.DocumentQuery;
import io.phasekeeper.document.DocumentStore;
import io.phasekeeper.document.DocumentValues;
import io.phasekeeper.document.FieldChange;
import io.phasekeeper.document.FieldPath;
import io.phasekeeper.outcome.PortFailure;
import io.phasekeeper.outcome.PortFailure.Service;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Documents in Firestore. A document's revision is its update time, to the nanosecond; no call
 * opens a transaction, because facts are merged blindly and decisions are compare-and-set.
 *
 * <p>The client tries again by itself, within {@link #LIMIT}, when Firestore is unavailable or out
 * of quota. If the first try of a {@link #create} or a {@link #compareAndSet} had its effect and
 * its answer was lost, the second one then loses to it and {@code false} is returned: the caller
 * reads again, as after any lost race.
 */
public final class FirestoreDocumentStore implements DocumentStore, AutoCloseable {
  /** One call, tries and pauses included: an event function has 60 s for about eight of them. */
  static final Duration LIMIT = Duration.ofSeconds(10);

  /** The client's own limit speaks first, because it knows the reason. */
  private static final Duration LAST_RESORT = LIMIT.plusSeconds(3);

  private final Firestore firestore;
  private final String where;

  /** Takes over the client, which {@link #close} closes. */
  FirestoreDocumentStore(Firestore firestore, String project) {
    this.firestore = firestore;
    this.where = " (project " + project + ")";
  }

  /**
   * Opens a client; nothing is sent before the first call.
   *
   * @param emulatorHost {@code host:port} of the emulator, which is asked without credentials;
   *     none: Google Cloud, with the application default credentials
   */
  public static FirestoreDocumentStore open(String project, Optional<String> emulatorHost) {
    return open(project, emulatorHost, LIMIT);
  }

  static FirestoreDocumentStore open(
      String project, Optional<String> emulatorHost, Duration limit) {
    FirestoreOptions.Builder options =
        FirestoreOptions.newBuilder().setProjectId(project).setRetrySettings(retries(limit));
    // The host alone: setting credentials after it would undo it, and reach for production.
    emulatorHost.ifPresent(options::setEmulatorHost);
    return new FirestoreDocumentStore(options.build().getService(), project);
  }

  private static RetrySettings retries(Duration limit) {
    Duration oneTry = limit.multipliedBy(4).dividedBy(5);
    return RetrySettings.newBuilder()
        .setInitialRetryDelayDuration(Duration.ofMillis(50))
        .setRetryDelayMultiplier(2)
        .setMaxRetryDelayDuration(Duration.ofSeconds(1))
        .setInitialRpcTimeoutDuration(oneTry)
        .setRpcTimeoutMultiplier(1)
        .setMaxRpcTimeoutDuration(oneTry)
        .setTotalTimeoutDuration(limit)
        .build();
  }

  @Override
  public Optional<Document> get(DocumentPath path) {
    return document(await("read " + path, reference(path).get()));
  }

  @Override
  public Map<DocumentPath, Document> getAll(List<DocumentPath> paths) {
    if (paths.isEmpty()) {
      return Map.of();
    }
    DocumentReference[] references =
        paths.stream().distinct().map(this::reference).toArray(DocumentReference[]::new);
    Map<DocumentPath, Document> found = new TreeMap<>();
    for (DocumentSnapshot each :
        await(
            "read " + references.length + " documents, first " + paths.get(0),
            firestore.getAll(references))) {
      document(each).ifPresent(document -> found.put(document.path(), document));
    }
    return found;
  }

  @Override
  public boolean create(DocumentPath path, Map<String, Object> fields) {
    Map<String, Object> values = FirestoreValues.toFirestore(DocumentValues.frozenMap(fields));
    try {
      await("create " + path, reference(path).create(values));
      return true;
    } catch (PortFailure e) {
      if (isCode(e, StatusCode.Code.ALREADY_EXISTS)) {
        return false;
      }
      throw e;
    }
  }

  @Override
  public void merge(DocumentPath path, List<FieldChange> changes) {
    Map<String, Object> fields = new HashMap<>();
    List<com.google.cloud.firestore.FieldPath> mask = new ArrayList<>(changes.size());
    for (FieldChange change : changes) {
      put(fields, change.path().names(), firestoreValue(change));
      mask.add(escaped(change.path()));
    }
    SetOptions options = mask.isEmpty() ? SetOptions.merge() : SetOptions.mergeFieldPaths(mask);
    await("merge " + changes.size() + " fields into " + path, reference(path).set(fields, options));
  }

  @Override
  public boolean compareAndSet(Document seen, List<FieldChange> changes) {
    if (changes.isEmpty()) {
      return get(seen.path()).map(now -> now.revision().equals(seen.revision())).orElse(false);
    }
    FieldChange first = changes.get(0);
    List<Object> more = new ArrayList<>();
    for (FieldChange change : changes.subList(1, changes.size())) {
      more.add(escaped(change.path()));
      more.add(firestoreValue(change));
    }
    try {
      await(
          "compare-and-set " + seen.path() + " at " + seen.revision(),
          reference(seen.path())
              .update(
                  Precondition.updatedAt(Timestamp.parseTimestamp(seen.revision())),
                  escaped(first.path()),
                  firestoreValue(first),
                  more.toArray()));
      return true;
    } catch (PortFailure e) {
      if (isCode(e, StatusCode.Code.FAILED_PRECONDITION) || isNoDocument(e)) {
        return false;
      }
      throw e;
    }
  }

  @Override
  public List<Document> query(DocumentQuery asked) {
    Query query = firestore.collection(asked.collection());
    for (DocumentQuery.Condition condition : asked.conditions()) {
      var field = com.google.cloud.firestore.FieldPath.of(condition.field());
      Object value = FirestoreValues.toFirestore(DocumentValues.frozen(condition.value()));
      query =
          switch (condition.operator()) {
            case EQUAL -> query.whereEqualTo(field, value);
            case AT_MOST -> query.whereLessThanOrEqualTo(field, value);
            case AT_LEAST -> query.whereGreaterThanOrEqualTo(field, value);
          };
    }
    boolean bounded =
        asked.conditions().stream()
            .anyMatch(each -> each.operator() != DocumentQuery.Operator.EQUAL);
    if (asked.orderBy().isPresent()) {
      query = query.orderBy(com.google.cloud.firestore.FieldPath.of(asked.orderBy().get()));
    } else if (!bounded) {
      query = query.orderBy(com.google.cloud.firestore.FieldPath.documentId());
    }
    return await("query " + asked, query.limit(asked.limit()).get()).getDocuments().stream()
        .flatMap(each -> document(each).stream())
        .toList();
  }

  @Override
  public void delete(DocumentPath path) {
    await("delete " + path, reference(path).delete());
  }

  /** Ends the client; calls that are under way fail. Twice is the same as once. */
  @Override
  public void close() {
    try {
      firestore.close();
    } catch (Exception e) {
      throw GoogleFailures.failure(Service.FIRESTORE, "close the client" + where, e);
    }
  }

  private DocumentReference reference(DocumentPath path) {
    return firestore.collection(path.collection()).document(path.id());
  }

  @CanIgnoreReturnValue
  private <T> T await(String what, ApiFuture<T> answer) {
    return GoogleFailures.await(Service.FIRESTORE, what + where, LAST_RESORT, answer);
  }

  private static Optional<Document> document(DocumentSnapshot snapshot) {
    Map<String, Object> data = snapshot.getData();
    Timestamp updated = snapshot.getUpdateTime();
    if (data == null || updated == null) {
      return Optional.empty();
    }
    DocumentPath path =
        new DocumentPath(snapshot.getReference().getParent().getId(), snapshot.getId());
    return Optional.of(new Document(path, FirestoreValues.fromFirestore(data), updated.toString()));
  }

  private static Object firestoreValue(FieldChange change) {
    return change
        .value()
        .map(value -> java.util.Objects.requireNonNull(FirestoreValues.toFirestore(value)))
        .orElseGet(FieldValue::delete);
  }

  private static com.google.cloud.firestore.FieldPath escaped(FieldPath path) {
    return com.google.cloud.firestore.FieldPath.of(path.names().toArray(String[]::new));
  }

  /** Puts a value at its place in nested maps, as the client wants the values of a merge. */
  @SuppressWarnings("unchecked")
  private static void put(Map<String, Object> fields, List<String> names, Object value) {
    Map<String, Object> parent = fields;
    for (String name : names.subList(0, names.size() - 1)) {
      parent =
          (Map<String, Object>)
              parent.computeIfAbsent(name, absent -> new HashMap<String, Object>());
    }
    parent.put(names.get(names.size() - 1), value);
  }

  private static boolean isCode(PortFailure failure, StatusCode.Code code) {
    return GoogleFailures.code(failure).filter(code::equals).isPresent();
  }

  /** An absent document, as opposed to an absent database, which is also NOT_FOUND. */
  private static boolean isNoDocument(PortFailure failure) {
    @Nullable String message = failure.getMessage();
    return isCode(failure, StatusCode.Code.NOT_FOUND)
        && message != null
        && !message.contains("The database ");
  }
}
