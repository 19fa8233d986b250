package io.phasekeeper.local.bench.bare;

import com.google.api.gax.batching.BatchingSettings;
import com.google.api.gax.core.NoCredentialsProvider;
import com.google.api.gax.grpc.GrpcTransportChannel;
import com.google.api.gax.rpc.FixedTransportChannelProvider;
import com.google.cloud.Timestamp;
import com.google.cloud.firestore.DocumentReference;
import com.google.cloud.firestore.DocumentSnapshot;
import com.google.cloud.firestore.FieldPath;
import com.google.cloud.firestore.Firestore;
import com.google.cloud.firestore.FirestoreOptions;
import com.google.cloud.firestore.SetOptions;
import com.google.cloud.pubsub.v1.Publisher;
import com.google.protobuf.ByteString;
import com.google.pubsub.v1.PubsubMessage;
import com.google.pubsub.v1.TopicName;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Firestore and Pub/Sub of an emulator with Google's own clients, one message a publish as ours.
 * Every call waits for its answer.
 */
public final class BareClients implements AutoCloseable {
  private final Firestore firestore;
  private final ManagedChannel channel;
  private final Publisher publisher;

  private BareClients(Firestore firestore, ManagedChannel channel, Publisher publisher) {
    this.firestore = firestore;
    this.channel = channel;
    this.publisher = publisher;
  }

  /** Opens the clients; nothing is sent before the first call. */
  public static BareClients open(
      String project, String firestoreHost, String pubsubHost, String topic) throws IOException {
    Firestore firestore =
        FirestoreOptions.newBuilder()
            .setProjectId(project)
            .setEmulatorHost(firestoreHost)
            .build()
            .getService();
    ManagedChannel channel = ManagedChannelBuilder.forTarget(pubsubHost).usePlaintext().build();
    Publisher publisher =
        Publisher.newBuilder(TopicName.of(project, topic))
            .setBatchingSettings(
                BatchingSettings.newBuilder()
                    .setElementCountThreshold(1L)
                    .setRequestByteThreshold(1L)
                    .build())
            .setChannelProvider(
                FixedTransportChannelProvider.create(GrpcTransportChannel.create(channel)))
            .setCredentialsProvider(NoCredentialsProvider.create())
            .build();
    return new BareClients(firestore, channel, publisher);
  }

  /**
   * Reads a document and writes fields into it, in one transaction: what a handler without a blind
   * merge does.
   *
   * @return how many fields it had
   */
  public int transaction(String path, Map<String, Object> fields) throws InterruptedException {
    DocumentReference document = firestore.document(path);
    return done(
        "a transaction on " + path,
        firestore.runTransaction(
            transaction -> {
              Map<String, Object> before = transaction.get(document).get().getData();
              transaction.set(document, fields, SetOptions.merge());
              return before == null ? 0 : before.size();
            }));
  }

  /** Writes fields into a document, blindly. */
  public void merge(String path, Map<String, Object> fields, List<List<String>> names)
      throws InterruptedException {
    List<FieldPath> mask =
        names.stream().map(each -> FieldPath.of(each.toArray(String[]::new))).toList();
    done(
        "a merge into " + path,
        firestore.document(path).set(fields, SetOptions.mergeFieldPaths(mask)));
  }

  /**
   * Reads documents in one round trip.
   *
   * @return how many there are
   */
  public int read(List<String> paths) throws InterruptedException {
    DocumentReference[] documents =
        paths.stream().map(firestore::document).toArray(DocumentReference[]::new);
    List<DocumentSnapshot> found =
        done("a read of " + paths.size() + " documents", firestore.getAll(documents));
    return (int) found.stream().filter(DocumentSnapshot::exists).count();
  }

  public void create(String path, Map<String, Object> fields) throws InterruptedException {
    done("creating " + path, firestore.document(path).create(fields));
  }

  /** Publishes, and waits for the acknowledgement. */
  public String publish(byte[] data, Map<String, String> attributes) throws InterruptedException {
    return done(
        "a publish",
        publisher.publish(
            PubsubMessage.newBuilder()
                .setData(ByteString.copyFrom(data))
                .putAllAttributes(attributes)
                .build()));
  }

  /** Fields as our stores give them, in the client's own kinds of values. */
  @SuppressWarnings("unchecked")
  public static Map<String, Object> fields(Map<String, Object> ours) {
    return (Map<String, Object>) Optional.ofNullable(value(ours)).orElseThrow();
  }

  private static @Nullable Object value(@Nullable Object value) {
    if (value instanceof Instant at) {
      return Timestamp.ofTimeSecondsAndNanos(at.getEpochSecond(), at.getNano());
    }
    if (value instanceof List<?> list) {
      List<@Nullable Object> translated = new ArrayList<>();
      list.forEach(each -> translated.add(value(each)));
      return translated;
    }
    if (value instanceof Map<?, ?> map) {
      Map<String, @Nullable Object> translated = new LinkedHashMap<>();
      map.forEach((name, each) -> translated.put((String) name, value(each)));
      return translated;
    }
    return value;
  }

  private static <T> T done(String what, com.google.api.core.ApiFuture<T> answer)
      throws InterruptedException {
    try {
      return answer.get();
    } catch (ExecutionException e) {
      throw new BareFailure(what, e.getCause());
    }
  }

  @Override
  public void close() throws InterruptedException {
    publisher.shutdown();
    channel.shutdown();
    if (!channel.awaitTermination(2, TimeUnit.SECONDS)) {
      channel.shutdownNow();
    }
    try {
      firestore.close();
    } catch (Exception e) {
      throw new IllegalStateException("closing the Firestore client failed", e);
    }
  }
}
