package io.phasekeeper.google;

import com.google.protobuf.MessageLite;
import io.grpc.HandlerRegistry;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerMethodDefinition;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/**
 * A gRPC server on loopback that answers every call as a test says, for the refusals that no
 * emulator makes. The clients in front of it are the real ones, with their own retries.
 */
final class AnsweringGrpcServer implements AutoCloseable {
  /** What a call is answered with: a message, or a status. */
  interface Answer {
    static Answer status(Status status) {
      return call -> call.close(status, new Metadata());
    }

    static Answer message(MessageLite message) {
      return call -> {
        call.sendHeaders(new Metadata());
        call.sendMessage(message.toByteArray());
        call.close(Status.OK, new Metadata());
      };
    }

    /** Never: the client's own deadline ends the call. */
    static Answer silence() {
      return call -> {};
    }

    void to(ServerCall<byte[], byte[]> call);
  }

  private final Server server;
  private final List<String> calls = new CopyOnWriteArrayList<>();

  private AnsweringGrpcServer(Function<Integer, Answer> answers) throws IOException {
    this.server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .fallbackHandlerRegistry(
                new HandlerRegistry() {
                  @Override
                  public ServerMethodDefinition<?, ?> lookupMethod(
                      String method, String authority) {
                    return method(method, answers);
                  }
                })
            .build()
            .start();
  }

  /**
   * @param answers what the n-th call, from 1, is answered with
   */
  static AnsweringGrpcServer start(Function<Integer, Answer> answers) throws IOException {
    return new AnsweringGrpcServer(answers);
  }

  String host() {
    return "127.0.0.1:" + server.getPort();
  }

  /** The methods that were called, such as {@code Commit}. */
  List<String> calls() {
    return List.copyOf(calls);
  }

  @Override
  public void close() {
    server.shutdownNow();
  }

  private ServerMethodDefinition<byte[], byte[]> method(
      String name, Function<Integer, Answer> answers) {
    MethodDescriptor<byte[], byte[]> descriptor =
        MethodDescriptor.<byte[], byte[]>newBuilder()
            .setType(MethodDescriptor.MethodType.BIDI_STREAMING)
            .setFullMethodName(name)
            .setRequestMarshaller(new Bytes())
            .setResponseMarshaller(new Bytes())
            .build();
    return ServerMethodDefinition.create(
        descriptor,
        (call, headers) -> {
          calls.add(name.substring(name.lastIndexOf('/') + 1));
          call.request(1);
          answers.apply(calls.size()).to(call);
          return new ServerCall.Listener<>() {};
        });
  }

  /** Messages as they are on the wire. */
  private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] value) {
      return new ByteArrayInputStream(value);
    }

    @Override
    public byte[] parse(InputStream stream) {
      try {
        return stream.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
