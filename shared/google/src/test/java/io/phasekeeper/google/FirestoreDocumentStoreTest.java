package io.phasekeeper.google;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.cloud.Timestamp;
import com.google.cloud.firestore.Blob;
import com.google.cloud.firestore.Firestore;
import com.google.cloud.firestore.FirestoreOptions;
import com.google.cloud.firestore.GeoPoint;
import io.phasekeeper.document.Document;
import io.phasekeeper.document.DocumentPath;
import io.phasekeeper.document.DocumentStoreContract;
import io.phasekeeper.document.FieldChange;
import io.phasekeeper.document.FieldPath;
import io.phasekeeper.emulator.GoogleEmulator;
import io.phasekeeper.outcome.PortFailure;
import io.phasekeeper.testing.Emulators;
import io.phasekeeper.testing.NeedsEmulator;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

@NeedsEmulator(GoogleEmulator.FIRESTORE)
class FirestoreDocumentStoreTest implements DocumentStoreContract {
  private static final String PROJECT = "firestore-contract";
  private static FirestoreDocumentStore store;
  private static Firestore raw;

  @BeforeAll
  static void open() {
    String host = Emulators.host(GoogleEmulator.FIRESTORE);
    store = FirestoreDocumentStore.open(PROJECT, Optional.of(host));
    raw =
        FirestoreOptions.newBuilder()
            .setProjectId(PROJECT)
            .setEmulatorHost(host)
            .build()
            .getService();
  }

  @AfterAll
  static void close() throws Exception {
    raw.close();
    store.close();
    store.close();
  }

  @Override
  public FirestoreDocumentStore store() {
    return store;
  }

  @Test
  void whatOthersStoreIsReadWhateverItsKindAndSurvivesOurMerge() throws Exception {
    DocumentPath path = new DocumentPath(collection(), "2026-01-11");
    var theirs = raw.collection(path.collection()).document(path.id());
    theirs
        .set(
            Map.of(
                "at", Timestamp.parseTimestamp("2026-01-12T11:34:02.123456Z"),
                "bytes", Blob.fromBytes(new byte[] {1, 2, 3}),
                "place", new GeoPoint(1.5, -2),
                "other", raw.collection("c").document("d")))
        .get();

    store.merge(path, List.of(FieldChange.set(FieldPath.of("_reports", "p", "x"), 1L)));

    Document read = store.get(path).orElseThrow();
    assertThat(read.fields())
        .containsEntry("at", Instant.parse("2026-01-12T11:34:02.123456Z"))
        .containsEntry("bytes", "AQID")
        .containsEntry("place", Map.of("latitude", 1.5, "longitude", -2.0))
        .containsEntry("other", "c/d");
    assertThat(theirs.get().get().get("place")).isEqualTo(new GeoPoint(1.5, -2));
  }

  @Test
  void aRevisionIsTheUpdateTime() throws Exception {
    DocumentPath path = new DocumentPath(collection(), "a");
    store.create(path, Map.of());
    assertThat(store.get(path).orElseThrow().revision())
        .isEqualTo(
            raw.collection(path.collection()).document("a").get().get().getUpdateTime().toString());
  }

  @Test
  void aCompareAndSetOfNothingOnlyLooks() {
    DocumentPath path = new DocumentPath(collection(), "a");
    store.create(path, Map.of("n", 1L));
    Document seen = store.get(path).orElseThrow();
    assertThat(store.compareAndSet(seen, List.of())).isTrue();
    assertThat(store.get(path)).hasValue(seen);
    store.merge(path, List.of(FieldChange.set("n", 2L)));
    assertThat(store.compareAndSet(seen, List.of())).isFalse();
  }

  @Test
  void aMergeOfNothingMakesTheDocument() {
    DocumentPath path = new DocumentPath(collection(), "a");
    store.merge(path, List.of());
    assertThat(store.get(path)).isPresent();
  }

  @Test
  void anAnswerThatIsRefusedSaysWhatWasDoneAndWhere() {
    DocumentPath path = new DocumentPath(collection(), "a");
    assertThatThrownBy(() -> store.merge(path, List.of(FieldChange.set("__reserved__", 1L))))
        .isInstanceOfSatisfying(
            PortFailure.class, e -> assertThat(e.kind()).isEqualTo(PortFailure.Kind.INVALID))
        .hasMessageStartingWith(
            "firestore: merge 1 fields into " + path + " (project " + PROJECT + "): ")
        .hasMessageContaining("__reserved__");
  }
}
