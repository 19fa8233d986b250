package io.phasekeeper.google;

import com.google.api.gax.core.CredentialsProvider;
import com.google.api.gax.core.NoCredentialsProvider;
import com.google.api.gax.grpc.GrpcTransportChannel;
import com.google.api.gax.rpc.FixedTransportChannelProvider;
import com.google.api.gax.rpc.TransportChannelProvider;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Where Pub/Sub is: Google Cloud with the application default credentials, or an emulator over one
 * plain channel without any. Pub/Sub's clients do not read {@code PUBSUB_EMULATOR_HOST} themselves.
 */
final class PubSubConnection implements AutoCloseable {
  private final Optional<ManagedChannel> emulator;

  private PubSubConnection(Optional<ManagedChannel> emulator) {
    this.emulator = emulator;
  }

  static PubSubConnection open(Optional<String> emulatorHost) {
    return new PubSubConnection(
        emulatorHost.map(host -> ManagedChannelBuilder.forTarget(host).usePlaintext().build()));
  }

  /** The emulator's channel; none in Google Cloud, where each client's own default is right. */
  Optional<TransportChannelProvider> channel() {
    return emulator.map(
        channel -> FixedTransportChannelProvider.create(GrpcTransportChannel.create(channel)));
  }

  Optional<CredentialsProvider> credentials() {
    return emulator.map(channel -> NoCredentialsProvider.create());
  }

  /** Ends the emulator's channel; calls under way get two seconds. */
  @Override
  public void close() {
    emulator.ifPresent(
        channel -> {
          channel.shutdown();
          try {
            if (!channel.awaitTermination(2, TimeUnit.SECONDS)) {
              channel.shutdownNow();
            }
          } catch (InterruptedException e) {
            channel.shutdownNow();
            Thread.currentThread().interrupt();
          }
        });
  }
}
